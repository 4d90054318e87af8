"""What a court gives back: every kind of trouble, and that no row is lost on the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from relief import database
from relief.ledger import Step
from relief.outcomes.matching import match
from relief.outcomes.planning import Plan, Source, plan
from relief.outcomes.reconciliation import ANSWERS, explain_standings, reconcile
from relief.outcomes.returned import FILED, RETURNED, Outcome
from relief.outcomes.standings import STANDINGS
from relief.outcomes.tasks import Kind
from templates.reconciliation_page import print_reconciliation

COUNTY, COURT, AGENCY = "cascadia", "Harbor Courthouse", "district attorney"
SENT, RULED, TODAY = date(2026, 3, 2), date(2026, 4, 1), date(2026, 5, 1)
SOURCE = Source(name="results.csv", digest="f" * 64, taken=TODAY, owner=AGENCY)
NAMES = ["DOE, JANE Q", "ROE, RICHARD", "O'NEIL, PAT"]


def filed(rows: int = 6) -> pl.DataFrame:
    told = [
        (f"c{n}", "CA-2026-0001", n, COURT, f"BA {n // 2:04}", NAMES[n // 2 % 3], n % 2 + 1, SENT, AGENCY)
        for n in range(1, rows + 1)
    ]
    return pl.DataFrame(told, schema=FILED, orient="row")


def returned(*rows: dict[str, object]) -> pl.DataFrame:
    usual = {**dict.fromkeys(RETURNED), "outcome": "granted", "ruled": RULED}
    return pl.DataFrame([{**usual, "place": n, **row} for n, row in enumerate(rows, 2)], schema=RETURNED)


def by_row(row: int, **more: object) -> dict[str, object]:
    return {"batch": "CA-2026-0001", "row": row, **more}


def lives(*walk: tuple[Step, date]) -> dict[str, list[tuple[Step, date]]]:
    return {name: [(Step.FILED, SENT), *walk] for name in filed()["conviction"]}


def make(*rows: dict[str, object], known: dict[str, list[tuple[Step, date]]] | None = None) -> Plan:
    return plan(match(returned(*rows), filed()), lives() if known is None else known, SOURCE)


def kinds(made: Plan) -> list[Kind]:
    return [task.kind for task in made.tasks]


def test_a_grant_is_accepted_ordered_entered_and_reported_on_its_own_days() -> None:
    entered, reported = date(2026, 4, 3), date(2026, 4, 20)
    made = make(by_row(1, entered=entered, reported=reported))
    steps = [("accepted", RULED), ("granted", RULED), ("entered", entered), ("reported", reported)]
    assert [(each[1], each[2]) for each in made.steps] == steps
    assert {each[3] for each in made.steps} == {COURT}


def test_a_row_is_found_by_its_number_or_by_case_defendant_and_count_however_they_are_written() -> None:
    case = {"case_number": "ba-0001", "defendant": "Jane Doe"}
    by_case = match(returned({**case, "count_number": 1}, {**case, "count_number": 2}), filed())
    assert by_case["conviction"].to_list() == [None, None], "the case is the second person's"
    right = {"case_number": "ba-0001", "defendant": "Richard Roe", "count_number": 1}
    assert match(returned(right, by_row(2)), filed())["conviction"].to_list() == ["c2", "c2"]
    apostrophe = {"case_number": "BA0002", "defendant": "PAT O\u2019NEIL", "count_number": 2}
    assert match(returned(apostrophe), filed()).select("conviction", "batch", "row").rows() == [
        ("c5", "CA-2026-0001", 5)
    ]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (by_row(99), Kind.UNMATCHED),
        (by_row(1, case_number="BA 0002"), Kind.DISAGREES),
        (by_row(1, count_number=1), Kind.DISAGREES),
        (by_row(1, defendant="SOMEBODY ELSE"), Kind.DISAGREES),
        ({"case_number": "BA 0001", "count_number": 1}, Kind.TOO_LITTLE),
        ({"defendant": "JANE DOE"}, Kind.TOO_LITTLE),
        ({"case_number": "XX 1", "defendant": "JANE DOE", "count_number": 1}, Kind.UNMATCHED),
        (by_row(1, ruled=None), Kind.NO_DAY),
        (by_row(1, ruled=date(2026, 5, 2)), Kind.FUTURE),
        (by_row(1, entered=date(2027, 1, 1)), Kind.FUTURE),
        (by_row(1, ruled=date(2026, 3, 1)), Kind.BEFORE_FILING),
        (by_row(1, entered=date(2026, 3, 31)), Kind.OUT_OF_ORDER),
        (by_row(1, reported=date(2026, 4, 20)), Kind.CONTRADICTS),
        (by_row(1, outcome="refused"), Kind.NO_REASON),
        (by_row(1, outcome="partly"), Kind.NO_REASON),
        (by_row(1, trouble=Kind.UNREADABLE_DAY.value), Kind.UNREADABLE_DAY),
    ],
)
def test_what_cannot_be_taken_is_a_task_and_writes_nothing(row: dict[str, object], kind: Kind) -> None:
    made = make(row)
    assert (kinds(made), made.steps, made.applied, made.known) == ([kind], [], 0, 0)
    assert made.tasks[0].owner in (COURT, AGENCY)


def test_a_case_whose_count_was_filed_for_two_people_of_one_name_is_nobodys() -> None:
    twice = pl.concat([filed(), filed().with_columns(conviction=pl.lit("x") + pl.col("conviction"))])
    row = {"case_number": "BA 0001", "defendant": "RICHARD ROE", "count_number": 1}
    assert match(returned(row), twice).select("conviction", "trouble").rows() == [(None, Kind.SEVERAL.value)]


def test_a_conviction_filed_again_is_meant_as_it_was_filed_last() -> None:
    again = filed().with_columns(batch=pl.lit("CA-2026-0002"), filed=date(2026, 4, 1))
    row = {"case_number": "BA 0001", "defendant": "RICHARD ROE", "count_number": 1}
    assert match(returned(row), pl.concat([again, filed()])).select("batch", "row").rows() == [("CA-2026-0002", 2)]


def test_the_second_of_two_equal_rows_is_a_task_and_two_answers_are_two() -> None:
    assert kinds(make(by_row(1), by_row(1))) == [Kind.TWICE]
    contrary = make(by_row(1), by_row(1, outcome="denied"))
    assert kinds(contrary) == [Kind.CONTRADICTS_ITSELF] * 2 and not contrary.steps
    later = make(by_row(1, outcome="deferred"), by_row(1, ruled=date(2026, 4, 9)))
    assert [each[1] for each in later.steps] == ["accepted", "deferred", "granted"] and later.applied == 2


def test_a_second_outcome_that_contradicts_the_first_is_a_task_and_the_same_is_known() -> None:
    granted = lives((Step.ACCEPTED, RULED), (Step.GRANTED, RULED))
    assert make(by_row(1), known=granted).known == 1
    assert kinds(make(by_row(1, outcome="denied"), known=granted)) == [Kind.CONTRADICTS]
    assert kinds(make(by_row(1, ruled=date(2026, 4, 2)), known=granted)) == [Kind.CONTRADICTS]
    assert [each[1] for each in make(by_row(1, entered=date(2026, 4, 9)), known=granted).steps] == ["entered"]


ROWS = st.fixed_dictionaries(
    {
        "batch": st.sampled_from(["CA-2026-0001", "CA-2026-0009", None]), "row": st.sampled_from([1, 2, 3, 9, None]),
        "case_number": st.sampled_from(["BA 0001", "BA0000", "", None]),
        "defendant": st.sampled_from([*NAMES, "JANE DOE", "?", None]), "count_number": st.sampled_from([1, 2, None]),
        "outcome": st.sampled_from(list(Outcome)).map(str), "reason": st.sampled_from(["no such case", None]),
        "ruled": st.sampled_from([SENT, RULED, date(2027, 1, 1), date(2026, 1, 1), None]),
        "entered": st.sampled_from([RULED, TODAY, None]), "reported": st.sampled_from([TODAY, None]),
    }
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, max_size=12), st.lists(ROWS, max_size=12))
def test_rows_in_are_rows_out_and_every_step_is_legal(
    first: list[dict[str, object]], second: list[dict[str, object]]
) -> None:
    known = lives()
    for rows in (first, second):
        made = make(*rows, known=known)
        assert made.applied + made.known + len(made.tasks) == len(rows)
        for conviction, step, day, *_ in made.steps:
            known[conviction].append((Step(step), day))
        assert len({task.name for task in made.tasks}) == len(made.tasks)
        again = make(*rows, known=known)
        assert not again.steps, "what was applied is known"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = database.open_database(database_url)
    walk = ("identified", "reviewed", "not challenged", "filed")
    rows = [(name, step, SENT, AGENCY, None) for name in filed()["conviction"] for step in walk]
    schema = {"conviction": pl.String, "step": pl.String, "day": pl.Date, "actor": pl.String, "paper": pl.String}
    database.record_steps(opened, county=COUNTY, steps=pl.DataFrame(rows, schema=schema, orient="row"))
    yield opened
    opened.dispose()


def take(engine: Engine, *rows: dict[str, object], sha256: str = "f" * 64) -> database.Taken:
    matched = match(returned(*rows), filed())
    return database.take_outcomes(
        engine, county=COUNTY, sha256=sha256, name="results.csv", key=f"returns/{COUNTY}/{sha256}.csv", court=COURT,
        matched=matched, make=lambda known: plan(matched, known, replace(SOURCE, digest=sha256)), actor="clerk.1", day=TODAY,
        at=datetime(2026, 5, 1, 12, tzinfo=UTC),
    )  # fmt: skip


def test_a_file_is_taken_once_and_its_tasks_are_closed_by_somebody(engine: Engine) -> None:
    rows = [by_row(1), by_row(2, outcome="refused", reason="wrong courthouse"), by_row(77)]
    taken = take(engine, *rows)
    assert (taken.applied, taken.known, taken.tasks, taken.before) == (2, 0, 1, False)
    ledger = database.read_lives(engine, county=COUNTY)
    assert take(engine, *rows).before
    assert database.read_lives(engine, county=COUNTY).equals(ledger)
    assert ledger.filter(pl.col("step") == "rejected").select("conviction", "cause").rows() == [
        ("c2", "wrong courthouse")
    ]
    other = take(engine, *rows, sha256="e" * 64)
    assert (other.applied, other.known, other.tasks) == (0, 2, 1), "another file that says the same"
    task = database.read_tasks(engine, county=COUNTY).row(0, named=True)
    assert (task["kind"], task["state"], task["owner"], task["place"]) == (Kind.UNMATCHED.value, "open", AGENCY, 4)
    told = {
        "county": COUNTY,
        "task": task["task"],
        "actor": "clerk.1",
        "day": TODAY,
        "at": datetime(2026, 5, 2, tzinfo=UTC),
    }
    database.move_task(engine, **told, state="open", owner=COURT, note="ask the clerk")
    database.move_task(engine, **told, state="closed", owner=None, note="a row of another county")
    moved = database.read_tasks(engine, county=COUNTY).filter(pl.col("task") == task["task"]).row(0, named=True)
    assert (moved["state"], moved["owner"], moved["note"]) == ("closed", COURT, "a row of another county")
    with pytest.raises(database.Conflict, match="is closed already"):
        database.move_task(engine, **told, state="closed", owner=None, note="again")
    raised = make(by_row(77)).tasks
    when = {"actor": "clerk.1", "day": TODAY, "at": datetime(2026, 5, 2, tzinfo=UTC)}
    numbers = [database.raise_tasks(engine, county=COUNTY, raised=raised, **when) for _ in range(2)]
    assert numbers == [1, 0], "the same trouble is the same task"
    database.verify_audit(engine)


def test_every_step_is_called_something_in_the_account_and_what_is_in_no_ledger_is_unexplained() -> None:
    assert set(ANSWERS) == set(Step) - {Step.IDENTIFIED, Step.UPHELD}
    rows = [(step.value, step.value, TODAY, None, "B-1", 1, None, SENT) for step in ANSWERS]
    rows += [("i", "identified", TODAY, *[None] * 5), ("f", "filed", TODAY, *[None] * 5)]
    standings = pl.DataFrame(rows, schema=STANDINGS, orient="row")
    outcomes = [("i", COURT, "eligible"), ("lost", COURT, "eligible"), ("away", COURT, "out of scope")]
    decided = pl.DataFrame(outcomes, schema=["conviction", "court", "outcome"], orient="row")
    explained = explain_standings(standings, decided)
    none = pl.DataFrame(schema=database.TASKS)
    found = reconcile(explained, none, county="Cascadia", agency=AGENCY, court=None, day=TODAY)
    assert found.identified == len(rows) + 1
    assert (
        found.unexplained == (("decided, but not in the ledger", 1), ("filed, but in no batch", 1)) and not found.closes
    )
    assert all(what for what, *_ in found.answers)
    page = print_reconciliation(found, AGENCY)
    assert "not to be signed" in page and "has an outcome or an owner" not in page
    theirs = reconcile(explained, none, county="Cascadia", agency=AGENCY, court=COURT, day=TODAY)
    assert theirs.identified == 2 and theirs.answers[0][:3] == ("eligible; to be filed", AGENCY, 1)
