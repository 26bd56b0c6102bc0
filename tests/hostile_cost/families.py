"""Hostile texts, each as long as is asked: what a parser may look at again and again."""

import random
from collections.abc import Callable

Family = Callable[[int], str]
"""A text of that many characters."""
UNITS = (
    *(
        "a",
        "a ",
        "a  ",
        "\t",
        "\n",
        "\n\n",
        "   \n",
        " HTTP/1.1\r\nexpect:\r\n",
        "\r",
        "\x00",
        "a.\n",
        "a. ",
        ".",
        "..a",
        "!)",
        '")]',
        "a.b.",
    ),
    *(
        "*",
        "**",
        "*a ",
        "**a ",
        "_a_ ",
        "*_",
        "_*a",
        "~",
        "~~a",
        "^",
        "\\",
        "\\*",
        "`",
        "``",
        "`a",
        "```\n",
        "~~~\n",
    ),
    *(
        "[",
        "[a](",
        "[a](b)",
        "![",
        "![a](",
        "](",
        "[a][",
        "[a][b] ",
        "[a]: b\n",
        "[^a]",
        "[^a]: b\n",
        "![a](b){.c}",
    ),
    *("<", "<a ", "<b>", "</b>", "<!--", "<http://a", "&", "&amp;", "&#1;", "&a", "{", "{.a}", "(", "((a"),
    *("> ", "> a\n", "- ", "- a\n", "1. a\n", "#", "# a\n", "---\n", "===\na\n", "|a", "|a|b|\n|-|-|\n"),
    *("https://a.b ", "https://", "https://a.b/(", "www.a.b ", "a@b.co ", "a@", "mailto:a@b "),
    *(
        "\u0301",
        "\u0345\u0301",
        "\u0f73\u0301\u0345",
        "\uff9e\u0301",
        "\u202e",
        "\u202ea",
        "\u200b",
        "\u00ad",
        "\ufdfa",
    ),
    *("\U0001f170", "\U0001d482", "“", "—", "…", "’s ", "s p a m ", "s.p.a.m.", "sp", "m", "w", "rn", "vv"),
    *(
        "[your ",
        "todo ",
        "insert ",
        "%",
        "_",
        "\\%",
        "'",
        '"',
        "*a\n",
        "a:\n",
        "? ",
        "&a ",
        "!!a ",
        "- - ",
        "[[",
        "{a: ",
    ),
)


def repeated(unit: str) -> Family:
    """The unit again and again."""
    return lambda length: (unit * (length // len(unit) + 1))[:length]


def composed(chance: random.Random) -> tuple[str, Family]:
    """A family of several units, one after the other or in each other, and its name."""
    units = chance.sample(UNITS, chance.randint(1, 3))
    shape = chance.choice(("in turns", "in runs", "nested", "behind one another, unfinished"))
    name = f"{units!r} {shape}"
    if shape == "in turns":
        return name, repeated("".join(units))
    if shape == "nested":
        return (
            name,
            lambda length: (
                repeated("".join(units))(length // 2)
                + repeated("".join(unit[::-1] for unit in reversed(units)))(length // 2)
            ),
        )
    end = "" if shape == "in runs" else "x"
    return name, lambda length: "".join(repeated(unit)(length // len(units)) for unit in units) + end
