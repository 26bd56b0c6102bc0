"""What a share picture says, as plain values: they name it, and the child process that paints it knows nothing else."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace

WIDTH, HEIGHT = 1200, 630
"""Pixels; what the networks that show links call a large picture."""
PAINTING = 1
"""To be raised when pictures are painted in another way, so that none is taken for one of before."""
NOT_SURE = -1
"""The tone of "not sure", which is none of the options' colours."""


@dataclass(frozen=True, slots=True)
class Line:
    """An answer or a question. `plain` is said where `label` cannot be painted.

    `figure` is what is known of it; where that is `hidden`, when it will be. `percent`: how long its bar is, None for no
    bar; `tone`: the option's place among the colours, or NOT_SURE.
    """

    label: str
    plain: str
    figure: str = ""
    percent: int | None = None
    tone: int = NOT_SURE
    hidden: bool = False

    @property
    def words(self) -> str:
        """ "Yes: 75 % · 3", "Is it right? Yes · 61 %"."""
        colon = "" if self.label.endswith(("?", "!", ":")) else ":"
        return f"{self.label}{colon} {self.figure}" if self.figure else self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class SharePicture:
    """One picture, of an article or of one of its polls (`kicker`: the article's title). All of it is for everybody.

    `total` says how many voted, "" where that is hidden; `note` what stands below in any case.
    """

    site: str
    kicker: str
    heading: str
    plain: str
    lines: tuple[Line, ...]
    total: str
    note: str
    from_right: bool = False

    @property
    def shape(self) -> str:
        """Names all of it but the numbers: pictures of one shape show the same to the same people."""
        lines = tuple(replace(line, figure="", percent=line.percent and 0) for line in self.lines)
        return _digest(replace(self, lines=lines, total=""))

    @property
    def version(self) -> str:
        """Names what is in it and how it is painted: another picture has another."""
        return self.shape + _digest(self)

    @property
    def words(self) -> str:
        """The picture for who does not see it."""
        told = "; ".join(line.words for line in self.lines)
        said = (part.rstrip(".") for part in (self.heading, told, self.total, self.note) if part)
        return " ".join(part if part.endswith(("?", "!")) else f"{part}." for part in said)

    def to_json(self) -> str:
        """For the child process."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "SharePicture":
        """As it was. Raises ValueError, TypeError or KeyError for anything else."""
        known = json.loads(text)
        return cls(**{**known, "lines": tuple(Line(**line) for line in known["lines"])})


def picture_address(picture: SharePicture, slug: str, *, key: str = "") -> str:
    """Where it is to be had, as a path; `key` for the picture of a poll."""
    poll = f"polls/{key}/" if key else ""
    return f"/articles/{slug}/{poll}share-{picture.version}.png"


def _digest(picture: SharePicture) -> str:
    return hashlib.sha256(f"{PAINTING} {picture.to_json()}".encode()).hexdigest()[:10]
