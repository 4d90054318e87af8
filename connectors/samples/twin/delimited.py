"""Cells as delimited text."""

import re
from pathlib import Path

import polars as pl

from connectors.readers.delimited import Delimited
from relief.errors import UserError


def write_delimited(path: Path, cells: pl.DataFrame, file: Delimited) -> None:
    """Write preamble, header, rows and trailer as ``file`` declares them; what its encoding lacks is a ``?``."""
    if not file.quoted:
        cells = cells.with_columns(pl.all().str.replace_all(re.escape(file.delimiter), " "))
    body = cells.write_csv(
        include_header=file.header == "required",
        separator=file.delimiter,
        quote_style="necessary" if file.quoted else "never",
        line_terminator="\n",
    )
    text = "SAMPLE\n" * file.preamble + body + _end(file, cells)
    path.write_bytes(text.encode(file.encoding, errors="replace"))


def _end(file: Delimited, cells: pl.DataFrame) -> str:
    """The trailer, where it counts rows only: the pattern with the number in place of its group."""
    if file.trailer is None:
        return ""
    line = re.sub(r"\(\?P<rows>[^)]*\)", str(cells.height), file.trailer).replace("\\", "")
    if re.fullmatch(file.trailer, line) is None:
        raise UserError("no sample can be written with a trailer of this pattern")
    return line + "\n"
