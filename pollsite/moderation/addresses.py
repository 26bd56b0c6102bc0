"""Whether a text names an address somebody could follow or copy; in time that grows with the text.

It goes by shape where the shape is sure (a scheme, a mailbox, a host with a path or a port), and by an ending in wide
use where a bare host could as well be two sentences without a blank between them: `ended.It`, `so.it`, `agree.UK`.
"""

import re

from linkify_it.tlds import TLDS

from pollsite.moderation.plaintext import plain

_STOPS = str.maketrans("。", ".")
"""A browser takes the ideographic stop of a host for a dot; plaintext.plain() has made the others one."""
_SHAPES = re.compile(
    r"://|\bwww\.|\b(?:https?|ftp|magnet):\S|\w@\w[\w-]*\.\w|(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/|:\d)",
    re.IGNORECASE,
)
_LED_ON = re.compile(r"\w\.([^\W\d_]{2,24}|xn--[\w-]{2,40})(?:[/\\]|:\d{2,5}(?!\w))", re.IGNORECASE)
"""A host's ending with a path or a port behind it."""
_ENDINGS = frozenset(ending.lower() for ending in TLDS)
"""All endings there are."""
_SURE = "com net org info biz io xyz ru cn tk рф"
_LIKELY = """
de co cc me tv gg ly ws gl uk eu fr nl pl es ch se dk cz sk hu ro bg gr pt br mx cl jp kr tw hk sg au nz za ir tr il ua
kz su ml ga cf gq vc pw lt lv ee
app asia bet bid bond buzz cam casino cfd cheap chat click cloud club dev email fun icu link live loan mobi online porn
pro sbs sex shop site space store tech top vip website win xxx
"""
_BARE = re.compile(
    r"\w\.(?:(?i:{sure})|(?![A-Z][a-z]|[A-Z]{{2}}(?!\w))(?i:{likely}))(?!\w)".format(
        sure="|".join(_SURE.split()), likely="|".join(_LIKELY.split())
    )
)
"""A host without anything behind it. The likely endings are none where they are written as a sentence begins or an
acronym is, `fun.Top` and `agree.UK`; and those that English is full of (it, is, in, so, ai) are not among them.
"""


def has_address(text: str) -> bool:
    """Whether an address stands in the text, as it reads and not as it is spelled."""
    simple = plain(text).translate(_STOPS)
    if _SHAPES.search(simple) or _BARE.search(simple):
        return True
    return any(found.group(1).lower() in _ENDINGS for found in _LED_ON.finditer(simple))
