"""Ledgers as tests read them: from the tables, at the front door, and by the verifier that readers are given."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from pollsite.config import resource_folder
from pollsite.polls.ledger_lines import Act, LedgerRow, handed_out, read_line
from pollsite.polls.models import LedgerLine
from tests.fixtures.site import Site

VERIFIER, AUDITOR = (resource_folder("static") / name for name in ("verify_ledger.py", "audit_ledger.py"))


def rows(site: Site, key: str = "single") -> list[LedgerRow]:
    """The poll's ledger, the first row first."""
    poll_id = site.poll_id(key)
    with site.reading() as session:
        of_poll = select(LedgerLine.line).where(LedgerLine.poll_id == poll_id)
        return [read_line(line) for line in session.scalars(of_poll.order_by(LedgerLine.number))]


def lines(site: Site, key: str = "single") -> list[str]:
    """The same as a file hands it out."""
    return [handed_out(row.line) for row in rows(site, key)]


def told(site: Site, key: str = "single") -> list[str]:
    """What its rows say of ballots and decisions, in short."""
    return [
        " ".join(filter(None, (row.act, *row.options, row.state, row.decided, str(row.ballots or ""))))
        for row in rows(site, key)
        if row.act is not Act.WORDING
    ]


def verify(folder: Path, text: str, *words: str) -> tuple[int, str]:
    """Exit code and words of the verifier on a file of that text, with nothing but the standard library."""
    return _checked(VERIFIER, folder, text, *words)


def audit(folder: Path, text: str, *words: str) -> tuple[int, str]:
    """The same of the stricter one."""
    return _checked(AUDITOR, folder, text, *words)


def _checked(script: Path, folder: Path, text: str, *words: str) -> tuple[int, str]:
    file = folder / "ledger.jsonl"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(script), str(file), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr
