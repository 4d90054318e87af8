"""Outcomes that a court gives back over the page: entered row by row, or as a file. Both go the way of ``relief outcomes import``."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from fastapi import Response

from flows.outcomes.received import laid_down
from flows.outcomes.taking import take_file
from flows.serving.casework import A_PAGE, WAITS
from flows.serving.guard import Admitted
from flows.serving.packaged import read_rows
from flows.serving.routes import Route, Rule, Scope
from flows.serving.visit import Visit
from relief import database
from relief.accounts import Role
from relief.errors import UserError
from relief.outcomes.returned import REASONED, Outcome

HEADS = ("batch", "row", "outcome", "reason", "ruled", "entered", "reported")
"""Columns of what is entered, as ``connectors/outcomes/words.yaml`` knows them."""

KEYS: Mapping[Outcome, tuple[str, str]] = {
    Outcome.GRANTED: ("G", "Granted"),
    Outcome.PARTLY: ("P", "Partly granted"),
    Outcome.DENIED: ("D", "Denied"),
    Outcome.REFUSED: ("R", "Refused, given back"),
    Outcome.NOT_FOUND: ("N", "Not found"),
    Outcome.ALREADY_DONE: ("A", "Already done"),
    Outcome.DEFERRED: ("F", "Deferred"),
    Outcome.ACCEPTED: ("C", "Accepted, not ruled on"),
    Outcome.DESTROYED: ("X", "Record destroyed"),
    Outcome.DECEASED: ("E", "Deceased"),
    Outcome.WRONG_AGENCY: ("W", "Wrong agency"),
}
"""What a clerk can say of a row, the letter that says it, and the words."""


@dataclass(kw_only=True)
class Entered:
    """What a sheet said."""

    lines: list[dict[str, str]] = field(default_factory=list)
    """By ``HEADS``."""
    faults: list[tuple[str, str]] = field(default_factory=list)
    """The field that is wrong, and why."""


def show_sheet(visit: Admitted, show: str = "ruling", page: int = 1) -> Response:
    """The rows that wait, to be filled in."""
    return _show(visit, show, page)


def take_sheet(visit: Admitted) -> Response:
    """Take in what was filled in; with a fault in it, nothing is."""
    show = visit.text("show")
    rows = read_rows(visit.office, visit.its)
    entered = _read_rulings(visit, rows) if show == "ruling" else _read_days(visit, rows, show)
    if not entered.lines and not entered.faults:
        entered.faults.append(("sheet", "Nothing is filled in."))
    if entered.faults:
        return _show(visit, show, _number(f"-{visit.text('page')}"), faults=entered.faults, kept=visit.form)
    taken = _take(visit, visit.its.county, _write(entered.lines))
    return _show(visit, show, 1, taken=taken)


def show_upload(visit: Admitted) -> Response:
    """The page to upload a file on."""
    return _show_upload(visit)


def take_upload(visit: Admitted) -> Response:
    """Take in a file of outcomes. A clerk's is held to the rows of her courts: of others it finds none."""
    if not visit.upload:
        return _show_upload(visit, wrong="Choose a file first.")
    heads = [head.strip() for head in visit.text("ignore", 500).split(",") if head.strip()]
    try:
        taken = _take(visit, visit.here, visit.upload, ignore=heads)
    except UserError as refused:
        return _show_upload(visit, wrong=str(refused).replace("with --ignore HEAD", "in the field below"))
    return _show_upload(visit, taken=taken)


def _show_upload(visit: Visit, *, wrong: str = "", taken: dict[str, Any] | None = None) -> Response:
    told = {"wrong": wrong, "taken": taken, "ignore": visit.text("ignore", 500)}
    return visit.page("returns", status=400 if wrong else 200, **told)


def _take(visit: Visit, county: str, content: bytes, *, ignore: Sequence[str] = ()) -> dict[str, Any]:
    """What became of the rows, and the tasks that they raised."""
    courts = visit.who.courts if visit.who.role is Role.CLERK else None
    with laid_down(content) as file, visit.office.pdfium:
        taken = take_file(
            county, visit.office.site.workplace, file, ignore=ignore, default=None, actor=visit.who.name,
            day=visit.today, at=visit.at, courts=courts,
        )  # fmt: skip
    tasks = database.read_tasks(visit.office.engine, county=county).filter(pl.col("source") == taken["name"])
    return {**taken, "troubles": tasks.select("place", "batch", "row", "kind", "owner").to_dicts()}


