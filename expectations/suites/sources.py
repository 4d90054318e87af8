"""Suites of one kind of source each, beside the suite over all records: what must hold of what that kind sends.

A measure's name begins with its source. Weights are no records; their suite is over the laboratory's list.
"""

import polars as pl

from expectations.expectation import Expectation, expect
from expectations.measures import Measure, court_action
from expectations.projections import Projection
from expectations.suites.records import BETWEEN, GIVEN, LISTED, WARN
from relief.records import RAP_SHEETS

_CII = r"^[A-Z]?[0-9]{7,10}$"
_ACTIONS = ["court action", "unlisted"]
_TON = 1_000_000

SUITES: dict[str, tuple[Expectation, ...]] = {
    "doj": (
        expect("doj: CII number missing", "doj: CII number", GIVEN, WARN, "DQ-010"),
        expect("doj: CII number that is none", "doj: CII number", LISTED, WARN, "DQ-008", value_set=["a number"]),
        expect("doj: court action without an agency", "doj: agency of a court action", GIVEN, WARN, "DQ-022"),
    ),
    "court": (
        expect("court: case number missing", "court: case number", GIVEN, WARN, "DQ-019", "DQ-096"),
        expect("court: event of no court", "court: event", LISTED, WARN, "DQ-055", value_set=_ACTIONS),
        expect("court: conviction without its day", "court: day of a conviction", LISTED, WARN, "DQ-069", value_set=["day"]),
    ),
    "prosecutor": (
        expect("prosecutor: case number missing", "prosecutor: case number", GIVEN, WARN, "DQ-019"),
        expect("prosecutor: charge missing", "prosecutor: charge", GIVEN, WARN, "DQ-032"),
    ),
    RAP_SHEETS: (
        expect("rap_sheets: CII number missing", "rap_sheets: CII number", GIVEN, WARN, "DQ-010"),
        expect("rap_sheets: CII number that is none", "rap_sheets: CII number", LISTED, WARN, "DQ-008", value_set=["a number"]),
        expect("rap_sheets: name missing", "rap_sheets: name", GIVEN, WARN, "DQ-014"),
    ),
    "weights": (
        expect("weights: case number missing", "weights: case number", GIVEN, WARN, "DQ-019"),
        expect("weights: nothing weighed", "weights: grams", GIVEN, WARN, "DQ-071"),
        expect("weights: less than nothing or more than a ton", "weights: grams", BETWEEN, WARN, "DQ-071", min_value=0, max_value=_TON),
        expect("weights: several weights of one case", "weights: weights of one case", BETWEEN, WARN, "DQ-096", max_value=1),
    ),
}  # fmt: skip


def measure_sources(sources: list[str]) -> list[Measure]:
    """The measures that the suites of these sources ask for, each of that source's records alone."""
    return [measure for source in sources for measure in _measure(source)]


def _measure(source: str) -> list[Measure]:
    here = pl.col("source") == source
    number = pl.when(pl.col("cii_number").str.contains(_CII)).then(pl.lit("a number")).otherwise(pl.lit("none"))
    cii = pl.when(pl.col("cii_number").is_not_null()).then(number)
    convicted = court_action() & (pl.col("disposition") == "convicted")
    measures = {
        "CII number": ("cii_number", cii, here),
        "agency of a court action": ("ori", _given("ori", "agency"), here & court_action()),
        "case number": ("case_number", _given("case_number"), here & court_action()),
        "event": ("event", pl.col("event"), here),
        "day of a conviction": ("event_date", pl.col("event_date_precision"), here & convicted),
        "charge": ("charge_text", _given("charge_text"), here & court_action()),
        "name": ("name", _given("name"), here),
    }
    asked = {each.measure for each in SUITES.get(source, ())}
    return [
        Measure(name=f"{source}: {name}", columns=(column,), value=value, where=where)
        for name, (column, value, where) in measures.items()
        if f"{source}: {name}" in asked
    ]


def project_weights(weights: pl.DataFrame) -> list[Projection]:
    """The measures of a laboratory's list: ``relief.weights.WEIGHTS``. No record fails by them."""
    cases = weights.group_by("case_number").agg(value=pl.col("grams").n_unique())
    grams = pl.col("grams").round(0)
    values = {
        "case number": weights.select(value=_given("case_number")),
        "grams": weights.select(value=grams),
        "weights of one case": cases.filter(pl.col("case_number").is_not_null()).select("value"),
    }
    return [
        Projection(
            name=f"weights: {name}",
            columns=(name,),
            values=told.group_by("value").agg(rows=pl.len()).sort("value"),
            find=lambda _: pl.lit(value=False),
        )
        for name, told in values.items()
    ]


def _given(*columns: str) -> pl.Expr:
    """Given or null: what stands there is nobody's business here."""
    given = pl.any_horizontal(pl.col(name).is_not_null() for name in columns)
    return pl.when(given).then(pl.lit("given"))
