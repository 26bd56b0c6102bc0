"""Letters that look like others: a table of our own, in the manner of Unicode Technical Standard 39, section 4.

Each maps to the Latin letter that it is taken for. Keys are small letters: a letter is listed for what either of
its two shapes looks like, its capital before its small one, because names are compared without regard to case.
What Unicode itself calls equal (wide, bold and circled letters, letters with accents) is folded before.
"""

import re
import unicodedata

_CYRILLIC = {
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "є": "e", "ԍ": "g", "һ": "h", "н": "h",
    "і": "i", "ј": "j", "к": "k", "қ": "k", "ӏ": "l", "м": "m", "п": "n", "о": "o", "ө": "o", "р": "p",
    "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "и": "u", "ѵ": "v", "ѡ": "w", "ԝ": "w", "ш": "w",
    "щ": "w", "х": "x", "у": "y", "ү": "y", "ұ": "y", "з": "3", "ь": "b", "ъ": "b", "ѳ": "o",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "b", "ϲ": "c", "ε": "e", "ϵ": "e", "γ": "y", "η": "h", "ι": "i", "ϳ": "j", "κ": "k",
    "μ": "m", "ν": "n", "ο": "o", "σ": "o", "ρ": "p", "τ": "t", "υ": "y", "ω": "w", "χ": "x",
    "ζ": "z",
}  # fmt: skip
_ARMENIAN = {
    "ա": "w", "գ": "q", "զ": "q", "ը": "p", "ո": "n", "ռ": "n", "ս": "u", "հ": "h", "ց": "g", "օ": "o",
    "յ": "j", "ք": "p", "լ": "l", "կ": "u",
}  # fmt: skip
_LATIN = {
    "ɑ": "a", "ɐ": "a", "ᴀ": "a", "æ": "ae", "ʙ": "b", "ƀ": "b", "ɓ": "b", "ᴄ": "c", "ƈ": "c", "đ": "d",
    "ð": "d", "ɖ": "d", "ɗ": "d", "ᴅ": "d", "ᴇ": "e", "ɛ": "e", "ə": "e", "ǝ": "e", "ƒ": "f", "ꜰ": "f",
    "ɡ": "g", "ɢ": "g", "ǥ": "g", "ɠ": "g", "ħ": "h", "ʜ": "h", "ɦ": "h", "ı": "i", "ɪ": "i", "ɨ": "i",
    "ɩ": "i", "ȷ": "j", "ᴊ": "j", "ɉ": "j", "ᴋ": "k", "ƙ": "k", "ĸ": "k", "ł": "l", "ʟ": "l", "ƚ": "l",
    "ɫ": "l", "ꟾ": "l", "ǀ": "l", "ᴍ": "m", "ɱ": "m", "ŋ": "n", "ɴ": "n", "ɲ": "n", "ɳ": "n", "ƞ": "n",
    "ø": "o", "ᴏ": "o", "ɵ": "o", "ɔ": "o", "œ": "oe", "ᴘ": "p", "ƥ": "p", "þ": "p", "ʀ": "r", "ɍ": "r",
    "ɾ": "r", "ꜱ": "s", "ʂ": "s", "ſ": "s", "ƽ": "s", "ᴛ": "t", "ŧ": "t", "ƭ": "t", "ʈ": "t", "ᴜ": "u",
    "ʉ": "u", "ʋ": "u", "ᴠ": "v", "ʌ": "v", "ᴡ": "w", "ɯ": "w", "ʏ": "y", "ƴ": "y", "ɏ": "y", "ᴢ": "z",
    "ƶ": "z", "ȥ": "z", "ʐ": "z",
}  # fmt: skip
_OTHERS = {
    "ס": "o", "ו": "l", "ן": "l", "ا": "l", "ه": "o", "०": "o", "௦": "o", "ഠ": "o", "ဝ": "o", "ⲟ": "o",
    "ⲣ": "p", "ⲥ": "c", "ⲓ": "i", "ⲕ": "k", "ⲙ": "m", "ⲛ": "n", "ⲧ": "t", "ⲭ": "x", "ⲁ": "a", "ⲃ": "b",
    "ⲉ": "e", "ⲏ": "h", "Ꭺ": "a", "Ᏼ": "b", "Ꮯ": "c", "Ꭰ": "d", "Ꭼ": "e", "Ꮐ": "g", "Ꮋ": "h", "Ꭵ": "i",
    "Ꭻ": "j", "Ꮶ": "k", "Ꮮ": "l", "Ꮇ": "m", "Ꮲ": "p", "Ꭱ": "r", "Ꮪ": "s", "Ꭲ": "t", "Ꮩ": "v", "Ꮃ": "w",
    "Ꮍ": "y", "Ꮓ": "z", "ꓮ": "a", "ꓐ": "b", "ꓚ": "c", "ꓓ": "d", "ꓰ": "e", "ꓝ": "f", "ꓖ": "g", "ꓧ": "h",
    "ꓲ": "i", "ꓙ": "j", "ꓗ": "k", "ꓡ": "l", "ꓟ": "m", "ꓠ": "n", "ꓳ": "o", "ꓑ": "p", "ꓣ": "r", "ꓢ": "s",
    "ꓔ": "t", "ꓴ": "u", "ꓦ": "v", "ꓪ": "w", "ꓫ": "x", "ꓬ": "y", "ꓜ": "z",
}  # fmt: skip
_ALIKE_IN_PRINT = {"0": "o", "1": "l", "i": "l"}
_PAIRS = (("rn", "m"), ("vv", "w"))


def _drawn_upon() -> dict[str, str]:
    """Small Latin letters that are another with a stroke, hook or loop: their names say so."""
    found = {}
    for letter in map(chr, (*range(0x180, 0x250), *range(0x2C60, 0x2C80), *range(0xA722, 0xA800))):
        named = re.fullmatch(r"LATIN SMALL LETTER ([A-Z]) WITH .*", unicodedata.name(letter, ""))
        if named:
            found[letter] = named.group(1).lower()
    return found


_TABLE = str.maketrans(
    {
        letter: "".join(_ALIKE_IN_PRINT.get(drawn, drawn) for drawn in alike)
        for letter, alike in (
            _drawn_upon()
            | _CYRILLIC
            | _GREEK
            | _ARMENIAN
            | _LATIN
            | _OTHERS
            | {key: key for key in _ALIKE_IN_PRINT}
        ).items()
    }
)


def as_taken_for(letters: str) -> str:
    """Small letters, each replaced by what it is taken for: `раураl` gives `paypal`. Linear in their number."""
    taken = letters.translate(_TABLE)
    for pair, single in _PAIRS:
        taken = taken.replace(pair, single)
    return taken
