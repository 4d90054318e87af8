"""A package's manifest, read back: one row a conviction, under the columns that every package has."""

from pathlib import Path

import polars as pl

from relief.errors import UserError
from relief.packages.manifest import RELIEFS

READ = ("row_id", "case_number", "defendant_name", "count_no", "offense_section", "requested_relief")
"""Columns without which a manifest names no conviction; ``relief.packages.manifest.COLUMNS`` says what each is."""
_MAYBE = ("offense_code", "offense_sub")

MANIFEST: dict[str, type[pl.DataType]] = {
    "batch": pl.String, "row": pl.Int64, "case_number": pl.String, "defendant": pl.String, "count_number": pl.Int64,
    "section": pl.String, "relief": pl.String,
}  # fmt: skip
"""What is read of it: batch and row apart, the section in one piece, relief in our words."""

_DISARMED = r"^'([=+\-@\t\r])"


def read_manifest(file: Path) -> pl.DataFrame:
    """Columns ``MANIFEST``. UserError where one is missing or a row has a blank, or an unknown word, in one."""
    try:
        texts = pl.read_csv(file, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError):
        raise UserError(f"{file.name}: this manifest cannot be read as CSV") from None
    if missing := [name for name in (*READ, *_MAYBE) if name not in texts.columns]:
        raise UserError(f"{file.name}: the manifest lacks the columns {', '.join(missing)}")
    rows = read_rows(texts)
    blank = rows.with_row_index("_at", offset=2).filter(pl.any_horizontal(pl.col(name).is_null() for name in MANIFEST))
    if blank.height:
        raise UserError(f"{file.name} row {blank['_at'][0]}: a blank, or no number or word of ours where one must be")
    return rows


def read_rows(texts: pl.DataFrame) -> pl.DataFrame:
    """A manifest's texts as ``MANIFEST``, a row for a row; null where a text is blank, no number or no word of ours."""
    texts = texts.select(pl.col(pl.String).str.strip_chars().str.replace(_DISARMED, "$1"))
    parts = pl.col("row_id").str.extract_groups(r"^(.+)-(\d{1,9})$").struct
    section = pl.concat_str(pl.lit(" "), "offense_section", pl.col("offense_sub").fill_null(""))
    told = texts.select(
        batch=parts.field("1"), row=parts.field("2"), case_number="case_number", defendant="defendant_name",
        count_number="count_no", section=pl.concat_str(pl.col("offense_code").fill_null(""), section).str.strip_chars(),
        relief=pl.col("requested_relief").replace_strict(RELIEFS, default=None, return_dtype=pl.String),
    )  # fmt: skip
    return told.select(pl.col(name).cast(dtype, strict=False) for name, dtype in MANIFEST.items())
