"""`kill -9` for a running site: one of its workers, or all of it at once."""

import os
import signal
import subprocess
from pathlib import Path

from tests.patience import eventually


def children(parent: int) -> list[int]:
    """The process ids of a process's children, the oldest first."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, ppid = stat.read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(ppid) == parent and state != "Z":
            found.append(int(stat.parent.name))
    return sorted(found)


def kill_one_worker(server: "subprocess.Popen[str]", *, oldest: bool) -> int:
    """Kill it, and wait until another has taken its place; which it was."""
    before = children(server.pid)
    victim = before[0 if oldest else -1]
    os.kill(victim, signal.SIGKILL)
    eventually(lambda: victim not in (left := children(server.pid)) and len(left) == len(before))
    return victim


def kill_all(server: "subprocess.Popen[str]") -> None:
    """Kill the whole server; its master is stopped first, so that no worker is born meanwhile."""
    server.send_signal(signal.SIGSTOP)
    workers = children(server.pid)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    server.kill()
    server.wait()
    eventually(lambda: not any(Path(f"/proc/{worker}").exists() and _runs(worker) for worker in workers))


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
