"""Cells as lines of fixed width."""

from pathlib import Path

import polars as pl

from connectors.readers.fixed_width import FixedWidth
from connectors.readers.fixed_width.sheet import read_span
from connectors.samples.twin.trailer import print_trailer

_TITLE = "SAMPLE"


def write_fixed_width(path: Path, cells: pl.DataFrame, file: FixedWidth) -> None:
    """Write preamble, header lines, records and trailer as ``file`` declares them.

    As in the systems that write such files, a text that is longer than its places is cut off.
    """
    counts = file.types.counts.values() if file.types else ()
    lines = [_TITLE] * file.preamble + _head(file) + _records(cells, file)
    lines += [print_trailer(pattern, cells.head(0 if place else cells.height)) for place, pattern in enumerate(counts)]
    if file.trailer is not None:
        lines.append(print_trailer(file.trailer, cells))
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(file.encoding, errors="replace"))


def _head(file: FixedWidth) -> list[str]:
    """A line of each type that is no record, but for the trailer's."""
    if file.types is None:
        return []
    at = read_span(file.types.position, "").start
    marks = [mark for mark in file.types.others if not (file.trailer or "").startswith(mark)]
    return [" " * at + f"{mark}{_TITLE}" for mark in marks]


def _records(cells: pl.DataFrame, file: FixedWidth) -> list[str]:
    """The lines, each column at its places."""
    if file.types is not None:
        cells = _mark(cells, file)
    spans = sorted(file.sheet.spans.items(), key=lambda item: item[1].start)
    columns = [pl.col(name).fill_null("").str.slice(0, span.width).str.pad_end(span.width) for name, span in spans]
    return cells.select(line=pl.concat_str(columns))["line"].to_list()


def _mark(cells: pl.DataFrame, file: FixedWidth) -> pl.DataFrame:
    """The cells with the mark of a record in the column that is at its place."""
    assert file.types is not None
    where = read_span(file.types.position, "")
    column = next(name for name, span in file.sheet.spans.items() if span == where)
    return cells.with_columns(pl.lit(file.types.detail[0]).alias(column))
