"""What agrees and what differs between two people: true, false, or null where one of them does not say."""

import polars as pl

from relief.matching.identities import MARK, Identities

PAIR = ["a", "b"]
NUMBERS = ("cii", "ssn", "licence", "case")
"""Marks by which two people are found at all; a booking day is too common for that."""
MOST_HOLDERS = 40
"""A number that more people than this share names nobody: a placeholder, or a file's own default."""

NAMES = ("surname", "given", "middle", "birth")
FIELDS = (*MARK.categories, *NAMES)
"""Columns that a pair gets."""


def find_pairs(identities: Identities) -> pl.DataFrame:
    """Columns ``a`` and ``b``: people of different sources with a number in common, or a name and a booking day; a
    before b, each pair once."""
    numbers = identities.marks.lazy().filter(pl.col("kind").is_in(NUMBERS)).with_columns(pl.col("kind").cast(pl.String))
    held = pl.concat([numbers, _booked_names(identities)])
    few = held.filter(pl.len().over("kind", "value") <= MOST_HOLDERS)
    sided = few.join(identities.subjects.lazy().select("subject", "source"), on="subject")
    joined = sided.join(sided, on=["kind", "value"], suffix="_b").filter(
        (pl.col("subject") < pl.col("subject_b")) & (pl.col("source") != pl.col("source_b"))
    )
    return joined.select(a="subject", b="subject_b").unique().sort(PAIR).collect(engine="streaming")


def _booked_names(identities: Identities) -> pl.LazyFrame:
    """Surname, given name and booking day as one mark of its own."""
    names = identities.faces.lazy().select("subject", "surname", "given").drop_nulls().unique()
    days = identities.marks.lazy().filter(pl.col("kind") == "booking").select("subject", day="value")
    value = pl.concat_str("surname", pl.lit(","), "given", pl.lit(" "), "day")
    return names.join(days, on="subject").select("subject", kind=pl.lit("booked name"), value=value)


def weigh_evidence(pairs: pl.DataFrame, identities: Identities) -> pl.DataFrame:
    """Adds a column for each of ``FIELDS``, and ``birth_near``: two of day, month and year agree, or day and month
    stand in each other's place. A pair agrees on a field if any value of the one is a value of the other."""
    found = pairs.lazy()
    for kind in MARK.categories:
        found = found.join(_compare_marks(pairs, identities.marks, kind), on=PAIR, how="left")
    return found.join(_compare_faces(pairs, identities.faces), on=PAIR, how="left").sort(PAIR).collect()


def _compare_marks(pairs: pl.DataFrame, marks: pl.DataFrame, kind: str) -> pl.LazyFrame:
    one = marks.lazy().filter(pl.col("kind") == kind).select("subject", "value")
    both = (
        pairs.lazy().join(one, left_on="a", right_on="subject").join(one, left_on="b", right_on="subject", suffix="_b")
    )
    return both.group_by(PAIR).agg((pl.col("value") == pl.col("value_b")).any().alias(kind))


def _compare_faces(pairs: pl.DataFrame, faces: pl.DataFrame) -> pl.LazyFrame:
    one = faces.lazy()
    both = pairs.lazy().select(PAIR).join(one, left_on="a", right_on="subject")
    both = both.join(one, left_on="b", right_on="subject", suffix="_b")
    return both.group_by(PAIR).agg(
        *(_agrees(name).any(ignore_nulls=False).alias(name) for name in ("surname", "given", "birth")),
        middle=_middle().any(ignore_nulls=False),
        birth_near=_near().any(ignore_nulls=False),
    )


def _agrees(name: str) -> pl.Expr:
    return pl.col(name) == pl.col(f"{name}_b")


def _middle() -> pl.Expr:
    """An initial agrees with every middle name that begins with it."""
    one, other = pl.col("middle"), pl.col("middle_b")
    return one.str.starts_with(other) | other.str.starts_with(one)


def _near() -> pl.Expr:
    one, other = pl.col("birth"), pl.col("birth_b")
    year, month, day = (
        one.dt.year() == other.dt.year(),
        one.dt.month() == other.dt.month(),
        one.dt.day() == other.dt.day(),
    )
    swapped = (one.dt.day() == other.dt.month()) & (one.dt.month() == other.dt.day()) & year
    return (year & month) | (year & day) | (month & day) | swapped


def print_evidence(agrees: bool) -> pl.Expr:
    """The names of the fields that agree, or that differ, "; " between them; never a value."""
    named = [pl.when(pl.col(name) == agrees).then(pl.lit(name)) for name in FIELDS]
    return pl.concat_list(named).list.drop_nulls().list.join("; ")
