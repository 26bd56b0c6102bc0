"""Ways to write a word so that a list does not see it, made by rule; and sentences that nobody should have to wait for."""

import random
import re
from collections.abc import Callable

from pollsite.config import PACKAGE_ROOT
from pollsite.demo.sentences import TOPICS
from pollsite.demo.texts import Answered, Speech

WATCHED = (
    *(
        "spam",
        "scam",
        "viagra",
        "cialis",
        "casino",
        "bitcoin",
        "escort",
        "idiot",
        "moron",
        "porn",
        "whore",
        "cunt",
    ),
    *("ass", "nazi", "jackpot", "loser", "rapist", "bum", "buy now", "click here"),
)
_CYRILLIC = str.maketrans("aceiopsxy", "асеіорѕху")
_GREEK = str.maketrans("aikmnoptxy", "αικμνορτχυ")
_CAPITALS = str.maketrans("abceihkmnopstx", "АВСЕІНКМΝОРЅТХ")
_FIGURES = str.maketrans("oi", "01")
_LEET = str.maketrans("aeiost", "431057")
_SIGNS = str.maketrans("asi", "@$!")


def _between(sign: str) -> Callable[[str], str]:
    return lambda word: " ".join(sign.join(part) for part in word.split())


def _inside(before: str, after: str = "") -> Callable[[str], str]:
    """Around the second letter."""
    return lambda word: f"{word[0]}{before}{word[1]}{after}{word[2:]}"


def _turned(letter: tuple[int, str]) -> str:
    return letter[1].upper() if letter[0] % 2 else letter[1]


def _shifted(start: int) -> Callable[[str], str]:
    """In an alphabet that Unicode draws apart, from its small a on."""
    return lambda word: "".join(
        chr(start + ord(letter) - ord("a")) if letter.isalpha() else letter for letter in word
    )


