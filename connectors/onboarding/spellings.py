"""Spellings of the disposition that the layout does not know: one problem a spelling, however many rows it is on."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from connectors.layouts import load_layout
from connectors.onboarding.profile import is_personal

_SHOWN_FROM = 3
"""People from whom a spelling is shown: one that a single person has may say who it is."""


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """``found``: columns spelling, rows, people, most people first. ``hidden``: spellings that are not shown."""

    found: pl.DataFrame
    hidden: int
    hidden_rows: int


def find_unknown_dispositions(records: Path) -> Unknown:
    """The unknown spellings in a file of canonical records; those that the layout leaves unlisted on purpose are known."""
    upper = pl.col("disposition_text").str.to_uppercase()
    on_purpose = list(load_layout("doj").words["disposition"].contains.get("unlisted", ()))
    unlisted = pl.scan_parquet(records).filter(
        pl.col("disposition") == "unlisted", upper.is_not_null(), ~upper.str.contains_any(on_purpose)
    )
    person = pl.coalesce("cii_number", "subject_id", pl.format("{} {}", "source_file", "source_row"))
    found = unlisted.group_by(spelling=upper).agg(rows=pl.len(), people=person.n_unique()).collect()
    found = found.sort(["people", "rows", "spelling"], descending=[True, True, False])
    shown = (pl.col("people") >= _SHOWN_FROM) & ~pl.col("spelling").map_elements(is_personal, return_dtype=pl.Boolean)
    hidden = found.filter(~shown)
    return Unknown(found=found.filter(shown), hidden=hidden.height, hidden_rows=int(hidden["rows"].sum()))
