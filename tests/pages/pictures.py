"""Share pictures for tests, and a painter that only notes what it was asked for."""

from dataclasses import replace

from pollsite.pages.share_picture import NOT_SURE, Line, SharePicture

SAMPLE = SharePicture(
    site="pollsite",
    kicker="On portraits",
    heading="Is it a portrait?",
    plain="A question with 2 answers",
    lines=(
        Line("Yes", "Answer 1", "75\u202f% · 3", 75, 0),
        Line("Not sure", "Not sure", "25\u202f% · 1", 25, NOT_SURE),
    ),
    total="4 readers voted",
    note="Self-selected readers, not a sample",
)
MANY = tuple(
    Line(f"Answer {place} " * 12, f"Answer {place}", "100\u202f% · 1,204,311", 100, place)
    for place in range(9)
)
ARABIC = replace(SAMPLE, heading="هل هذا أخلاقي؟", kicker="الصورة", from_right=True)


class Painter:
    """Paints nothing, and notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, picture: SharePicture) -> bytes:
        """The picture's name, as bytes."""
        self.asked.append(picture.version)
        return picture.version.encode()
