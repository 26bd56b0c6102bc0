"""What the map says, in sentences."""

from collections.abc import Sequence

from pollsite.polls.words import counted

CHANCE = (
    "There are no clear groups: how readers answer one question tells too little about the others. "
    "Groups drawn here would be no clearer than chance, or one crowd cut in two, would make them."
)


def least_in_words(least: int, questions: int) -> str:
    """ "at least 7 of the 9 questions", "all 5 questions"."""
    return (
        f"all {questions} questions"
        if least == questions
        else f"at least {least} of the {questions} questions"
    )


def own_in_words(letter: str, *, size: int, percent: int, whole: int, within: bool) -> str:
    """With how many a reader is; or, where they stand in no group's area, to whom they are nearest."""
    group = f"group {letter}, {percent}\u202f% of readers ({size:,} of {whole:,} on this map)."
    return f"You are with {group}" if within else f"You stand outside the groups. The nearest is {group}"


def same_in_words(letter: str, *, alike: int, of: int) -> str:
    """How many of the answers that tell a group apart are the reader's as well."""
    yours = "is yours" if alike == 1 else "are yours"
    return f"Of {counted(of, 'answer', 'answers')} that tell group {letter} apart, {alike} {yours} too."


def groups_in_words(sizes: Sequence[int], percents: Sequence[int], whole: int) -> str:
    """How readers fall into groups."""
    told = [f"{percent}\u202f% ({size:,})" for size, percent in zip(sizes, percents, strict=True)]
    return f"{whole:,} readers fall into {len(told)} groups: {', '.join(told[:-1])} and {told[-1]}."


def missing_in_words(answered: int, *, least: int, questions: int) -> str:
    """What a reader who is not on the map can do to be."""
    if not answered:
        return f"Answer {least_in_words(least, questions)}, and you see where you stand."
    return (
        f"Answer {counted(least - answered, 'more question', 'more questions')}, and you see where you stand."
    )


def few_in_words(fewest: int, *, least: int, questions: int) -> str:
    """Why there is no map yet."""
    return (
        "Not enough readers have answered enough of the questions yet. The map is drawn once "
        f"{fewest} have answered {least_in_words(least, questions)}."
    )