EVASIONS: dict[str, Callable[[str], str]] = {
    "in capitals": str.upper,
    "capitals in turn": lambda word: "".join(map(_turned, enumerate(word))),
    "accents": lambda word: "".join(f"{letter}\u0301" for letter in word),
    "struck through": lambda word: "".join(f"{letter}\u0336" for letter in word),
    "heaped marks": lambda word: "".join(f"{letter}\u0310\u0324\u0360" for letter in word),
    "rings around": lambda word: "".join(f"{letter}\u20dd" for letter in word),
    "Cyrillic letters": lambda word: word.translate(_CYRILLIC),
    "Greek letters": lambda word: word.translate(_GREEK),
    "capitals that look alike": lambda word: word.translate(_CAPITALS),
    "one letter of another script": lambda word: word[:1] + word[1:].translate(_CYRILLIC),
    "rn for m, vv for w": lambda word: word.replace("m", "rn").replace("w", "vv"),
    "zero-width spaces": _between("\u200b"),
    "zero-width joiners": _between("\u200d"),
    "word joiners": _between("\u2060"),
    "soft hyphens": _between("\u00ad"),
    "variation selectors": _between("\ufe0f"),
    "direction marks": _between("\u202c"),
    "backwards, turned round": lambda word: f"\u202e{word[::-1]}\u202c",
    "tags of language": _between("\U000e0020"),
    "full width": _shifted(0xFF41),
    "bold": _shifted(0x1D41A),
    "script": _shifted(0x1D4EA),
    "double-struck": _shifted(0x1D552),
    "in discs": _shifted(0x24D0),
    "in black discs": _shifted(0x1F150),
    "in boxes": _shifted(0x1F170),
    "as flags": _shifted(0x1F1E6),
    "emphasis inside": _inside("**", "**"),
    "code inside": _inside("`", "`"),
    "a link inside": _inside("[", "](https://example.org)"),
    "a backslash inside": _inside("\\_"),
    "entities": lambda word: "".join(f"&#{ord(letter)};" for letter in word),
    "an entity that prints nothing": _inside("&shy;"),
    "tags inside": _inside("<b>", "</b>"),
    "blanks": _between(" "),
    "wide blanks": _between("\u2003"),
    "lines": _between("\n"),
    "dots": _between("."),
    "dots and blanks": _between(". "),
    "hyphens": _between("-"),
    "underscores": _between("_"),
    "stars": _between("*"),
    "slashes": _between("/"),
    "many blanks": _between(" " * 9),
    "quoted letter by letter": _between("\n\n> "),
    "emoji": _between("🙂"),
    "a hyphen inside": _inside("-"),
    "figures": lambda word: word.translate(_FIGURES),
    "figures drawn as letters": lambda word: word.translate(_LEET),
    "signs drawn as letters": lambda word: word.translate(_SIGNS),
    "in an address": lambda word: f"https://{word.replace(' ', '-')}.example/",
    "in quotes": lambda word: f"“{word}”",
    "with an ending set off": lambda word: f"{word}’s",
}
"""What the list promises to see through, but for TAKEN_AT_THEIR_WORD."""
TAKEN_AT_THEIR_WORD = {
    "rn for m, vv for w": ["bum"],
    "figures drawn as letters": ["ass"],
    "signs drawn as letters": ["ass"],
}
"""`burn` is a word, and `455` and `@$$`, without a letter beside them, are figures and signs."""
NOT_PROMISED: dict[str, Callable[[str], str]] = {
    "two halves": lambda word: f"{word[:2]} {word[2:]}",
    "a line break inside": lambda word: f"{word[:2]}\n{word[2:]}",
    "letters changed places": lambda word: f"{word[0]}{word[2]}{word[1]}{word[3:]}",
    "a letter doubled": lambda word: f"{word[0]}{word[1] * 2}{word[2:]}",
    "a letter drawn out": lambda word: f"{word[0]}{word[1] * 5}{word[2:]}",
    "a letter left out": lambda word: f"{word[0]}{word[2:]}",
    "backwards": lambda word: word[::-1],
    "a star for a letter": lambda word: f"{word[0]}*{word[2:]}",
    "a plural": lambda word: f"{word}s",
    "between other single letters": lambda word: f"x {' '.join(word.replace(' ', ''))} x",
}
"""What takes a word that is another one: a moderator adds it, or a reader reports it."""

FOREIGN = (
    "Это не спор о вкусах, а вопрос о том, кому верить.",
    "У него рот закрыт, а нос смотрит вверх.",
    "Сор из избы не выносят, говорила моя бабушка.",
    "Ένα πορτρέτο λέει ποιος ήμουν εκείνη τη μέρα.",
    "Ποτέ δεν πίστεψα ότι η εικόνα είναι το πρόσωπο.",
    "这张照片不是我，但它比我更像我。",
    "写真は嘘をつかないと言うけれど、本当だろうか。",
    "이 사진은 나를 닮았지만 내가 아니다.",
    "यह चित्र मेरा नहीं है, फिर भी लोग पहचान लेते हैं।",
    "هذه الصورة ليست أنا، لكنها تشبهني.",
    "התמונה הזאת אינה אני, אבל כולם מזהים אותי.",
    "ภาพนี้ไม่ใช่ฉัน แต่ทุกคนก็จำได้",
    "Çocuğum bu resmi görünce güldü; annem ise sustu.",
    "Se não for meu rosto, de quem é? Não sei, amigo.",
    "L’âme n’a pas de visage, et c’est tant mieux, ma foi.",
    "Wer das Bild sieht, sieht nicht mich; wer mich sieht, braucht kein Bild.",
    "Ez a kép nem én vagyok, és mégis mindenki felismer.",
    "Đây không phải là tôi, nhưng ai cũng nhận ra.",
)
LOOK_HARMFUL = (
    "Scunthorpe United lost at Penistone, and the classics assistant wept.",
    "I assess every assumption; the assassin passes, the bass plays on.",
    "The pen is on the table, and the therapist is in.",
    "He’ll burn the barn, she’ll turn to the modem, we’ll go on.",
    "A spammer is no filter’s friend, said the anti-scammer.",
    "As Sam says: as is. Is it? It is!",
    "My cocktail, a casinoesque affair, cost 455 kroner in 2017.",
    "That’s Pam, who’s canny, and it’s cam-era shy.",
    "U.S. readers, e.g. in N.Y., a.m. or p.m., may differ.",
    "Album, bumble, bumper: buy nowhere, click heretics.",
    "The analysis of canals in Essex and Sussex is a must.",
    "Idiotic? Moronic? No: idiosyncratic and oxymoronic.",
)

