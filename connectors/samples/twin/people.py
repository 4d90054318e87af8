"""The invented people of the DOJ sample as canonical records, with the numbers that only matching reads."""

import tempfile
from pathlib import Path

import polars as pl

from connectors.layouts import load_layout
from connectors.normalize import Normalizer
from connectors.samples.doj import write_sample

IDENTIFIERS = {"ssn": "PRI_SSN", "licence": "PRI_CDL"}


def invent_records(county: str, rows: int, seed: int) -> pl.DataFrame:
    """``relief.records.SCHEMA`` of the DOJ sample of these figures, and ``ssn`` and ``licence``."""
    layout = load_layout("doj")
    normalizer = Normalizer(layout, "doj")
    wanted = normalizer.wanted | dict.fromkeys(IDENTIFIERS.values(), pl.String())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "doj.dat"
        write_sample(path, county=county, rows=rows, seed=seed)
        frames = [
            normalizer.normalize(block.frame, path.name).with_columns(
                block.frame[column].alias(name) for name, column in IDENTIFIERS.items()
            )
            for block in layout.file.read(path, layout, wanted, Path(folder))
            if not block.frame.is_empty()
        ]
    return pl.concat(frames)


def in_court(records: pl.DataFrame, county: str) -> pl.DataFrame:
    """The counts of the county's court, one row each: what its case system holds."""
    courts = pl.col("agency").str.contains("^(CASC|CAMC)")
    own = records.filter((pl.col("event") == "court action") & (pl.col("county") == county) & courts)
    return own.unique(["subject_id", "count_order"], keep="first", maintain_order=True)
