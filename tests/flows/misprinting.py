"""A typesetter that prints another word than it was told: in this process, and in every one that it starts."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from relief.papers import Paper
from templates import compiling

INSTEAD = "TESTS_PRINT_INSTEAD"
"""Names what is misprinted, as JSON: the word that is told, the word that is printed, and in which kinds of paper (all if
none is named) of which court (of each if it is null)."""
_PRINT = compiling.compile_layout
# As it was before anything here stood in its place.


def instead(told: str, printed: str, *kinds: str, court: str | None = None) -> str:
    """What ``INSTEAD`` is set to."""
    return json.dumps([told, printed, kinds, court])


def misprint(layout: str, told: Mapping[str, Any], paper: Paper, *more: Any, **options: Any) -> bytes | list[bytes]:
    """As ``compile_layout``, with the wrong word where the environment names one."""
    word, printed, kinds, court = json.loads(os.environ.get(INSTEAD) or '["", "", [], null]')
    if word and (not kinds or paper.kind in kinds) and court in (None, paper.court):
        told = json.loads(json.dumps(told).replace(word, printed))
    return _PRINT(layout, told, paper, *more, **options)


def put_in_children(folder: Path, before: str) -> str:
    """A ``PYTHONPATH`` with which a new process misprints from its first line on."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "from templates import compiling\nfrom tests.flows import misprinting\n"
        "compiling.compile_layout = misprinting.misprint\n"
    )
    return os.pathsep.join([str(folder), before])
