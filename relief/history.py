"""Histories made ready for facts: every row of every person, on narrow columns.

Text that is only compared becomes a number, once for all rows; a date becomes, where it is needed,
the interval in which the day can lie. ``EARLIEST`` and ``LATEST`` bound a day the record does not
give: an unknown day may be any day, and whatever depends on it is unknown too.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from relief.charges import classify_charges
from relief.counties import SEAT, name_county
from relief.records import DUPLICATE, NO_RECORD, RAP_SHEETS
from relief.rules.terms import Terms

EARLIEST, LATEST = date(1000, 1, 1), date(3000, 1, 1)
NEVER = date(3000, 1, 2)
"""The day of what did not happen: later than a day that is not known."""

FINAL_DISPOSITIONS = (
    "convicted", "dismissed", "acquitted", "prosecutor rejected", "released", "transferred", "diverted",
)  # fmt: skip
"""Dispositions that end a count; the others change one that ended before."""

_PLAIN = [
    "birth_date", "birth_date_precision", "cycle_date", "cycle_date_precision", "event_date", "event_date_precision",
    "disposition_date", "disposition_date_precision", "event", "charge_level", "disposition", "conviction_level",
    "sentence_place", "sentence_length", "sentence_unit",
]  # fmt: skip
_CII_DIGITS = 8
_CODED = ["subject_id", "cii_number", "charge_text"]


@dataclass(frozen=True, kw_only=True)
class History:
    """All that the export shows."""

    rows: pl.DataFrame
    """One row a record: ``row`` (its position in records.parquet), ``person``, ``cycle``, ``court_event`` and
    ``count`` (numbers that name one across all files; null cycle where CNT_ORDER cannot be read),
    ``charge_text`` and ``county`` as categories, dates with their precision, and closed vocabularies. ``county`` is
    what ``relief.counties.name_county`` makes of the printed name and the ORI; null: not known."""
    charges: pl.DataFrame
    """The charge table (``relief.charges.SCHEMA``) of the charges that occur."""
    records: list[Path]
    """Where the rows came from, for the few that need more of their text."""
    incomplete: pl.Series
    """Numbers of the people of whom a row was set aside."""
    checked_out: int
    """Rows left out because the check set them aside."""
    in_question: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.Int64))
    """Numbers of the people who may be the same as another record (``relief.uniting``)."""


def read_history(records: list[Path], set_aside: pl.DataFrame, terms: Terms) -> History:
    """The history in ``records`` without the rows that the check set aside.

    Args:
        records: Parquet files, columns as ``relief.records.SCHEMA``; rows are numbered through all of them.
        set_aside: columns as ``relief.records.SET_ASIDE``; its rows of the step ``read`` never reached
            ``records``, its rows of the step ``check`` are taken out here.
        terms: the rule set's lists, by which charges are classified.
    """
    scan = pl.scan_parquet(records).with_row_index("row")
    checked = set_aside.filter(pl.col("step") == "check").select("source_file", "source_row").unique()
    if checked.height:
        scan = scan.join(checked.lazy(), on=["source_file", "source_row"], how="anti", maintain_order="left")
    coded = scan.select(
        "row", *_PLAIN, *(pl.col(name).cast(pl.Categorical) for name in _CODED), *_PLACE, order=_read_order()
    ).collect(engine="streaming")
    rows = (
        _name_counties(coded)
        .with_columns(person=_number_person())
        .with_columns(*_number())
        .drop("order", "subject_id")
        .collect()
    )
    return History(
        rows=rows,
        charges=_classify(coded["charge_text"], terms),
        records=records,
        incomplete=_incomplete(
            set_aside, records, coded.select("subject_id", "cii_number"), rows.select("row", "person")
        ),
        checked_out=checked.height,
    )


_PLACE = [
    pl.col("county").cast(pl.Categorical).alias("printed"),
    pl.col("ori").str.slice(0, SEAT).cast(pl.Categorical).alias("seat"),
]


def _name_counties(coded: pl.DataFrame) -> pl.LazyFrame:
    """``county`` in place of what was printed of it; each pair of name and ORI's seat is read once."""
    pairs = coded.select("printed", "seat").unique()
    named = [name_county(printed, seat) for printed, seat in pairs.cast(pl.String).iter_rows()]
    told = pairs.with_columns(county=pl.Series(named, dtype=pl.String).cast(pl.Categorical))
    joined = coded.lazy().join(told.lazy(), on=["printed", "seat"], how="left", nulls_equal=True, maintain_order="left")
    return joined.drop("printed", "seat")


