"""What is owed to the Department of Justice: each grant that was entered, and each reinstatement, within 30 days.

PC 13151 asks for the disposition and every subsequent action, with the CII number and the court's case number; the fields
are those of the forms JUS 8715 and 8715A. DOJ publishes no list of codes for subsequent actions, so the action is in words.
"""

from datetime import date, timedelta

import polars as pl

from relief.ledger import Step
from relief.rules.rule import Relief

DAYS = 30
"""From the order to the report."""

ACTIONS: dict[str, tuple[str, str]] = {
    Relief.DISMISSAL.value: ("DISMISSED AND SEALED", "HS 11361.8: LEGALLY INVALID"),
    Relief.MISDEMEANOR.value: ("REDESIGNATED AS MISDEMEANOR", ""),
    Relief.INFRACTION.value: ("REDESIGNATED AS INFRACTION", ""),
    Relief.RESENTENCING.value: ("SENTENCE RECALLED, RESENTENCED", ""),
}
"""Relief to the subsequent action and, for a dismissal, its reason (PC 13151.1)."""
REINSTATED = "RELIEF VACATED, CONVICTION REINSTATED"
IN_PART = "RELIEF GRANTED IN PART"

REPORT = [
    "report", "reference", "cii_number", "name", "birth_date", "court_ori", "court", "case_number", "count_number",
    "section", "level", "conviction_date", "subsequent_action", "action_date", "authority", "dismissal_reason",
    "remarks", "due",
]  # fmt: skip
"""Columns of the file: ``report`` is the form (JUS 8715A: a subsequent action), ``reference`` batch and row."""

_OWED = (Step.ENTERED.value, Step.REINSTATED.value)
_NEXT = {Step.ENTERED.value: Step.REPORTED.value, Step.REINSTATED.value: Step.REINSTATEMENT_REPORTED.value}
_UNENTERED = (Step.GRANTED.value, Step.GRANTED_IN_PART.value)


def find_owed(standings: pl.DataFrame, lives: pl.DataFrame) -> pl.DataFrame:
    """What has to be told now: conviction, step, acted (the day of the order), due, part (what was granted in part),
    reference and relief."""
    part = lives.filter(pl.col("step") == Step.GRANTED_IN_PART.value).unique("conviction", keep="last")
    reinstated = pl.col("step") == Step.REINSTATED.value
    return (
        standings.filter(pl.col("step").is_in(_OWED))
        .join(part.select("conviction", part="cause"), on="conviction", how="left")
        .with_columns(acted=pl.when(reinstated).then("since").otherwise(pl.coalesce("granted", "since")))
        .with_columns(
            due=pl.col("acted") + timedelta(days=DAYS),
            reference=pl.format("{} row {}", "batch", "row"),
        )
        .select("conviction", "step", "acted", "due", "part", "reference", "relief")
    )


def find_overdue(standings: pl.DataFrame, today: date) -> pl.DataFrame:
    """Orders older than 30 days of which DOJ was not told: conviction, step, acted, due, batch, row."""
    acted = pl.when(pl.col("step") == Step.REINSTATED.value).then("since").otherwise(pl.coalesce("granted", "since"))
    return (
        standings.filter(pl.col("step").is_in([*_OWED, *_UNENTERED]))
        .with_columns(acted=acted)
        .with_columns(due=pl.col("acted") + timedelta(days=DAYS))
        .filter(pl.col("due") < today)
        .select("conviction", "step", "acted", "due", "batch", "row")
        .sort("due", "batch", "row")
    )


def write_report(owed: pl.DataFrame, people: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The file's rows, and the convictions that cannot be told for want of a CII number or a case number.

    Args:
        owed: ``find_owed``.
        people: conviction, cii_number, name, birth_date, ori, courthouse, case_number, count, code_section, level and
            conviction_date.

    Returns:
        ``conviction`` and ``REPORT``; and conviction and why of those held back. Together they are ``owed``.
    """
    joined = owed.join(people.drop("relief", strict=False), on="conviction", how="left")
    blank = {
        name: pl.col(name).cast(pl.String).str.strip_chars().fill_null("") == ""
        for name in ("cii_number", "case_number")
    }
    why = (
        pl.when(blank["cii_number"]).then(pl.lit("no CII number"))
        .when(blank["case_number"]).then(pl.lit("no case number"))
    )  # fmt: skip
    told = joined.with_columns(why=why)
    reinstated = pl.col("step") == Step.REINSTATED.value
    words = [_say(at) for at in (0, 1)]
    rows = told.filter(pl.col("why").is_null()).select(
        "conviction", report=pl.lit("JUS 8715A"), reference="reference", cii_number="cii_number", name="name",
        birth_date=pl.col("birth_date").cast(pl.Date), court_ori="ori", court="courthouse",
        case_number=pl.col("case_number").str.strip_chars(), count_number="count", section=pl.col("code_section").cast(pl.String),
        level=pl.col("level").cast(pl.String), conviction_date="conviction_date",
        subsequent_action=pl.when(reinstated).then(pl.lit(REINSTATED)).when(pl.col("part").is_not_null()).then(pl.lit(IN_PART))
        .otherwise(words[0]),
        action_date="acted", authority=pl.lit("HS 11361.9"),
        dismissal_reason=pl.when(reinstated | pl.col("part").is_not_null()).then(pl.lit("")).otherwise(words[1]),
        remarks=pl.when(reinstated).then(pl.lit("")).otherwise(pl.col("part").fill_null("")), due="due",
    )  # fmt: skip
    held = told.drop_nulls("why").select("conviction", "why")
    assert rows.height + held.height == owed.height, "what is owed is told or held back"
    return rows.sort("reference", "conviction"), held.sort("conviction")


def mark_reported(owed: pl.DataFrame, told: pl.DataFrame, *, day: date, actor: str) -> pl.DataFrame:
    """The ledger's steps for what was told: conviction, step, day, actor and paper."""
    return owed.join(told.select("conviction"), on="conviction", how="semi").select(
        "conviction",
        step=pl.col("step").replace_strict(_NEXT, return_dtype=pl.String),
        day=pl.lit(day),
        actor=pl.lit(actor),
        paper=pl.lit(None, dtype=pl.String),
    )


def _say(at: int) -> pl.Expr:
    words = {relief: told[at] for relief, told in ACTIONS.items()}
    return pl.col("relief").replace_strict(words, default="" if at else "RELIEF GRANTED", return_dtype=pl.String)
