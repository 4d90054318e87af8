"""San Francisco's seven-point match: one point for each of seven tests that two records pass.

Each point is told from the evidence of a pair, so that whoever reads a link can see why it has as many. Points unite
nobody by themselves. Where two candidates could each be the same person, the one that passes every test of the other
and more is the better; otherwise they tie, and are never told apart by which came first (``relief.matching.links``).
"""

import polars as pl

_NAMES = pl.col("surname") & pl.col("given")
TESTS: dict[str, pl.Expr] = {
    "CII number": pl.col("cii"),
    "Social Security number": pl.col("ssn"),
    "driver licence": pl.col("licence"),
    "court number": pl.col("case"),
    "full name and birth date": _NAMES & pl.col("middle") & pl.col("birth"),
    "last and first name and birth date": _NAMES & pl.col("birth"),
    "last and first name and booking day": _NAMES & pl.col("booking"),
}
"""Test to its condition over a pair's evidence; unknown earns no point."""


def count_points() -> pl.Expr:
    """How many of ``TESTS`` a pair passes, 0 to 7."""
    return pl.sum_horizontal(test.fill_null(False).cast(pl.UInt8) for test in TESTS.values()).cast(pl.UInt8)


def mark_tests() -> pl.Expr:
    """Which of ``TESTS`` a pair passes, a bit each."""
    bits = [pl.when(test.fill_null(False)).then(1 << n).otherwise(0) for n, test in enumerate(TESTS.values())]
    return pl.sum_horizontal(bits).cast(pl.UInt8)


def name_points(pairs: pl.DataFrame) -> pl.Series:
    """The names of the tests that each pair of ``relief.matching.evidence.weigh_evidence`` passes, "; " between them."""
    passed = [pl.when(test.fill_null(False)).then(pl.lit(name)) for name, test in TESTS.items()]
    return pairs.select(passed=pl.concat_list(passed).list.drop_nulls().list.join("; ")).to_series()
