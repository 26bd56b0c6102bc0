"""Checks all that a poll's ledger says, with nothing but Python 3: python3 audit_ledger.py LEDGER.jsonl [RECEIPT]

verify_ledger.py is shorter and checks the chain. This names the first row that is wrong or cannot be, or prints the tally
that the rows come to, and the head. Of a receipt or a head noted earlier, the hash (or the ballot, where there is none)
must be among the rows. A row's hash is the SHA-256 of its JSON without `hash`: keys sorted, no spaces, ASCII. `previous`
is that of the row before.
"""

import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path

KEY, TEXT, NUMBER = '"[a-z0-9-]+"', r'"(?:[^"\\]|\\.)*"', "[1-9][0-9]*"
BALLOT = {"ballot": '"[0-9a-f]{32}"', "options": rf"\[(?:{KEY}(?:,{KEY})*)?\]", "state": '"(?:counted|held)"'}
ANSWERS = rf"\[\[{KEY},{TEXT}\](?:,\[{KEY},{TEXT}\])*\]"
ASKED = {"answers": ANSWERS, "kind": '"(?:single|multiple|scale)"', "maximum": NUMBER}
NAMED = {"article": TEXT, "poll": TEXT, "question": TEXT}
DECIDED = {"ballots": "[0-9]+", "decided": '"(?:count|keep held|let wait again)"'}
EVERY = {"day": r'"\d{4}-[01]\d-[0-3]\d"', "previous": '"[0-9a-f]{64}"', "row": NUMBER, "wording": NUMBER}
MOVES = {"held": "counted", "counted": "held"}
SHAPES = {
    "wording": {**ASKED, **NAMED},
    "decided": DECIDED,
    **dict.fromkeys(("cast", "changed", "withdrawn", *MOVES), BALLOT),
}


class Wrong(Exception):
    """The first thing that is wrong, in a sentence."""


def read(number, line):
    """The row on a line of bytes, with its hash. Wrong if it is not written as that row must be."""
    try:
        text = line.decode("ascii")
        row = json.loads(text)
        told = row.pop("hash")
        written = json.dumps(row, sort_keys=True, separators=(",", ":"))
        fields = {"act": f'"{row["act"]}"', **EVERY, **SHAPES[row["act"]]}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise Wrong(f"Row {number} is no row of a ledger, or not a whole one.") from problem
    shape = ",".join(f'"{name}":{fields[name]}' for name in sorted(fields))
    whole = f'{written[:-1]},"hash":"{told}"}}'
    if hashlib.sha256(written.encode()).hexdigest() != told:
        raise Wrong(f"Row {number} was changed: its hash is another.")
    if text not in (whole, f"{whole}\n"):
        raise Wrong(f"Row {number} is not written in the one way that a row is written.")
    if not re.fullmatch(rf"\{{{shape}\}}", written):
        raise Wrong(f"Row {number} says less than such a row must, or more, or what none may say.")
    return {**row, "hash": told}


def verify(lines):
    """All rows, those of each wording by its number, and the last one of each ballot that stands. Wrong at the first."""
    rows, wordings, standing, before = [], {}, {}, {"hash": "0" * 64, "day": ""}
    for number, line in enumerate(lines, 1):
        row = read(number, line)
        ballot = (row["wording"], row.get("ballot"))
        if row["row"] != number:
            raise Wrong(f"Row {number} is not in its place: row {row['row']} stands there.")
        if row["previous"] != before["hash"]:
            raise Wrong(f"Row {number} does not follow from row {number - 1}: one of the two was changed.")
        faults = {"its day is before that of the row before": row["day"] < before["day"]}
        if row["act"] == "wording":
            faults.update(
                wording_faults(row, wordings, any(asked == row["wording"] for asked, _ in standing))
            )
            wordings.setdefault(row["wording"], []).append(row)
        elif row["wording"] not in wordings:
            faults["its wording was not asked"] = True
        elif row["act"] != "decided":
            faults.update(ballot_faults(row, wordings[row["wording"]][-1], standing.pop(ballot, None)))
            if row["act"] != "withdrawn":
                standing[ballot] = row
        for fault in filter(faults.get, faults):
            raise Wrong(f"Row {number} cannot be: {fault}.")
        rows.append(row)
        before = row
    if not rows:
        raise Wrong("Row 1 is missing: a ledger begins with its question.")
    return rows, wordings, standing


