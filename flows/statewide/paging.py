"""The page of a run of the state: every conviction in scope with where it stands, counted."""

from collections.abc import Iterator

import polars as pl

from flows.past import open_past
from flows.statewide.comparing import as_text, compare_state, describe_difference
from flows.statewide.past_question import PastQuestion
from flows.statewide.summing import StateSum, describe_state, sum_state
from flows.steps.tally import UNTOLD, band_ages
from flows.workplace import Workplace
from relief.database import StateTold
from relief.errors import UserError
from relief.state_summary import COLUMNS, CountyLine, StatePage, break_down, mark_standing, publish


def read_state(workplace: Workplace, number: int | None) -> StateTold:
    """A run of the state, or the last. UserError where there is none."""
    from relief import database

    engine = database.open_database(workplace.database)
    try:
        found = database.read_state_run(engine, number)
    finally:
        engine.dispose()
    if found is None:
        raise UserError(f"{workplace.out} has no run {number or ''} of the state; begin with: relief statewide run")
    return found


def make_page(workplace: Workplace, number: int | None, *, public: bool = False, changes: bool = True) -> StatePage:
    """The page of a run of the state.

    Args:
        workplace: where the runs are.
        number: of the run; None: the last.
        public: with nothing that may not be published.
        changes: with what changed since the run before.
    """
    state = read_state(workplace, number)
    found = sum_state(state, workplace)
    frame = pl.concat(list(_read_convictions(found, workplace)) or [_EMPTY])
    told = describe_state(found)
    rows = told["rows"]
    page = StatePage(
        number=state.number, as_of=state.as_of, asked=state.asked,
        counties={word: _line(each) for word, each in told["counties"].items()},
        by=break_down(frame), whole={name: int(frame[name].sum()) for name in COLUMNS}, impact=told["impact"],
        ledger=told["ledger"],
        rows={"read": rows["read"], "used": sum(rows["used"].values()), "set aside": sum(rows["set aside"].values())},
        changed=tuple(_list_changes(workplace, state.number)) if changes and not public else (),
        cost={name: value for name, value in told["cost"].items() if value},
    )  # fmt: skip
    return publish(page, frame) if public else page


_EMPTY = pl.DataFrame(
    schema={
        **dict.fromkeys(("county", "person", "section", "level", "age"), pl.String),
        **dict.fromkeys(COLUMNS, pl.Boolean),
    }
)


def _read_convictions(found: StateSum, workplace: Workplace) -> Iterator[pl.DataFrame]:
    """One row a conviction in scope of each county: ``person``, the dimensions, and where it stands."""
    from relief import database

    engine = database.open_database(workplace.database)
    try:
        for word, each in found.counties.items():
            if each.tally is None or each.told.run is None:
                continue
            question = PastQuestion(past=open_past(word, workplace, each.told.run))
            acted = sum(number for step, number in each.ledger.items() if step != "identified")
            lives = database.read_lives(engine, county=word) if acted else None
            yield _mark(word, question, lives)
    finally:
        engine.dispose()


def _mark(word: str, question: PastQuestion, lives: pl.DataFrame | None) -> pl.DataFrame:
    decided = question.read_determinations()
    last = pl.DataFrame(schema={"conviction": pl.String, "step": pl.String})
    if lives is not None:
        last = lives.sort("position").unique("conviction", keep="last").select("conviction", "step")
    named = decided.select(
        "conviction", county=pl.lit(word), section=pl.col("code_section").fill_null(UNTOLD),
        person=pl.concat_str(pl.lit(f"{word}/"), pl.coalesce("subject_id", "conviction")),
        level=pl.col("level").cast(pl.String).fill_null(UNTOLD), age=band_ages(question.as_of),
        outcome=pl.col("outcome").cast(pl.String),
    )  # fmt: skip
    standing = mark_standing(named.join(last, on="conviction", how="left", maintain_order="left"))
    return standing.select(_EMPTY.columns)


def _line(each: dict[str, object]) -> CountyLine:
    quality = each.get("quality") or {}
    assert isinstance(quality, dict)
    return CountyLine(
        state=str(each["state"]), why=str(each.get("why", "")), rows=each.get("rows"),  # type: ignore[arg-type]  # JSON
        set_aside=quality.get("set aside"), warnings=quality.get("warnings"), alarms=tuple(quality.get("alarms", ())),
        last_event=each.get("last event"), seconds=each.get("seconds"),  # type: ignore[arg-type]  # JSON
    )  # fmt: skip


def _list_changes(workplace: Workplace, number: int) -> Iterator[str]:
    if number > 1:
        found = describe_difference(compare_state(workplace, number - 1, number))
        yield from list(as_text(found))[1:3] if found["changed"]["determinations"] else ["Nobody changed."]


def tabulate(page: StatePage) -> pl.DataFrame:
    """The page's numbers as one table: ``by``, ``value`` and the columns; null where a number is not published."""
    rows = [
        (name, value, *(cells[column] for column in COLUMNS))
        for name, by in page.by.items()
        for value, cells in by.items()
    ]
    whole = ("all", "all", *(page.whole.get(column) for column in COLUMNS))
    schema = {"by": pl.String, "value": pl.String, **dict.fromkeys(COLUMNS, pl.Int64)}
    return pl.DataFrame([whole, *rows], schema=schema, orient="row")
