"""Paints a share picture. As a program it reads one as JSON and writes it as PNG: see share_gallery.py, which lets it
run apart, so that the site's processes never hold Pillow nor a picture.

The same values give the same bytes.
"""

import sys
from dataclasses import dataclass, field, replace
from io import BytesIO

from PIL import Image, ImageDraw

from pollsite.pages.share_lettering import Face, begins_at_the_right, fitting, paintable, shortened
from pollsite.pages.share_picture import HEIGHT, NOT_SURE, WIDTH, Line, SharePicture

PAPER, INK, SOFT, RULE, ACCENT = "#fbf8f2", "#221d18", "#685f55", "#ddd4c6", "#a63a25"
TONES = ("#0b6c9c", "#b8690a", "#00785a", "#a2497c", "#8a7200", "#4b5aa8", "#a63a25", "#5c6b1f")
NO_TONE = "#8d8377"
"""As in static/css/tokens.css, in light."""
MARGIN, GAP = 72, 32
INNER = WIDTH - 2 * MARGIN
HEADING_SIZES, SMALL_HEADING_SIZES = (66, 58, 52, 46), (42, 36)
TALLEST_ROW, FLATTEST_BAR = 82, 4
SERIF, SANS, BOLD = (
    Face("newsreader.ttf", 500, 50),
    Face("public-sans.ttf", 400, 26),
    Face("public-sans.ttf", 600, 26),
)


@dataclass(slots=True)
class Sheet:
    """The paper, on which everything stands at the left margin, or at the right one where that is read first."""

    from_right: bool
    image: Image.Image = field(default_factory=lambda: Image.new("RGB", (WIDTH, HEIGHT), PAPER))

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        """What paints on it."""
        return ImageDraw.Draw(self.image)

    def write(self, text: str, face: Face, y: float, *, colour: str = INK, at_end: bool = False) -> None:
        """A line with its base at `y`, from the margin where reading begins, or up to the other one."""
        right = self.from_right is not at_end
        x, anchor = (WIDTH - MARGIN, "rs") if right else (MARGIN, "ls")
        self.draw.text((x, y), text, font=face.font_for(text), fill=colour, anchor=anchor)

    def bar(self, y: float, *, height: int, share: float, colour: str) -> None:
        """A bar `share` of the sheet's inner width long, upon its track."""
        long = round(INNER * share)
        start = WIDTH - MARGIN - long if self.from_right else MARGIN
        self.draw.rectangle((MARGIN, y, WIDTH - MARGIN - 1, y + height - 1), fill=RULE)
        if long:
            self.draw.rectangle((start, y, start + long - 1, y + height - 1), fill=colour)


def painted(picture: SharePicture) -> bytes:
    """The PNG."""
    picture = readable(picture)
    sheet = Sheet(picture.from_right)
    _head(sheet, picture)
    bottom = _heading(sheet, picture, top=MARGIN + 62)
    _rows(sheet, picture, top=bottom + GAP, bottom=HEIGHT - MARGIN - 34)
    foot = " · ".join(part for part in (picture.total, picture.note) if part)
    sheet.write(shortened(foot, SANS, width=INNER), SANS.sized(23), HEIGHT - MARGIN + 14, colour=SOFT)
    file = BytesIO()
    sheet.image.quantize(colors=128, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def readable(picture: SharePicture) -> SharePicture:
    """The picture with other words wherever the fonts lack letters."""
    lines = tuple(
        replace(line, label=paintable(line.label, line.plain), figure=paintable(line.figure, ""))
        for line in picture.lines
    )
    return replace(
        picture,
        site=paintable(picture.site, ""),
        kicker=paintable(picture.kicker, ""),
        heading=paintable(picture.heading, picture.plain),
        note=paintable(picture.note, ""),
        lines=lines,
    )


def _head(sheet: Sheet, picture: SharePicture) -> None:
    """The site's mark and name, and the article's title at the other end."""
    left = WIDTH - MARGIN - 34 if sheet.from_right else MARGIN
    for place, long in enumerate((34, 22, 13)):
        start = left + 34 - long if sheet.from_right else left
        sheet.draw.rectangle(
            (start, MARGIN - 18 + 12 * place, start + long, MARGIN - 12 + 12 * place), fill=ACCENT
        )
    face = BOLD.sized(28)
    name = shortened(picture.site, face, width=INNER // 3)
    x, anchor = (WIDTH - MARGIN - 52, "rs") if sheet.from_right else (MARGIN + 52, "ls")
    sheet.draw.text((x, MARGIN + 9), name, font=face.font_for(name), fill=INK, anchor=anchor)
    if picture.kicker:
        small = SANS.sized(24)
        sheet.write(
            shortened(picture.kicker, small, width=INNER // 2), small, MARGIN + 8, colour=SOFT, at_end=True
        )


def _heading(sheet: Sheet, picture: SharePicture, *, top: int) -> int:
    """The question or the title, as large as it fits into two lines, or else small; where it ends."""
    serif, begins = SERIF.set_for(picture.heading), begins_at_the_right(picture.heading)
    face, lines = fitting(picture.heading, serif, sizes=HEADING_SIZES, width=INNER, most=2)
    if lines[-1].endswith("…"):
        most = 2 if len(picture.lines) > 5 else 3
        face, lines = fitting(picture.heading, serif, sizes=SMALL_HEADING_SIZES, width=INNER, most=most)
    for place, line in enumerate(lines):
        at_end = begins and not sheet.from_right
        sheet.write(line, face, top + round(face.size * (0.82 + 1.14 * place)), at_end=at_end)
    return top + round(face.size * (1.14 * len(lines)))


def _rows(sheet: Sheet, picture: SharePicture, *, top: int, bottom: int) -> None:
    """The answers or questions, in rows as tall as there is room."""
    if not picture.lines:
        return
    tall = min(TALLEST_ROW, (bottom - top) // len(picture.lines))
    size = max(15, min(28, round(tall * 0.44)))
    for place, line in enumerate(picture.lines):
        _row(sheet, line, size, top + place * tall, tall)


def _row(sheet: Sheet, line: Line, size: int, top: int, tall: int) -> None:
    """An answer with its figure at the other end and its bar below; a question with what leads below it."""
    base = top + round(size * 0.95)
    if line.percent is None and line.figure:
        _question(sheet, line, size, base)
        return
    plain, bold = SANS.sized(size), BOLD.sized(size)
    room = INNER - round(bold.width(line.figure)) - GAP
    sheet.write(shortened(line.label, plain, width=room), plain, base)
    sheet.write(line.figure, bold, base, at_end=True)
    height = FLATTEST_BAR if line.hidden else max(FLATTEST_BAR, round(tall * 0.11))
    colour = NO_TONE if line.tone == NOT_SURE else TONES[line.tone % len(TONES)]
    sheet.bar(base + round(size * 0.42), height=height, share=(line.percent or 0) / 100, colour=colour)


def _question(sheet: Sheet, line: Line, size: int, base: int) -> None:
    small, strong = SANS.sized(round(size * 0.8)), SANS.sized(size) if line.hidden else BOLD.sized(size)
    sheet.write(shortened(line.label, small, width=INNER), small, base, colour=SOFT)
    said = shortened(line.figure, strong, width=INNER)
    sheet.write(said, strong, base + round(size * 1.2), colour=SOFT if line.hidden else INK)


def main() -> None:
    """Paint what comes in."""
    picture = SharePicture.from_json(sys.stdin.buffer.read().decode())
    sys.stdout.buffer.write(painted(picture))


if __name__ == "__main__":
    main()
