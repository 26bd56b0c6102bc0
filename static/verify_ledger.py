"""Checks a poll's ledger with nothing but Python 3: python3 verify_ledger.py LEDGER.jsonl [--receipt "RECEIPT"]

It names the first row that is wrong, or prints the tally that the rows come to, and the head. Of what follows --receipt,
a receipt or a head noted earlier, the hash (or the ballot, where there is none) must be among the rows. A row's hash is
the SHA-256 of its JSON without `hash`: keys sorted, no spaces, ASCII. `previous` is that of the row before.
"""

import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path


def verify(lines):
    """The head, wordings by number, the ballots that stand, rows by hash and ballot; ends at the first wrong row."""
    head, wordings, ballots, rows = "0" * 64, {}, {}, {}
    for number, text in enumerate(lines, 1):
        row = json.loads(text)
        told, act, ballot = row.pop("hash"), row["act"], (row["wording"], row.get("ballot"))
        line = json.dumps(row, sort_keys=True, separators=(",", ":"))
        if row["row"] != number:
            sys.exit(f"Row {number} is not in its place: row {row['row']} stands there.")
        if hashlib.sha256(line.encode()).hexdigest() != told:
            sys.exit(f"Row {number} was changed: its hash is another.")
        if row["previous"] != head:
            sys.exit(f"Row {number} does not follow from row {number - 1}: one of the two was changed.")
        if act == "wording":
            wordings[row["wording"]] = row
        elif act != "decided" and (act == "cast") == (ballot in ballots):
            sys.exit(
                f"Row {number} cannot be: that ballot {'stands already' if act == 'cast' else 'does not stand'}."
            )
        elif not set(row.get("options", ())) <= {key for key, _ in wordings[row["wording"]]["answers"]}:
            sys.exit(f"Row {number} chooses what was not asked.")
        elif act == "withdrawn":
            del ballots[ballot]
        elif act != "decided":
            ballots[ballot] = row
        head, rows[told], rows[row.get("ballot")] = told, row, row
    return head, wordings, ballots, rows


def tell(number, wording, ballots):
    """Print what the ballots on one wording come to."""
    counted = [ballot["options"] for ballot in ballots if ballot["state"] == "counted"]
    tally = Counter(option for options in counted for option in options)
    print(f"{wording['article']}/{wording['poll']}, wording {number}: {wording['question']}")
    for key, label in wording["answers"]:
        print(f"{tally[key]:>9,}  {label} ({key})")
    print(f"{len(counted):>9,}  readers counted, and {len(ballots) - len(counted):,} ballots held")


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="ascii") as ledger:
        head, wordings, ballots, rows = verify(ledger)
    for number, wording in sorted(wordings.items()):
        tell(number, wording, [ballot for (asked, _), ballot in ballots.items() if asked == number])
    print(f"{rows[head]['row'] if rows else 0:,} rows, each following from the one before. Head: {head}")
    wanted = " ".join(sys.argv[3:])
    for name in (re.findall(r"\b[0-9a-f]{64}\b", wanted) or re.findall(r"\b[0-9a-f]{32}\b", wanted))[:1]:
        row = rows.get(name) or sys.exit(f"Receipt: there is no row of {name}.")
        print("Receipt: row", row["row"], row["act"], *row.get("options", ()), row.get("state", ""))