def wording_faults(row, wordings, is_answered):
    """Why a question cannot be asked so, by whether that is so; `is_answered`: ballots on this wording stand."""
    keys, asked = [key for key, _ in row["answers"]], wordings.get(row["wording"], [row])[-1]
    same = keys == [key for key, _ in asked["answers"]] and all(
        row[it] == asked[it] for it in ("kind", "maximum")
    )
    return {
        "a later wording is asked already": row["wording"] < max(wordings, default=1),
        "two of its answers have the same key": len(set(keys)) < len(keys),
        "of its kind one answer is chosen": row["kind"] != "multiple" and row["maximum"] > 1,
        "ballots stand that answer something else": is_answered and not same,
    }


def ballot_faults(row, asked, before):
    """Why nobody can have voted so, by whether that is so; `before` is the last row of the ballot if it stands."""
    act, options, keys = row["act"], row["options"], [key for key, _ in asked["answers"]]
    state = MOVES.get(act, row["state"])
    return {
        "that ballot stands already": act == "cast" and before,
        "that ballot does not stand": act != "cast" and not before,
        "it chooses what was not asked": not set(options) <= set(keys),
        "it chooses an answer twice, or not in their order": options
        != [key for key in keys if key in options],
        "it chooses none": act != "withdrawn" and not options,
        "it chooses too many": len(options) > (0 if act == "withdrawn" else asked["maximum"]),
        f"that ballot is not {state}": before and before["state"] != state,
        "it moves another ballot": act in MOVES
        and before
        and (before["options"], act) != (options, row["state"]),
    }


def shown(*texts):
    """The last of the texts and, behind it, all that it was before; what a terminal might obey is spelled out."""
    plain = ["".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text) for text in texts]
    return "".join(
        (plain[-1], *(f", formerly “{text}”" for text in dict.fromkeys(plain) if text != plain[-1]))
    )


def tell(number, asked, ballots):
    """Print what the ballots on one wording come to; `asked` are its rows, one more for each correction."""
    counted = [ballot["options"] for ballot in ballots if ballot["state"] == "counted"]
    tally = Counter(option for options in counted for option in options)
    question = shown(*(row["question"] for row in asked))
    print(f"{shown(asked[-1]['article'])}/{shown(asked[-1]['poll'])}, wording {number}: {question}")
    for key, _ in asked[-1]["answers"]:
        label = shown(*(label for row in asked for known, label in row["answers"] if known == key))
        print(f"{tally[key]:>9,}  {label} ({key})")
    print(f"{len(counted):>9,}  readers counted, and {len(ballots) - len(counted):,} ballots held")


def find(receipt, rows):
    """Print the row that a receipt or a noted head names, and what came of its ballot. Wrong if there is none."""
    names = re.findall(r"\b[0-9a-f]{64}\b", receipt) or re.findall(r"\b[0-9a-f]{32}\b", receipt)
    named = [row for row in rows if names and names[0] in (row["hash"], row.get("ballot"))][:1]
    if not named:
        raise Wrong(f"Receipt: there is no row of {(names or ['it, which names no hash and no ballot'])[0]}.")
    later = [row for row in rows[named[0]["row"] :] if row.get("ballot", "") == named[0].get("ballot")]
    for told, row in [("Receipt:", row) for row in named] + [("Later:", row) for row in later]:
        print(told, "row", row["row"], row["act"], *row.get("options", ()), row.get("state", ""))


def main(path, *words):
    """Print all of it; what to exit with: 0, or a sentence about what is wrong."""
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with Path(path).open("rb") as lines:
            rows, wordings, standing = verify(lines)
        for number, asked in wordings.items():
            tell(number, asked, [ballot for (of, _), ballot in standing.items() if of == number])
        print(f"{len(rows):,} rows, each following from the one before. Head: {rows[-1]['hash']}")
        print("Cut off at its end, a ledger looks whole: only a head or receipt that somebody kept tells.")
        if words:
            find(" ".join(words), rows)
    except (Wrong, OSError) as problem:
        return str(problem)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
