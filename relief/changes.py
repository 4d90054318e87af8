"""Later changes to a conviction, and which conviction is meant where a change is printed apart from it."""

import polars as pl

from relief.history import History, in_court

SENTENCE_CHANGES = ["sentence modified", "probation revoked"]
CHANGES = ["set aside under 1203.4", "reduced to misdemeanor", "relieved under Proposition 64", *SENTENCE_CHANGES]
"""Dispositions that change a conviction, and are none themselves."""


def find_strays(history: History, convictions: pl.DataFrame) -> pl.DataFrame:
    """Changes printed under another step than their conviction, once for each conviction that may be meant.

    A change belongs to the count whose CNT_ORDER it carries. Where that count shows nothing else, on a court's
    or a probation officer's event, it belongs to a conviction of the same cycle with the same charge; a
    change without a charge, to any of them.

    Returns:
        The columns of ``History.rows``, ``target`` (the conviction's ``count``) and ``meant`` (how many may be).
    """
    change = pl.col("disposition").is_in(CHANGES).fill_null(False)
    rows = history.rows.lazy()
    changes = rows.filter(change)
    own = rows.filter(in_court() & ~change).select("count").join(changes.select("count"), on="count", how="semi")
    targets = convictions.lazy().select("cycle", target="count", target_charge="charge_text")
    return (
        changes.join(own, on="count", how="anti")
        .join(targets, on="cycle")
        .filter((pl.col("charge_text") == pl.col("target_charge")).fill_null(True))
        .unique(["row", "target"], keep="first", maintain_order=True)
        .with_columns(meant=pl.len().over("row"))
        .drop("target_charge")
        .collect()
    )


def find_later_rows(
    convictions: pl.DataFrame, strays: pl.DataFrame, history: History
) -> tuple[pl.DataFrame, pl.Series]:
    """Every row of the counts of ``convictions``, and the counts of which a later change cannot be told apart.

    Where several counts could be meant, revoked probation and a modified sentence are taken for all of them,
    and any other change leaves them in doubt.
    """
    counts = convictions.lazy().select("count")
    own = (
        history.rows.lazy()
        .filter(in_court() | pl.col("disposition").is_in(CHANGES))
        .join(counts, on="count", how="semi")
        .collect()
    )
    here = strays.join(convictions.select(target="count").unique(), on="target", how="semi")
    clear = (pl.col("meant") == 1) | pl.col("disposition").is_in(SENTENCE_CHANGES)
    moved = here.filter(clear).with_columns(count="target").select(history.rows.columns)
    return pl.concat([own, moved]), here.filter(~clear)["target"].unique()


def find_reduced(strays: pl.DataFrame, history: History) -> pl.Series:
    """The counts that an order reduced to misdemeanors."""
    reduced = pl.col("disposition") == "reduced to misdemeanor"
    printed = history.rows.lazy().filter(reduced).select("count").collect()["count"]
    return pl.concat([printed, strays.filter(reduced & (pl.col("meant") == 1))["target"]]).unique()
