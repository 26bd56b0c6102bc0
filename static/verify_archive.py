#!/usr/bin/env python3
"""Is this archive whole, and do its ledgers come to its tallies? Run it in the folder that the archive was unpacked into.

Needs nothing but Python 3.8 or newer, and no network. Ends with 0 if everything is right, else names what is not.
"""

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else ".")


def wrong_files(files):
    """What differs from the list, or is missing."""
    for name, listed in sorted(files.items()):
        path = FOLDER / name
        content = path.read_bytes() if path.is_file() else None
        if content is None:
            yield f"{name} is missing"
        elif (len(content), hashlib.sha256(content).hexdigest()) != (listed["bytes"], listed["sha256"]):
            yield f"{name} is not what the list says"


def tally_of(ledger):
    """What a ledger comes to: by wording, counters of options, and how many are counted and held. Raises ValueError."""
    head, ballots = "", {}
    for number, line in enumerate(ledger.read_text(encoding="ascii").splitlines(), 1):
        row = json.loads(line)
        own = row.pop("hash")
        written = json.dumps(row, sort_keys=True, separators=(",", ":"))
        if row["row"] != number or hashlib.sha256(written.encode()).hexdigest() != own:
            raise ValueError(f"row {number} was changed")
        if number > 1 and row["previous"] != head:
            raise ValueError(f"row {number} does not follow the row before it")
        head = own
        if row.get("ballot"):
            ballots[row["wording"], row["ballot"]] = (row["options"], row["state"])
    tallies = {}
    for (wording, _), (options, state) in ballots.items():
        tally = tallies.setdefault(wording, Counter())
        if options:
            tally[state] += 1
            tally.update(("option", key) for key in options if state == "counted")
    return tallies


def wrong_tallies(poll):
    """Where a poll's ledger says something else than its tally."""
    try:
        tallies = tally_of(FOLDER / poll["ledger"])
    except (ValueError, KeyError, OSError) as problem:
        yield f"{poll['ledger']}: {problem}"
        return
    for wording in poll["wordings"]:
        found = tallies.get(wording["number"], Counter())
        if (found["counted"], found["held"]) != (wording["voters"], wording["held"]) or any(
            found["option", option["key"]] != option["ballots"] for option in wording["options"]
        ):
            yield f"{poll['ledger']}: wording {wording['number']} comes to another tally than polls.jsonl says"


def main():
    """Print what is wrong, or that nothing is."""
    listed = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    wrong = list(wrong_files(listed["files"]))
    lines = (FOLDER / "polls.jsonl").read_text(encoding="utf-8").split("\n")
    polls = [poll for poll in map(json.loads, filter(None, lines)) if poll["ledger"]]
    wrong += [told for poll in polls for told in wrong_tallies(poll)]
    print(
        "\n".join(wrong) or f"whole: {len(listed['files'])} files, {len(polls)} ledgers come to their tallies"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
