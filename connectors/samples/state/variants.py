"""How fictional counties write down what DOJ's file says, and the same written from DOJ's file, column by column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from connectors.doj_columns import COLUMNS
from connectors.layouts import load_layout

_WIDTHS = {
    "PRI_NAME": 120, "STP_TYPE_DESCR": 30, "STP_ORI_DESCR": 40, "STP_ORI_CNTY_NAME": 30, "CNT_ORDER": 12,
    "OFFENSE_DESCR": 70, "DISP_OFFENSE_DESCR": 70, "CONV_OFFENSE_DESCR": 70, "OFFENSE_QUAL_LST": 20,
    "DISP_OFFENSE_QUAL_LST": 20, "CONV_OFFENSE_QUAL_LST": 20, "DISP_DESCR": 60, "COMMENT_TEXT": 90,
}  # fmt: skip
_WIDTH = 24
"""Of every other column."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A way of writing an export."""

    suffix: str
    file: Mapping[str, Any]
    """As a layout declares it."""
    day: str = "YYYYMMDD"
    write: Callable[[pl.LazyFrame, Path], None]
    """Writes the columns of ``used_columns``, all text."""


def used_columns() -> list[str]:
    """The columns of DOJ's file that are read, in its order."""
    layout = load_layout("doj")
    return [name for name in layout.columns if name in layout.of_file | layout.of_identifiers | layout.of_groups]


def rewrite(doj: Path, variant: Variant, out: Path) -> None:
    """Write the records of a DOJ file without a header line as the variant has them; nothing of a person is changed."""
    scan = pl.scan_csv(doj, has_header=False, schema=dict.fromkeys(COLUMNS, pl.String))
    cells = scan.select(used_columns())
    if variant.day == "MM/DD/YYYY":
        cells = cells.with_columns(_with_slashes(name) for name in sorted(load_layout("doj").of_dates))
    variant.write(cells, out)


def _with_slashes(name: str) -> pl.Expr:
    day = pl.col(name)
    whole = day.str.contains(r"^\d{8}$")
    return pl.when(whole).then(pl.concat_str(day.str.slice(4, 2), day.str.slice(6, 2), day.str.slice(0, 4), separator="/")).otherwise(day).alias(name)  # fmt: skip


def _write_piped(cells: pl.LazyFrame, out: Path) -> None:
    cells.sink_csv(out, separator="|", include_header=True, quote_style="necessary", line_terminator="\n")


def _write_json_lines(cells: pl.LazyFrame, out: Path) -> None:
    cells.sink_ndjson(out)


def _write_fixed_width(cells: pl.LazyFrame, out: Path) -> None:
    """A cell longer than its places stops the writing: a line would say something else."""
    longest = cells.select(pl.col(name).str.len_chars().max() for name in used_columns()).collect(engine="streaming")
    if long := [name for name, length in longest.row(0, named=True).items() if (length or 0) > width(name)]:
        raise ValueError(f"longer than its places: {', '.join(long)}")
    line = pl.concat_str(pl.col(name).fill_null("").str.pad_end(width(name)) for name in used_columns())
    cells.select(line=line).sink_csv(out, include_header=False, quote_style="never", line_terminator="\n")


def width(name: str) -> int:
    """The places of a column in fixed width."""
    return _WIDTHS.get(name, _WIDTH)


def positions() -> dict[str, str]:
    """Each column and its places, as a layout sheet prints them."""
    found, start = dict[str, str](), 1
    for name in used_columns():
        found[name] = f"{start}-{start + width(name) - 1}"
        start += width(name)
    return found


VARIANTS: dict[str, Variant] = {
    "delimited": Variant(
        suffix="txt", day="MM/DD/YYYY", write=_write_piped,
        file={"format": "delimited", "delimiter": "|", "header": "required"},
    ),
    "fixed_width": Variant(
        suffix="fix", write=_write_fixed_width, file={"format": "fixed_width", "positions": positions()}
    ),
    "json_lines": Variant(suffix="jsonl", write=_write_json_lines, file={"format": "json_lines"}),
}  # fmt: skip
