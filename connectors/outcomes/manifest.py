"""A package's manifest, read back: one row a conviction, under the columns that every package has."""

from pathlib import Path

import polars as pl

from relief.errors import UserError

MANIFEST: dict[str, type[pl.DataType]] = {
    "batch": pl.String, "row": pl.Int64, "case_number": pl.String, "defendant": pl.String, "count_number": pl.Int64,
    "section": pl.String, "relief": pl.String,
}  # fmt: skip
"""The columns that name a conviction, and what is asked for; a manifest has more."""


def read_manifest(file: Path) -> pl.DataFrame:
    """Columns ``MANIFEST``. UserError where one is missing or a row has a blank in one."""
    try:
        texts = pl.read_csv(file, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError):
        raise UserError(f"{file.name}: this manifest cannot be read as CSV") from None
    if missing := [name for name in MANIFEST if name not in texts.columns]:
        raise UserError(f"{file.name}: the manifest lacks the columns {', '.join(missing)}")
    rows = texts.select(pl.col(name).str.strip_chars().cast(dtype, strict=False) for name, dtype in MANIFEST.items())
    blank = rows.with_row_index("_at", offset=2).filter(pl.any_horizontal(pl.col(name).is_null() for name in MANIFEST))
    if blank.height:
        raise UserError(f"{file.name} row {blank['_at'][0]}: a blank, or no number where one must be")
    return rows
