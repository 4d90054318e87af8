"""Check: what is wrong with the records, and the rows that nobody could decide on set aside."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.run import Run
from flows.shelf import open_shelf
from flows.step import Counts, Step
from flows.steps.differing import find_differing
from flows.steps.former import find_former
from flows.steps.read import UNREAD, WEIGHTS, count, read_if_made
from flows.steps.whole import bring_records
from relief.deliveries import Delivery, digest, find_quiet
from relief.records import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from expectations import Checking
    from expectations.counted import Counted
    from relief.deliveries import Checks

SET_ASIDE, CHECKED = "set_aside.parquet", "checked.json"


def check(run: Run, out: Path) -> Counts:
    """Validate the records with the suites that apply; what was found goes beside them."""
    from expectations import Severity, counted

    declared = {name: source.checks for name, source in run.county.sources.items()}
    checking = (
        _check_difference(run, out, declared)
        or _check_on_another_day(run, out, declared)
        or _check_whole(run, out, declared)
    )
    counted.write(checking.counted, out)
    unread = pl.read_parquet(run.folder / UNREAD)
    pl.concat([unread, checking.set_aside]).rechunk().write_parquet(out / SET_ASIDE)
    came = [
        Delivery(content=run.content, source=name, day=run.as_of, rows=rows, unlisted=checking.unlisted.get(name, ()))
        for name, rows in checking.sources.items()
    ]
    return {
        "rows": checking.rows,
        "expectations": len(checking.results),
        "set aside": count(checking.set_aside["reason"]),
        "warnings": {result.name: result.failing_rows for result in checking.failed(Severity.WARNING)},
        "alarms": [*find_quiet([*run.history, *came], declared, run.as_of), *checking.ended],
        "delivered": {each.source: {"rows": each.rows, "unlisted": each.unlisted} for each in came},
        "last event": _find_last_event(checking.counted, run.as_of),
    }


def _check_whole(run: Run, out: Path, declared: "Mapping[str, Checks]") -> "Checking":
    from expectations import Background
    from expectations import check as validate
    from relief.weights import WEIGHTS as COLUMNS

    weights = read_if_made(run, WEIGHTS, COLUMNS)
    behind = Background(declared=declared, history=run.history, weights=None if weights.is_empty() else weights)
    return validate(bring_records(run), out, county=run.county.doj_name, as_of=run.as_of, background=behind)


def _check_difference(run: Run, out: Path, declared: "Mapping[str, Checks]") -> "Checking | None":
    """Only who changed, by what was counted of all; None where there is nothing to go by, or it does not suffice."""
    from expectations import Background, check_difference, counted

    differing = find_differing(run)
    if differing is None:
        return None
    kept = counted.redate(counted.read(differing.former.folder), differing.former.as_of, run.as_of)
    if kept is None:
        return None
    checking = check_difference(
        kept, differing.before, differing.now, out, county=run.county.doj_name,
        as_of=run.as_of, background=Background(declared=declared, history=run.history),
    )  # fmt: skip
    if checking is None:
        return None
    former = differing.former.set_aside.filter(pl.col("step") == "check")
    now = differing.moved.gather(former["source_row"].cast(pl.Int64) - 1).cast(pl.UInt32)
    others = former.with_columns(source_row=now, source_file=pl.lit(run.exports[0].name)).drop_nulls("source_row")
    aside = pl.concat([others, checking.set_aside]).sort("source_file", "source_row")
    return replace(checking, set_aside=aside)


def _check_on_another_day(run: Run, out: Path, declared: "Mapping[str, Checks]") -> "Checking | None":
    """By what an earlier run counted of the same records; None where there is none to go by, or it does not suffice."""
    from expectations import Background, check_difference, counted

    former = find_former(run)
    if former is None or not former.has_read_the_same(run) or open_shelf(run.workplace, run.prefix).bring(WEIGHTS):
        return None
    kept = counted.redate(counted.read(former.folder), former.as_of, run.as_of)
    if kept is None:
        return None
    nobody = out / "nobody.parquet"
    pl.DataFrame(schema=SCHEMA).write_parquet(nobody)
    checking = check_difference(
        kept, nobody, nobody, out, county=run.county.doj_name, as_of=run.as_of,
        background=Background(declared=declared, history=run.history),
    )  # fmt: skip
    nobody.unlink()
    return checking and replace(checking, set_aside=former.set_aside.filter(pl.col("step") == "check"))


def _find_last_event(found: "Counted", as_of: date) -> str | None:
    """The newest day of an event that is not after the as-of day: how fresh the data is."""
    days = found.projections["days from event to as-of day"].values["value"]
    since = days.filter(days >= 0).min()
    return (as_of - timedelta(days=int(since))).isoformat() if isinstance(since, int) else None


def _ask(run: Run) -> list[str]:
    return [run.county.sources_digest, run.as_of.isoformat(), digest(run.history), run.content]


STEP = Step(name="check", needs=(UNREAD,), work=check, after={"read": ()}, asks=_ask)
