"""Cells as delimited text."""

import re
from pathlib import Path

import polars as pl

from connectors.readers.delimited import Delimited
from connectors.samples.twin.trailer import print_trailer


def write_delimited(path: Path, cells: pl.DataFrame, file: Delimited) -> None:
    """Write preamble, header, rows and trailer as ``file`` declares them; what its encoding lacks is a ``?``."""
    if not file.quoted:
        cells = cells.with_columns(pl.all().str.replace_all(re.escape(file.delimiter), " "))
    names = pl.DataFrame([[None if name in file.unnamed else name for name in cells.columns]], orient="row")
    body = "".join(
        lines.write_csv(
            include_header=False,
            separator=file.delimiter,
            quote_style="necessary" if file.quoted else "never",
            line_terminator="\n",
        )
        for lines in ([names, cells] if file.header == "required" else [cells])
    )
    end = print_trailer(file.trailer, cells) + "\n" if file.trailer is not None else ""
    text = "SAMPLE\n" * file.preamble + body + end
    path.write_bytes(text.encode(file.encoding, errors="replace"))
