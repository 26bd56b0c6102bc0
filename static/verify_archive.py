#!/usr/bin/env python3
"""Is this archive whole, and do its ledgers come to its tallies? Run it in the folder that the archive was unpacked into.

Needs nothing but Python 3.8 or newer and audit_ledger.py beside it, and no network. Ends with 0 if everything is right,
else names what is not.
"""

import hashlib
import json
import runpy
import sys
from collections import Counter
from pathlib import Path

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
LEDGERS = runpy.run_path(str(Path(__file__).with_name("audit_ledger.py")))
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError)


def distinct(pairs):
    """An object of JSON. ValueError if it names something twice, which others may read otherwise."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name is told twice")
    return dict(pairs)


def told(text):
    """What a text of JSON says. Raises one of UNREADABLE."""
    return json.loads(text, object_pairs_hook=distinct)


def wrong_files(files):
    """What differs from the list, or is missing."""
    for name, listed in sorted(files.items()):
        path = FOLDER / name
        content = path.read_bytes() if path.is_file() else None
        if content is None:
            yield f"{name} is missing"
        elif (len(content), hashlib.sha256(content).hexdigest()) != (listed["bytes"], listed["sha256"]):
            yield f"{name} is not what the list says"


def wrong_ledger(poll):
    """The ledger's first wrong row, or where it says something else than the poll's record."""
    try:
        with (FOLDER / poll["ledger"]).open("rb") as lines:
            _, asked, standing = LEDGERS["verify"](lines)
        found = {number: comes_to(rows[-1], number, standing) for number, rows in asked.items()}
        recorded = {wording["number"]: recorded_as(wording) for wording in poll["wordings"]}
    except (LEDGERS["Wrong"], *UNREADABLE) as problem:
        yield f"{poll['ledger']}: {problem}"
        return
    for number in sorted(found.keys() | recorded.keys()):
        if found.get(number) != recorded.get(number):
            yield f"{poll['ledger']}: wording {number} comes to another tally than polls.jsonl says"


def comes_to(row, number, standing):
    """A wording's last question, the readers counted and held, and each answer with its count; as the ledger tells it."""
    ballots = [ballot for (asked, _), ballot in standing.items() if asked == number]
    states = Counter(ballot["state"] for ballot in ballots)
    tally = Counter(key for ballot in ballots if ballot["state"] == "counted" for key in ballot["options"])
    answers = [(key, label, tally[key]) for key, label in row["answers"]]
    return row["question"], row["kind"], row["maximum"], states["counted"], states["held"], answers


def recorded_as(wording):
    """The same as polls.jsonl tells it."""
    answers = [(option["key"], option["label"], option["ballots"]) for option in wording["options"]]
    asked = (wording["question"], wording["kind"], wording["max_choices"])
    return (*asked, wording["voters"], wording["held"], answers)


def main():
    """Print what is wrong, or that nothing is; what to exit with."""
    try:
        files = told((FOLDER / "manifest.json").read_text(encoding="utf-8"))["files"]
        wrong = list(wrong_files(files))
    except UNREADABLE as problem:
        return f"manifest.json is no list of the archive's files: {problem}"
    try:
        lines = (FOLDER / "polls.jsonl").read_text(encoding="utf-8").split("\n")
        polls = [poll for poll in map(told, filter(None, lines)) if poll["ledger"]]
        wrong += [fault for poll in polls for fault in wrong_ledger(poll)]
    except UNREADABLE as problem:
        return "\n".join([*wrong, f"polls.jsonl cannot be read: {problem}"])
    print("\n".join(wrong) or f"whole: {len(files)} files, {len(polls)} ledgers come to their tallies")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