DOTTED = (
    "E.g. a dog, i.e. a pet, etc. and so on, cf. above, viz. this, vs. that.",
    "Either/or, and/or, he/she, his/her, yes/no, w/o, 24/7, a/c, n/a, km/h.",
    "I give it 3.5/5, or 7.5/10; it was 1.2.3.4 before, and 4.1 now, at 10.30 on 24.12./25.12.",
    "Node.js/Express and Vue.js are fine, and so is the .com boom.",
    "U.S./Canada, U.S.A., N.Y., L.A., the U.K./U.S., a.m./p.m., 5p.m. or 6.pm, Ph.D./M.A.",
    "It ended.Then it began.It was late.Me too.Is it so?So it is.No.To be, or not.In fact.Top that.",
    "I agree.And/or not.He/she did.They/them.Nobody knows.the end.",
    "i was tired.so i left.it was late.is that so.no it is not.we all do.in the end.at last.as if.be that.my view.",
    "I agree.AI is a tool.UK readers differ.TV is dead.EU law.US law.PR it is.",
    "Same.Live and let live.Shop around.Win or lose.Click bait.Space it is.Fun.",
    "St.Gallen, Mr.Smith, Dr.No, No.5, p.ex. z.B. d.h. u.a. S.à r.l.",
    "Wait…me too... live and learn...top of the class.. so it goes.",
    "The file nose-pads.svg, photo.jpg, a report.pdf, notes.txt, main.py and six-fingers.png.",
    "Rule: be kind. https is a scheme, ftp: too, and http too; www is a web.",
    "Matthew 5:3, Gen. 1:3, ratio 16:9, at 10:30, version 1.2.3.4: fine.",
    "看这个。很好。TOP的。这是我的脸。",
    "これは夢です。本当に。",
    "@ada I see; me @ home, you@work? ¯\\_(ツ)_/¯ :/",
    "To err is human.to forgive/forget is divine.they/we said so.",
    "The art.The artist/the sitter.What now?",
)
"""Prose with dots, slashes, colons and missing blanks, which names no address."""


def harmless(number: int) -> tuple[str, ...]:
    """So many different sentences and short comments: the essay's, made-up readers', other scripts', and old traps."""
    chance = random.Random(20261125)
    speech, topics = Speech(chance), tuple(TOPICS)
    essay = (PACKAGE_ROOT / "articles/content/to-ai-or-not-to-ai.md").read_text().split("---")[-1]
    known = [
        *FOREIGN,
        *LOOK_HARMFUL,
        *DOTTED,
        *(said for topic in TOPICS.values() for said in (*topic.at_ease, *topic.uneasy)),
        *(line.strip() for line in re.split(r"(?<=[.!?])\s+|\n", essay) if line.strip()),
    ]
    said = dict.fromkeys(known)
    while len(said) < number:
        spoken = speech.opening(chance.choice(topics), at_ease=chance.random() < 0.5)
        if chance.random() < 0.5:
            spoken = speech.answer(
                chance.choice(topics),
                at_ease=True,
                to=Answered(spoken=spoken, agreeing=chance.random() < 0.5),
            )
        said[spoken.source] = None
    return tuple(said)[:number]
