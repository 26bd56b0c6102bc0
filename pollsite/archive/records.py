"""What stands in an archive: its files, and the shape of a line of each; `schema.json` is written from here."""

import json
from typing import Any

from pollsite.accounts.types import Portrait
from pollsite.archive.foreign import Source
from pollsite.archive.shapes import (
    AnyObject,
    Maybe,
    Moment,
    Named,
    OneOf,
    Record,
    Several,
    Shape,
    Text,
    Truth,
    Whole,
)
from pollsite.articles.questions import KEY_LENGTH, LABEL_LENGTH, QUESTION_LENGTH
from pollsite.articles.reading import MAX_FILE_BYTES, SLUG_LENGTH
from pollsite.articles.services import DIGEST_LENGTH, MEDIA_TYPES
from pollsite.articles.types import Kind, Visibility
from pollsite.discussion.limits import MAX_GUEST_NAME, MAX_REASON
from pollsite.discussion.types import Openness, Status
from pollsite.markup import MAX_CHARACTERS

FORMAT = "pollsite archive 1"
ARTICLES, REVISIONS, POLLS = "articles.jsonl", "revisions.jsonl", "polls.jsonl"
MEMBERS, COMMENTS, INSIGHTS = "members.jsonl", "comments.jsonl", "insights.jsonl"
DECISIONS, STATEMENTS = "decisions.jsonl", "statements.jsonl"
MANIFEST, SCHEMA, READ_ME = "manifest.json", "schema.json", "README.txt"
VERIFIERS = ("verify_archive.py", "audit_ledger.py", "verify_ledger.py")
BESIDE = (READ_ME, SCHEMA, *VERIFIERS)
"""Of the format, not of the site: an import does not look at them, and every export brings its own."""
MAX_NAME = 60
MAX_ENDING = max(map(len, MEDIA_TYPES))

_ID = Whole(1)
_KEY = Text(KEY_LENGTH, "[a-z0-9-]+")
_SLUG = Text(SLUG_LENGTH, "[a-z0-9-]+")
_AT, _MAYBE_AT, _ON = Moment(), Maybe(Moment()), Moment(is_day=True)
_WORDS = Text(MAX_FILE_BYTES)
_COUNT = Whole()
_HIDDEN_COUNT = Maybe(_COUNT)
_DIGEST = f"[0-9a-f]{{{DIGEST_LENGTH}}}"
KEY_CHARACTERS = 40
KNOWN_BY = rf"(?:{'|'.join(Source)}):[A-Za-z0-9_-]+"
"""What a comment from elsewhere is known by, so that it is not brought in twice; see bringing_comments.key_of()."""
PICTURE = rf"{_DIGEST}\.(?:{'|'.join(sorted(ending[1:] for ending in MEDIA_TYPES))})"

