"""What of this program can change a run's answer, as hashes."""

import hashlib
import platform
import shutil
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path

from connectors.county_files import SHIPPED
from relief import rules

_HERE = Path(__file__).resolve().parent
_ROOMS = ("relief", "connectors", "expectations", "templates")
_OURS = ("steps", "step.py", "run.py", "asked.py", "decisions.py", "failures.py", "gate.py", "intake.py", "precedence.py",
         "shelf.py", "spreadsheet.py", "statewide/keeping.py", "summary_text.py", "versions.py", "wording.py",
         "workplace.py")  # fmt: skip
"""Of this room, what makes or names a run's files, and all that it imports; who conducts them changes nothing."""
LIBRARIES = ("numpy", "polars", "pyarrow", "orjson", "splink", "duckdb", "great-expectations", "jinja2", "markdown-it-py",
             "typst", "fonttools", "cvttf-notosanscjk-regular", "pyyaml", "python-calamine", "xlsxwriter", "pypdfium2",
             "pikepdf", "python-docx", "segno", "lxml")  # fmt: skip
"""Packages that read, decide or render: another version of one may hash, round or lay out otherwise."""


@cache
def code_version() -> str:
    """SHA-256 of the sources (code, shared layouts, suites, templates and fonts) and of the libraries' versions; a county's
    file is its own run's."""
    roots = [*(_HERE.parent / room for room in _ROOMS), *(_HERE / name for name in _OURS)]
    digest = hashlib.sha256(_list_libraries().encode())
    for path in sorted(path for root in roots for path in _files(root)):
        digest.update(str(path.relative_to(_HERE.parent)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def rules_version() -> str:
    """``relief.rules.version``, looked at once: a file that is changed under a run changes nothing of it."""
    return rules.version()


@cache
def revision() -> str:
    """The commit that the program is checked out at; empty where it is installed without one."""
    git = shutil.which("git")
    if git is None:
        return ""
    told = subprocess.run([git, "-C", _HERE, "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    return told.stdout.strip()


@cache
def list_versions() -> dict[str, str]:
    """Hashes of what changes answers or papers, each by itself: ``code`` holds the others too."""
    room = _HERE.parent
    return {
        "code": code_version(),
        "libraries": hashlib.sha256(_list_libraries().encode()).hexdigest(),
        "rules": _hash(_files(room / "relief" / "rules")),
        "templates": _hash(_files(room / "templates")),
        "reference data": _hash([path for path in _files(room / "relief") if path.suffix == ".yaml"]),
    }


def _list_libraries() -> str:
    """Python and ``LIBRARIES``, each with its version, as installed."""
    return "\n".join([platform.python_version(), *(f"{name} {metadata.version(name)}" for name in LIBRARIES)])


def _hash(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(_HERE.parent)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    found = [path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return [path for path in found if SHIPPED not in path.parents]
