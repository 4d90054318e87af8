"""``manifest.json``: what a package is, which papers it has, and the rows of its public manifest."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from connectors.packages.layout import is_confidential
from templates.rendering import Written


def describe(
    *, number: str, county: str, court: str, day: date, agency: str, withdrawn: Mapping[int, str], rows: pl.DataFrame,
    papers: Sequence[tuple[str, Written]], others: Sequence[str],
) -> bytes:  # fmt: skip
    """JSON, the same bytes for the same package.

    Args:
        withdrawn: rows that were taken out before delivery; their numbers stay unused. Why is not the court's to know.
        rows: the public manifest.
        papers: name and what is known of each.
        others: names of every file that is written already.
    """
    told = {
        "batch_id": number,
        "county": county,
        "court": court,
        "day": day.isoformat(),
        "prosecuting_agency": agency,
        "convictions": rows.height,
        "cases": rows["case_number"].n_unique(),
        "by_relief": dict(sorted(rows["requested_relief"].value_counts().rows())),
        "rows_withdrawn": sorted(withdrawn),
        "under_seal": sorted(name for name in {*others, *(name for name, _ in papers)} if is_confidential(name)),
        "papers": [
            {"file": name, "title": paper.title, "pages": paper.pages, "sha256": paper.sha256} for name, paper in papers
        ],
        "rows": rows.to_dicts(),
    }
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()
