"""Checks a poll's ledger: python3 verify_ledger.py LEDGER.jsonl [A RECEIPT, OR A HEAD NOTED EARLIER]

Each row's hash is the SHA-256 of the row without it, and each row holds the hash of the row before.
"""

import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path

head, asked, standing, rows = "0" * 64, {}, {}, {}
for number, line in enumerate(Path(sys.argv[1]).read_bytes().splitlines(), 1):
    try:
        row = json.loads(line)
        told = row.pop("hash")
        text = json.dumps(row, sort_keys=True, separators=(",", ":"))
        whole = f'{text[:-1]},"hash":"{told}"}}'.encode() == line
        if not whole or row["previous"] != head or hashlib.sha256(text.encode()).hexdigest() != told:
            sys.exit(f"Row {number} was changed, or does not stand where it stood: it does not follow.")
        if row["act"] == "wording":
            asked[row["wording"]] = ascii(row["question"]), dict(row["answers"])
        elif row["act"] == "withdrawn":
            del standing[row["wording"], row["ballot"]]
        elif row["act"] != "decided":
            counts = set(row["options"]) if row["state"] == "counted" else ()
            standing[row["wording"], row["ballot"]] = counts
        head, rows[told], rows[row.get("ballot")] = told, row, row
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        sys.exit(f"Row {number} is no row of a ledger, or not a whole one.")
for wording, (question, answers) in asked.items():
    counted = [options for (of, _), options in standing.items() if of == wording and options]
    tally = Counter(option for options in counted for option in options)
    print(question, *(f"{tally[key]:>9,}  {label!a}" for key, label in answers.items()), sep="\n")
    print(f"{len(counted):>9,}  readers counted")
print(
    f"Every row follows from the one before. Head: {head}. Rows cut off at the end show only against a noted head."
)
for name in re.findall(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b", " ".join(sys.argv[2:]))[-1:]:
    print("In it: row", rows[name]["row"], rows[name]["act"]) if name in rows else sys.exit(
        f"Not in it: {name}"
    )
