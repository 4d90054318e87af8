"""The repair worklist: for every unknown that holds relief back, the single fact that would settle it.

A fact that is the same printed text in many rows, a disposition in no table for example, frees all of their people
at once; one that each person's file must be read for frees one. The list begins with what frees most.
"""

import polars as pl

from relief.rules.rule import Outcome

_BORN = ~(pl.col("birth_date_precision").cast(pl.String) == "day").fill_null(value=False)
_ARREST = pl.when(pl.col("offense_date_source") != "arrest").then(pl.lit("cycle_date"))
_FIELDS = {
    "charge of the conviction": pl.lit("charge_text"),
    "level of the conviction": pl.lit("conviction_level"),
    "disposition of the count": pl.lit("disposition"),
    "age at the offense": pl.when(_BORN).then(pl.lit("birth_date")).otherwise(_ARREST),
    "whether the person was under 21 at the conviction": pl.when(_BORN)
    .then(pl.lit("birth_date"))
    .otherwise(pl.lit("event_date")),
    "whether the offense is before November 9, 2016": _ARREST,
    "whether the conviction is on or after November 9, 2016": pl.lit("event_date"),
    "whether the sentence still runs": pl.lit("sentence_length"),
}
"""Question of ``relief.settling`` to the field that answers it; null, or not here: no one field does."""
_SHARED = ("charge_text", "disposition")
"""Fields whose printed text means the same wherever it stands."""

WORK: dict[str, type[pl.DataType]] = {
    "row": pl.UInt32, "question": pl.String, "field": pl.String, "settles": pl.String,
}  # fmt: skip


def find_work(settling: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """What would free a conviction: columns ``WORK``, one row a conviction and question.

    Args:
        settling: ``relief.settling.SETTLES``.
        facts: the facts that it is of.
    """
    result = pl.concat_str(pl.col("outcome"), pl.col("relief"), separator=": ", ignore_nulls=True)
    told = settling.with_columns(said=pl.format("{} = {}", "answer", result))
    frees = (pl.col("outcome") == Outcome.ELIGIBLE.value).any()
    asked = told.group_by("row", "question", maintain_order=True).agg(
        frees=frees, settles=pl.col("said").str.join("; ")
    )
    known = facts.select("row", "birth_date_precision", "offense_date_source")
    joined = asked.filter("frees").join(known, on="row", how="left", maintain_order="left")
    field = pl.lit(None, dtype=pl.String)
    for question, expression in _FIELDS.items():
        field = pl.when(pl.col("question") == question).then(expression).otherwise(field)
    return joined.with_columns(field=field).select(pl.col(name).cast(kind) for name, kind in WORK.items())


def rank(work: pl.DataFrame) -> pl.DataFrame:
    """The same facts once each, with ``people`` and ``convictions`` that each would free; those that free most first.

    Args:
        work: columns ``question``, ``field``, ``reads``, ``record``, ``person``, ``source_file``, ``source_row`` and
            any others; ``record`` is null where no field would do.
    """
    key = pl.coalesce("record", pl.format("{} {}", "source_file", "source_row"))
    shared = pl.col("field").is_in(_SHARED).fill_null(value=False) & (pl.col("reads") != "not stated")
    same = pl.when(shared).then(pl.col("reads")).otherwise(key)
    people = pl.col("person").n_unique().over("question", "field", same)
    counted = work.with_columns(people=people, convictions=pl.len().over("question", "field", same), _key=key)
    once = counted.unique(["question", "field", "_key"], keep="first", maintain_order=True).drop("_key")
    order = ["people", "convictions", "question", "field", "reads", "source_file", "source_row"]
    return once.sort(order, descending=[True, True, *[False] * 5], nulls_last=True)
