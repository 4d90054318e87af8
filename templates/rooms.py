"""Where words and forms are: a county's own among the user's files, then those that come with the program.

Below the user's folder (``relief.own_folder``) a county's words are in ``wording/<county>/``, here in ``<county>/``:
``<paper>.md.j2`` for the wording of a kind of paper, ``forms/<form>_<revision>.yaml`` for a form of its court. The
first that is found is taken.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from relief.errors import UserError
from relief.own_folder import own_folder

ROOM = Path(__file__).parent
BASE = "base"


def words_of(county: str) -> tuple[Path, ...]:
    """The folders of one county's words, the user's first, whether or not they are there. UserError for no county's name."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", county) or county == BASE:
        raise UserError("a county's name in the templates is lower case letters, digits and underscores, and not base")
    return own_words(county), ROOM / county


def own_words(county: str) -> Path:
    """The folder of a county's words among the user's files."""
    return own_folder() / "wording" / county


def worded(county: str) -> frozenset[str]:
    """The kinds of paper that a county words itself, by its files' names."""
    files = [file.name for folder in words_of(county) for file in folder.glob("*.md.j2")]
    return frozenset(name.removesuffix(".md.j2").replace("_", " ") for name in files)


def show(file: Path) -> str:
    """A file of words as messages name it: ``templates/base/motion.md.j2``, ``wording/nevada/motion.md.j2``."""
    for folder, shown in ((own_folder(), ""), (ROOM, "templates/")):
        if folder in file.parents:
            return f"{shown}{file.relative_to(folder)}"
    return file.name


def digest_words(county: str) -> str:
    """SHA-256 of the user's words and forms for a county; blank if there are none."""
    digest = hashlib.sha256()
    files = list(_files(own_words(county)))
    for file in files:
        digest.update(hashlib.sha256(file.name.encode() + b"\0" + file.read_bytes()).digest())
    return digest.hexdigest() if files else ""


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))
