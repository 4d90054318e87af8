"""What a laboratory weighed in a case: San Francisco's one-pound question."""

import polars as pl

from relief.history import History
from relief.matching.identities import normalize_case

WEIGHTS: dict[str, pl.DataType | type[pl.DataType]] = {"case_number": pl.String, "grams": pl.Float64}
"""One row a line of the laboratory's list: the court's number as printed, and the grams weighed in all."""

GRAMS_PER_POUND = 453.59237


def add_weight(convictions: pl.DataFrame, history: History, weights: pl.DataFrame | None) -> pl.DataFrame:
    """Adds ``grams`` and ``over_one_pound``; both null where nothing was weighed, or the list contradicts itself.

    Args:
        convictions: with ``row``.
        history: where the rows came from.
        weights: columns ``WEIGHTS``; None: no list was delivered.
    """
    listed = pl.DataFrame(schema=WEIGHTS) if weights is None else weights
    if listed.is_empty():
        weighed = convictions.with_columns(grams=pl.lit(None, pl.Float64))
    else:
        weighed = _weigh(convictions, history, listed)
    return weighed.with_columns(over_one_pound=pl.col("grams") > GRAMS_PER_POUND)


def _weigh(convictions: pl.DataFrame, history: History, listed: pl.DataFrame) -> pl.DataFrame:
    keyed = listed.select(case=normalize_case("case_number"), grams="grams").drop_nulls()
    known = keyed.filter(pl.col("grams").is_finite() & (pl.col("grams") >= 0))
    one = known.group_by("case").agg(grams=pl.when(pl.col("grams").n_unique() == 1).then(pl.col("grams").first()))
    scan = pl.scan_parquet(history.records).with_row_index("row").select("row", case=normalize_case("case_number"))
    cases = scan.join(convictions.lazy().select("row"), on="row", how="semi").join(one.lazy(), on="case")
    return convictions.join(cases.select("row", "grams").collect(), on="row", how="left", maintain_order="left")
