"""Small layouts around a file format, and what is read by them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from connectors.layouts import Layout, read_layout
from connectors.readers.block import SetAside


def layout_of(file: Mapping[str, Any], columns: Sequence[str] | None = None, **declared: Any) -> Layout:
    """A layout whose record is a case number and a person's key."""
    told = {"title": "invented layout", "file": file, "case_number": ["CASE"], "text": {"subject_id": "PERSON"}}
    return read_layout(told | declared | ({"columns": list(columns)} if columns else {}), "invented.yaml")


def read(path: Path, layout: Layout, *columns: str) -> tuple[pl.DataFrame, list[SetAside]]:
    """All rows of a file and what is set aside, after a look at it."""
    layout.file.look(path, layout)
    wanted = dict.fromkeys(columns or layout.columns, pl.String())
    blocks = list(layout.file.read(path, layout, wanted, path.parent))
    frames = [block.frame for block in blocks if not block.frame.is_empty()]
    return pl.concat(frames) if frames else pl.DataFrame(), [bad for block in blocks for bad in block.set_aside]