def interval(name: str, *, start: str | None = None) -> list[pl.Expr]:
    """``<start>_lo`` and ``<start>_hi``: the first and last day that the date column ``name`` can be."""
    day, precision, start = pl.col(name), pl.col(f"{name}_precision"), start or name
    end = (
        pl.when(precision == "day")
        .then(day)
        .when(precision == "month")
        .then(day.dt.month_end())
        .when(precision == "year")
        .then(day.dt.offset_by("1y").dt.offset_by("-1d"))
    )
    return [day.fill_null(EARLIEST).alias(f"{start}_lo"), end.otherwise(None).fill_null(LATEST).alias(f"{start}_hi")]


def _read_order() -> pl.Expr:
    """CNT_ORDER as a number, null unless it is twelve digits."""
    text = pl.col("count_order")
    return pl.when(text.str.len_bytes() == 12).then(text.cast(pl.Int64, strict=False))


def _number_person() -> pl.Expr:
    """A row without a SUBJECT_ID is a person of its own, of whom nothing else is known."""
    return pl.coalesce(pl.col("subject_id").to_physical().cast(pl.Int64), -1 - pl.col("row").cast(pl.Int64))


def _number() -> list[pl.Expr]:
    """A count without a readable CNT_ORDER is a count of its own, and in no cycle."""
    person, order = pl.col("person"), pl.col("order")
    return [
        pl.when(order.is_not_null())
        .then(person * 10**12 + order)
        .otherwise(-1 - pl.col("row").cast(pl.Int64))
        .alias("count"),
        (person * 1000 + order // 10**9).alias("cycle"),
        pl.when(order.is_not_null())
        .then(person * 10**6 + order // 10**6)
        .otherwise(-1 - pl.col("row").cast(pl.Int64))
        .alias("court_event"),
        (order // 1000 % 1000).cast(pl.Int32).alias("count_number"),
    ]


def _classify(texts: pl.Series, terms: Terms) -> pl.DataFrame:
    """The charge table of the texts that occur, keyed as they are coded in the rows."""
    distinct = texts.unique().drop_nulls()
    return classify_charges(sorted(distinct.cast(pl.String)), terms).with_columns(
        pl.col("charge_text").cast(pl.Categorical)
    )


def in_court() -> pl.Expr:
    """Whether a row is, or may be, a court action: a disposition under an event that is not told or not listed."""
    event = pl.col("event")
    untold = event.is_null() | (event == "unlisted")
    return (event == "court action").fill_null(False) | (untold & pl.col("disposition").is_not_null())


def _incomplete(set_aside: pl.DataFrame, records: list[Path], keys: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """Numbers of those with a row set aside, and of rows that name nobody; of a duplicate its equal is still there."""
    missing = set_aside.filter(~pl.col("reason").is_in([DUPLICATE, *NO_RECORD]))
    nameless = pl.col("subject_id").is_null() | pl.col("reason").str.contains("subject id", literal=True)
    told = missing["subject_id"].drop_nulls().unique()
    subjects = keys["subject_id"]
    if missing.is_empty() and not subjects.null_count():
        return rows["person"].head(0)
    named = rows["person"].filter(subjects.is_in(told.cast(pl.Categorical).implode()).fill_null(True))
    sheets = rows["person"].filter(_have_unread_sheet(told, keys["cii_number"]))
    return pl.concat([named, sheets, _beside(missing.filter(nameless), records, rows)]).unique()


def _have_unread_sheet(told: pl.Series, numbers: pl.Series) -> pl.Series:
    """Whether rows of any source are of a person whose RAP sheet was set aside, by the digits of the CII number."""
    unread = told.filter(told.str.starts_with(f"{RAP_SHEETS}:")).str.tail(_CII_DIGITS)
    known = numbers.unique().drop_nulls().cast(pl.String)
    theirs = known.filter(known.str.tail(_CII_DIGITS).is_in(unread.implode()))
    return numbers.is_in(theirs.cast(pl.Categorical).implode()).fill_null(False)


def _beside(nameless: pl.DataFrame, records: list[Path], rows: pl.DataFrame) -> pl.Series:
    """Numbers of those whose rows stand before and after rows that name nobody: one of them it must be."""
    if nameless.is_empty():
        return rows["person"].head(0)
    places = pl.scan_parquet(records).select("source_file", "source_row").with_row_index("row")
    known = places.join(rows.lazy(), on="row").select("source_file", "source_row", "person").sort("source_row")
    wanted = nameless.lazy().select("source_file", "source_row").sort("source_row")
    beside = [
        wanted.join_asof(known, on="source_row", by="source_file", strategy=side, check_sortedness=False)
        for side in ("backward", "forward")
    ]
    return pl.concat(beside).select("person").drop_nulls().collect().to_series()
