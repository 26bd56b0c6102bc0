"""Hostile values, by what they are meant to break. None is taken from the lists that comments are tested with.

Written for this site after published ideas, each named beside its list. `zq9` marks what is ours: an element or an
attribute of that name in a page means that a value has become markup.
"""

MARK = "zq9"

MARKUP = (
    # One text that ends every context: after Ahmed Elsobky's polyglot (HackVault) and Gareth Heyes's.
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */zq9=1 )//%0D%0A//</stYle/</titLe/</teXtarEa/</scRipt/--!>"
    "\\x3czq9/<zq9/zq9=1//>\\x3e",
    "'\"></title></style></textarea></script></noscript></template></select></xmp></iframe><zq9 zq9=1>",
    "--!><zq9 zq9=1><!--",
    "]]><zq9 xmlns='http://www.w3.org/1999/xhtml'/><![CDATA[",  # feeds
    "\" zq9=1 x=\"' zq9=1 x='` zq9=1 x=`",
    "\u02ba zq9=1 \uff02 zq9=1 \u2033><zq9>",  # quotes that some folding makes real ones
    "\uff1czq9\uff1e\ufe64zq9\ufe65\u2039zq9\u203a",  # NFKC makes < of them
    "<\x00zq9 zq9=1>",
    "<zq9\x0bzq9=1\x0c>",
    "<img src=x:zq9 zq9=1 <zq9 ",  # dangling markup, after PortSwigger
    "{{zq9}}${zq9}#{zq9}<%= zq9 %>{%zq9%}[[zq9]]{{''.__class__.__mro__}}",  # after James Kettle, SSTI
    "%3Czq9%3E%253Czq9%253E&lt;zq9&gt;&#60;zq9&#62;\\u003czq9\\u003e",
    "+ADw-zq9+AD4-",  # UTF-7
    "\x1b(J<zq9>\x1b$B",  # ISO-2022-JP, after SonarSource, 2024
    "</script ><zq9 zq9=1>//",
    "<svg><style><zq9 zq9=1></style></svg><math><mtext><table><mglyph><style><!--</style><zq9>",  # mutation, M. Bentkowski
)
UNSEEN = (
    "\u202egnp.exe\u202c\u2066x\u2069\u2067y\u2068",  # after Boucher and Anderson, Trojan Source
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e\u3164\uffa0\u115f\u2800",
    "\U000e0041\U000e007f\U000e0001",  # tags
    "a" + "\u0300" * 300,
    "\ufdfa" * 300,  # one letter that NFKC makes eighteen
    "\u0130\u0131\u017f\u212a\u1e9e\ufb03",  # letters that change their number with their case
    "\ufff9a\ufffab\ufffb\ufffe\uffff\U0010ffff",
    "\x85\u2028\u2029line",
    "\x1b[2J\x1b]0;zq9\x07\x1b]8;;http://zq9.example\x07",  # terminals, after H D Moore
)
NUMBERS = (
    "-0",
    "+1",
    " 1",
    "1_000",
    "\u0661\u0662",
    "\u00b2",
    "1e400",
    "NaN",
    "Infinity",
    "0b1",
    "2147483648",
    "-2147483649",
    "9223372036854775808",
    "18446744073709551616",
    "9" * 4_301,  # past Python's limit of digits
    "0.1.1",
)
QUERIES = (
    "' OR '1'='1' -- ",
    "1;SELECT pg_sleep(9)--",
    "%' ESCAPE '!' --",
    "\\%_",
    "$$ $x$ :name ?1 %(name)s {0.__class__}",
    'a" OR NEAR(b c) * NOT ^',
    "(" * 200 + ")" * 200,
    "(a+)+$" + "a" * 60,
)
HEADERS = (
    "zq9\r\nSet-Cookie: zq9=1\r\n\r\n<zq9>",
    "zq9\nLocation: https://zq9.example/",
    "zq9\u560d\u560aSet-Cookie:zq9=1",  # CR LF after a careless narrowing, after Twitter's report of 2015
    "zq9%0d%0aSet-Cookie:zq9=1",
)
PLACES = (
    "../../../../etc/passwd",
    "..%2f..%5c..%c0%af",
    "....//....//",
    "/proc/self/environ\x00.svg",
    "file:///etc/passwd",
    "CON",
    "\\\\zq9.example\\share",
)
ODD = (
    "\x00",
    "\ud800",  # sent as a lone surrogate, where the client lets it
    "a\x00b",
    "x" * 20_000,
    "a@" + "b." * 2_000 + "c",
    "[](" * 300,
    "> " * 300,
    "=?utf-8?q?zq9?= <zq9@zq9.example>,b@zq9.example\r\nBcc: c@zq9.example",
    '{"$gt":""}',
    "__proto__",
    "[object Object]",
)
VALUES = tuple(dict.fromkeys((*MARKUP, *UNSEEN, *NUMBERS, *QUERIES, *HEADERS, *PLACES, *ODD)))

ELSEWHERE = (
    # After the lists of PortSwigger, "URL validation bypass", and of Orange Tsai, "A New Era of SSRF".
    "https:zq9.example",
    "https:/zq9.example",
    "https:\\\\zq9.example",
    "hTTps:/\\/zq9.example",
    "//zq9.example",
    "///zq9.example",
    "////zq9.example//",
    "\\\\zq9.example",
    "/\\zq9.example",
    "\\/zq9.example",
    "/\\/zq9.example",
    "/%5czq9.example",
    "/%2fzq9.example",
    "/%2f%2fzq9.example",
    "/%252fzq9.example",
    "/%09/zq9.example",
    "/%0d/zq9.example",
    "/\t/zq9.example",
    "/\r\n/zq9.example",
    "\x00//zq9.example",
    "\x01https://zq9.example",
    " //zq9.example",
    "\u00a0//zq9.example",
    "\u3000//zq9.example",
    "/\u200b/zq9.example",
    "\uff0f\uff0fzq9.example",
    "/\u2215zq9.example",
    "/.//zq9.example/..",
    "/..//zq9.example",
    "/./\\zq9.example",
    "//zq9.example@localhost/",
    "//localhost@zq9.example/",
    "//localhost:80@zq9.example",
    "http://localhost.zq9.example/",
    "http://zq9.example#@localhost/",
    "http://zq9.example\\@localhost/",
    "//localhost%00.zq9.example",
    "//%6cocalhost.zq9.example",
    "//[::1].zq9.example",
    "//3232235777",
    "javascript:zq9()",
    "java\tscript:zq9()",
    "\x01javascript:zq9()",
    "/javascript:zq9()//",
    "data:text/html,<zq9>",
    "vbscript:zq9",
    ";@zq9.example",
    "?next=//zq9.example",
    "#//zq9.example",
)
"""Addresses that lead away from the site, or that some browser or proxy reads so."""
NO_ADDRESSES = ("http://[", "//[::1", "https://a\u2100b/", "//[zq9]/")
"""What Python's urlsplit raises at."""
NESTED = "[" * 50_000
"""JSON that Python's decoder gives up on: deeper than its stack."""
CONTROLS = "%0D%0ASet-Cookie:%20zq9=1"
"""In a path, it would become a header of its own wherever the path is sent back in one."""
