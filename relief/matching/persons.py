"""People of several sources made one person, and those of whom it is open whether they are."""

import polars as pl

from relief.matching.components import label_components
from relief.matching.links import PERSON_KEYED

_KEY = ["source", "subject_id"]


def unite_subjects(subjects: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Who is whom.

    Args:
        subjects: ``source`` and ``subject_id``, each once.
        links: ``relief.matching.links.LINKS``.

    Returns:
        ``source``, ``subject_id``, ``person`` (a number), ``linked`` (of more than one record) and ``in_question`` (the
        person may be the same as another record).
    """
    fingerprinted = pl.col("source").is_in(PERSON_KEYED)
    numbered = subjects.select(_KEY).unique().sort(~fingerprinted, *_KEY).with_row_index("person")
    pairs = _number(links.filter(pl.col("decision") == "same"), numbered)
    labels = label_components(pairs).rename({"subject": "person"})
    joined = numbered.join(labels, on="person", how="left", maintain_order="left")
    merged = joined.with_columns(person=pl.coalesce("component", "person"), linked=pl.col("component").is_not_null())
    doubt = _number(links.filter(pl.col("decision") == "review"), merged.select(*_KEY, "person"))
    doubted = pl.concat([doubt["a"], doubt["b"]]).unique()
    return merged.drop("component").with_columns(in_question=pl.col("person").is_in(doubted.implode()))


def _number(links: pl.DataFrame, numbered: pl.DataFrame) -> pl.DataFrame:
    """The links as columns ``a`` and ``b``, by the numbers of ``numbered``."""
    sides = links.select("source_a", "subject_a", "source_b", "subject_b")
    one = sides.join(numbered, left_on=["source_a", "subject_a"], right_on=_KEY).rename({"person": "a"})
    return one.join(numbered, left_on=["source_b", "subject_b"], right_on=_KEY).select("a", b="person")