def _read_rulings(visit: Visit, rows: pl.DataFrame) -> Entered:
    entered, default = Entered(), _read_day(visit, "ruled")
    for row in rows.filter(_waits("ruling"))["row"].to_list():
        said, reason = visit.text(f"outcome-{row}"), visit.text(f"reason-{row}", 500)
        if said not in set(KEYS):
            if said or reason:
                entered.faults.append((f"outcome-{row}", f"Row {row}: choose an outcome."))
            continue
        ruled = _read_day(visit, f"ruled-{row}") or default
        if said in REASONED and not reason:
            entered.faults.append((f"reason-{row}", f"Row {row}: say why it was refused, or what was granted."))
        if not ruled:
            entered.faults.append((f"ruled-{row}", f"Row {row}: give the day of the order, here or above."))
        entered.lines.append(_line(visit, row, outcome=said, reason=reason, ruled=ruled))
    return entered


def _read_days(visit: Visit, rows: pl.DataFrame, show: str) -> Entered:
    """Rows that were granted, and now entered, or reported."""
    entered, day = Entered(), _read_day(visit, "done")
    name = "entered" if show == "entry" else "reported"
    for row in rows.filter(_waits(show)).iter_rows(named=True):
        if visit.text(f"done-{row['row']}") != "yes":
            continue
        outcome = Outcome.PARTLY if row["partly"] else Outcome.GRANTED
        reason = "as ordered" if row["partly"] else ""
        told = {"outcome": outcome.value, "reason": reason, "ruled": str(row["granted"]), name: day}
        if show == "report":
            told["entered"] = str(row["since"])
        entered.lines.append(_line(visit, row["row"], **told))
    if entered.lines and not day:
        entered.faults.append(("done", "Give the day on which these rows were done."))
    return entered


def _waits(show: str) -> pl.Expr:
    return pl.col("step").is_in([step.value for step in WAITS.get(show, ())])


def _line(visit: Visit, row: int, **told: str) -> dict[str, str]:
    return {"batch": visit.its.number, "row": str(row), **told}


def _read_day(visit: Visit, name: str) -> str:
    """A day as browsers send it; empty where it is none."""
    try:
        return date.fromisoformat(visit.text(name, 10)).isoformat()
    except ValueError:
        return ""


def _write(lines: list[dict[str, str]]) -> bytes:
    told = io.StringIO(newline="")
    writer = csv.DictWriter(told, HEADS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return told.getvalue().encode()


def _show(
    visit: Visit, show: str, page: int, *, faults: list[tuple[str, str]] | None = None,
    kept: Mapping[str, Any] | None = None, taken: dict[str, Any] | None = None,
) -> Response:  # fmt: skip
    rows = read_rows(visit.office, visit.its)
    counts = {name: rows.filter(_waits(name)).height for name in WAITS}
    show = show if show in WAITS else "ruling"
    waiting = rows.filter(_waits(show))
    pages = max(1, -(-waiting.height // A_PAGE))
    page = min(max(1, page), pages)
    # What was filled in is given back with its faults, even where others have meanwhile moved it to another part.
    filled = pl.col("row").is_in([_number(name) for name, said in (kept or {}).items() if said])
    part = waiting.with_row_index("_at").filter(((pl.col("_at") // A_PAGE) == page - 1) | filled).drop("_at")
    return visit.page(
        "outcomes", package=visit.its, rows=part.to_dicts(), show=show, counts=counts, page=page, pages=pages, keys=KEYS,
        faults=faults or [], kept=kept or {}, taken=taken, today=visit.today, status=400 if faults else 200,
    )  # fmt: skip


def _number(name: str) -> int:
    """The row that a field's name ends with; 0 where it ends with none."""
    end = name.rpartition("-")[2]
    return int(end) if end.isdecimal() and end.isascii() and len(end) < 10 else 0


_CLERK, _BOTH = frozenset({Role.CLERK}), frozenset({Role.CLERK, Role.COUNTY})
_SHEET = "/packages/{county}/{number}/outcomes"

ROUTES = (
    Route(method="GET", path=_SHEET, act=show_sheet, rule=Rule(roles=_CLERK, scope=Scope.PACKAGE, event="outcomes.viewed")),
    Route(method="POST", path=_SHEET, act=take_sheet, rule=Rule(roles=_CLERK, scope=Scope.PACKAGE, event="outcomes.sent")),
    Route(method="GET", path="/returns", act=show_upload, rule=Rule(roles=_BOTH, event="returns.viewed")),
    Route(
        method="POST", path="/returns/{county}/upload", act=take_upload,
        rule=Rule(roles=_BOTH, scope=Scope.CASES, event="returns.sent", limit="upload"),
    ),
)  # fmt: skip
