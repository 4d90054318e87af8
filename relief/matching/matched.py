"""What matching changes in a history, row by row: whose it is, which count it belongs to, what is in dispute."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from relief.matching.counts import find_counts
from relief.matching.identities import gather_identities, normalize_cii
from relief.matching.links import find_links
from relief.matching.persons import unite_subjects
from relief.matching.reconciliation import DISPUTES, compare_counts, reconcile
from relief.rules.terms import Terms
from relief.uniting import CHANGED


@dataclass(frozen=True, kw_only=True)
class Matching:
    """All that was found of one run's people and cases."""

    links: pl.DataFrame
    """Columns ``relief.matching.links.LINKS``."""
    changed: pl.DataFrame
    """Columns ``relief.uniting.CHANGED``: what eligibility reads."""
    reconciliation: pl.DataFrame
    """Columns ``relief.matching.reconciliation.RECONCILIATION``."""


def match_sources(
    records: Path, set_aside: pl.DataFrame, identifiers: pl.DataFrame, *, county: str, terms: Terms
) -> Matching:
    """Match the people and counts of all sources in ``records``.

    Args:
        records: Parquet, ``relief.records.SCHEMA`` with ``source``.
        set_aside: ``relief.records.SET_ASIDE``; rows that the check set aside match nothing.
        identifiers: ``relief.matching.keyed.IDENTIFIERS``; may be empty.
        county: DOJ's name of it, upper case.
        terms: by which charges are classified.
    """
    scan = pl.scan_parquet(records).with_row_index("row")
    checked = set_aside.filter(pl.col("step") == "check").select("source_file", "source_row").unique()
    kept = scan.join(checked.lazy(), on=["source_file", "source_row"], how="anti")
    links = find_links(gather_identities(records, identifiers))
    subjects = kept.select("source", "subject_id").drop_nulls().unique().collect()
    persons = unite_subjects(subjects, links)
    counts = find_counts(kept, persons, terms)
    return Matching(
        links=links,
        changed=_list_changes(kept, persons, counts),
        reconciliation=reconcile(counts, scan.select("row", "source_file", "source_row"), county),
    )


def _list_changes(kept: pl.LazyFrame, persons: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    touched = persons.filter(pl.col("linked") | pl.col("in_question"))
    keys = ["source", "subject_id"]
    rows = (
        kept.select("row", *keys, "count_order", cii=normalize_cii("cii_number"))
        .join(touched.lazy(), on=keys)
        .sort("row")
        .with_columns(
            # The person's first record in the order of the export stands for all; so does its CII number.
            person_row=pl.col("row").min().over("person"),
        )
    )
    joined = rows.collect().join(_list_counts(kept, counts), on="row", how="left", maintain_order="left")
    agreed = joined.with_columns(cii_agrees=_one_cii())
    return agreed.select(pl.col(name).cast(dtype) for name, dtype in CHANGED.items())


def _one_cii() -> pl.Expr:
    """Whether all records of the person that print a CII number print the same."""
    return pl.col("cii").drop_nulls().n_unique().over("person") <= 1


def _list_counts(kept: pl.LazyFrame, counts: pl.DataFrame) -> pl.DataFrame:
    """The records of counts that stand in several sources: ``row``, ``count_row`` and what is in dispute of them."""
    disputed = compare_counts(counts)
    days = pl.concat_list("day", "day_of")
    told = disputed.group_by("count_row").agg(
        *(pl.col(name).any().alias(f"{name}_disputed") for name in DISPUTES if name != "disposition"),
        earliest=days.list.min().min(),
        latest=days.list.max().max(),
    )
    both = counts.filter(pl.col("count_row").is_in(told["count_row"].implode())).select("row", "count_row")
    keys = ["source", "subject_id", "count_order"]
    first = kept.select("row", *keys).join(both.lazy(), on="row")
    parts = kept.select("row", *keys).join(first.drop("row").unique(keys, keep="any"), on=keys, nulls_equal=False)
    every = pl.concat([parts.select("row", "count_row"), both.lazy()]).unique("row", keep="first", maintain_order=True)
    return every.collect().join(told, on="count_row")
