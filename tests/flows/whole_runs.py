"""Whole runs of the command, in processes of their own or in this one, and what they leave behind."""

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from flows.command_line import main
from flows.prefect_server import TemporaryServer

ROOT = Path(__file__).resolve().parents[2]
ROWS, SEED = 1_500, 7
AS_OF = "2020-07-01"


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    error: str


def command(*words: object) -> list[str]:
    """The command line's words for this interpreter."""
    return [sys.executable, "-P", "-m", "flows.command_line", *(str(word) for word in words)]


def surroundings(more: Mapping[str, str], *, home: Path) -> dict[str, str]:
    """A process's environment: this one's without Prefect's, an empty home folder, and ``more``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "RELIEF"))}
    home.mkdir(parents=True, exist_ok=True)
    return {**kept, "PYTHONPATH": str(ROOT), "HOME": str(home), **more}


def run(*words: object, more: Mapping[str, str], home: Path) -> Ended:
    """Run the command to its end."""
    done = subprocess.run(
        command(*words), env=surroundings(more, home=home), capture_output=True, text=True, check=False
    )
    return Ended(code=done.returncode, out=done.stdout, error=done.stderr)


def run_here(*words: object, server: TemporaryServer, home: Path) -> Ended:
    """The same in this process, with a server that runs already: a quarter of the time.

    For what a run decides and says, and not for what becomes of a process.
    """
    out, error = io.StringIO(), io.StringIO()
    kept = patch.dict(os.environ, surroundings(server.client(), home=home), clear=True)
    with kept, redirect_stdout(out), redirect_stderr(error):
        code = main([str(word) for word in words])
    return Ended(code=code, out=out.getvalue(), error=error.getvalue())


def hash_tree(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