_ANCHOR = Record(
    {
        "exact": _WORDS,
        "prefix": _WORDS,
        "suffix": _WORDS,
        "section": _WORDS,
        "occurrences": _COUNT,
        "revision": _ID,
    }
)
ARTICLE = Record(
    {
        "id": _ID,
        "slug": _SLUG,
        "title": _WORDS,
        "author": _WORDS,
        "summary": _WORDS,
        "language": _WORDS,
        "published_on": _ON,
        "updated_at": _AT,
        "revision": _ID,
        "openness": OneOf(tuple(Openness)),
        "discussion": _ID,
        "anchors": Named("[a-z0-9-]+", _ANCHOR, 1_000),
    }
)
REVISION = Record(
    {
        "article": _ID,
        "number": _ID,
        "created_at": _AT,
        "source": _WORDS,
        "pictures": Named(r"(?!\.)[A-Za-z0-9._-]+", Text(DIGEST_LENGTH + MAX_ENDING, PICTURE), 1_000),
    }
)
_OPTION = Record(
    {
        "key": _KEY,
        "label": Text(LABEL_LENGTH),
        "exclusive": Truth(),
        "not_sure": Truth(),
        "ballots": _HIDDEN_COUNT,
    }
)
_WORDING = Record(
    {
        "id": _ID,
        "number": _ID,
        "kind": OneOf(tuple(Kind)),
        "question": Text(QUESTION_LENGTH),
        "max_choices": _ID,
        "created_at": _AT,
        "edited_at": _MAYBE_AT,
        "options": Several(_OPTION, 31),
        "voters": _HIDDEN_COUNT,
        "held": _HIDDEN_COUNT,
        "version": Maybe(_ID),
    }
)
POLL = Record(
    {
        "id": _ID,
        "article": _ID,
        "key": _KEY,
        "position": _COUNT,
        "visibility": OneOf(tuple(Visibility)),
        "opens_at": _MAYBE_AT,
        "closes_at": _MAYBE_AT,
        "asked": Truth(),
        "wording": _ID,
        "wordings": Several(_WORDING, 9_999),
        "ledger": Maybe(Text(200)),
    }
)
MEMBER = Record({"id": _ID, "name": Text(MAX_NAME), "portrait": OneOf(tuple(Portrait)), "since": _ON})
_AUTHOR = Record({"member": Maybe(_ID), "guest": Maybe(Text(MAX_GUEST_NAME + 20)), "first": Maybe(_ID)})
_CHOSEN = Several(_KEY, 31)
_STANCE = Record({"wording": _ID, "then": _CHOSEN, "now": _CHOSEN})
COMMENT = Record(
    {
        "id": _ID,
        "article": _ID,
        "parent": Maybe(_ID),
        "status": OneOf(tuple(Status)),
        "reason": Text(MAX_REASON),
        "created_at": _AT,
        "published_at": _MAYBE_AT,
        "edited_at": _MAYBE_AT,
        "author": Maybe(_AUTHOR),
        "key": Maybe(Text(KEY_CHARACTERS, KNOWN_BY)),
        "text": Text(MAX_CHARACTERS),
        "earlier": Several(Record({"text": Text(MAX_CHARACTERS), "replaced_at": _AT}), 10_000),
        "about": Several(_ID, 60),
        "stances": Several(_STANCE, 60),
        "good": _COUNT,
        "minds": _COUNT,
        "collapsed": Truth(),
        "locked": Truth(),
    }
)
_LOGGED: dict[str, Shape] = {
    "number": _ID,
    "on": _ON,
    "kind": Text(20),
    "actor": Text(20),
    "rule": Maybe(_COUNT),
    "status_after": Text(20),
    "undone": Truth(),
    "appeal": Maybe(Text(20)),
}
DECISION = Record(_LOGGED)
STATEMENT = Record({"number": _ID, "fields": AnyObject()})
INSIGHT = Record(
    {
        "article": _ID,
        "kind": Text(20),
        "made_of": Text(20_000),
        "ballots_seen": _COUNT,
        "computed_at": _AT,
        "body": AnyObject(),
    }
)
SHAPES: dict[str, Shape] = {
    ARTICLES: ARTICLE,
    REVISIONS: REVISION,
    POLLS: POLL,
    MEMBERS: MEMBER,
    COMMENTS: COMMENT,
    DECISIONS: DECISION,
    STATEMENTS: STATEMENT,
    INSIGHTS: INSIGHT,
}
"""By file, in the order in which they stand: what a line refers to stands before it."""
ENTRY = rf"[a-z]+\.jsonl|{READ_ME}|{SCHEMA}|[a-z_]+\.py|media/{PICTURE}|ledger/[a-z0-9-]+/[a-z0-9-]+\.jsonl"
"""Every name that an entry may have, but for the manifest's: none leads out of the folder it is unpacked into."""
MANIFEST_SHAPE = Record(
    {
        "format": OneOf((FORMAT,)),
        "exported_at": _AT,
        "files": Named(
            ENTRY, Record({"bytes": Whole(0, 2**53), "sha256": Text(64, "[0-9a-f]{64}")}), 100_000
        ),
    }
)


def schema_document() -> bytes:
    """`schema.json`: for the manifest, and for a line of each file, what it must be like (JSON Schema, draft 2020-12)."""
    shapes = {MANIFEST: MANIFEST_SHAPE, **SHAPES}
    document: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        "description": "Each definition is of one line of the file it is named after; manifest.json is one object.",
        "$defs": {name: shape.schema() for name, shape in shapes.items()},
    }
    return f"{json.dumps(document, indent=1, sort_keys=True)}\n".encode()


def ledger_entry(slug: str, key: str) -> str:
    """Where a poll's ledger stands."""
    return f"ledger/{slug}/{key}.jsonl"


def media_entry(picture: str) -> str:
    """Where a picture stands, by its digest with its ending."""
    return f"media/{picture}"
