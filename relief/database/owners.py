"""Which process holds a lease, named so that another on the same machine can tell whether it still lives."""

import os
import uuid
from pathlib import Path

_PROC = Path("/proc")


def name_owner() -> str:
    """A new name for this process: machine start, process space, number, start, and something of its own."""
    return f"{_machine()} {os.getpid()} {_started(os.getpid())} {uuid.uuid4().hex}"


def is_gone(owner: str) -> bool:
    """Whether the process that ``name_owner`` named has ended; False whenever that cannot be told from here."""
    parts = owner.split(" ")
    if len(parts) != 4 or parts[0] != _machine() or parts[0] == "unknown":
        return False
    started = _started(int(parts[1]))
    return started != parts[2]


def _machine() -> str:
    """One start of one machine, and in it one space of process numbers: a container has its own."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return "unknown"


def _started(process: int) -> str:
    """When a process started, in the kernel's ticks; empty if there is none, or only its exit code is left."""
    try:
        fields = (_PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]
