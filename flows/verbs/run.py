"""``relief run``: the whole job."""

import sys
from json import dumps, loads
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from flows.verbs.options import AsOf, County, Database, Exports, Json, Out, read_as_of
from relief.errors import UserError

if TYPE_CHECKING:
    from flows.run import Run

Policy = Annotated[
    Path | None, Option("--policy", metavar="FILE", help="a policy instead of the county's, for a what-if (YAML)")
]

Back = Annotated[
    bool,
    Option("--put-in-force", help="although the run in force is of a later day or newer files: to take a mistake back"),
]


def act(
    county: County,
    exports: Exports,
    out: Out,
    as_of: AsOf = None,
    policy: Policy = None,
    put_in_force: Back = False,
    database: Database = None,
    json: Json = False,
) -> int:
    """Do the job, print the summary, and say where everything is.

    The working copy of a store that is elsewhere goes when all is done; a run that failed finds it again.
    """
    from flows.intake import take_in
    from flows.precedence import find_why_past
    from flows.progress import heard_by
    from flows.run import plan_run
    from flows.verbs.terminal import Terminal
    from flows.workplace import Workplace, make_folder

    if put_in_force and policy is not None:
        raise UserError("--put-in-force: a what-if (--policy) is never in force; do without one of the two")
    day = read_as_of(as_of)
    workplace = Workplace.choose(out, database=database, policy=policy)
    # A county or policy that cannot be is told before anything is read or made.
    plan_run(county, [], day, workplace)
    make_folder(workplace.folder)
    terminal = Terminal()
    run = plan_run(county, take_in(county, exports, workplace), day, workplace)
    with heard_by(terminal):
        _do(run, put_in_force)
    past = find_why_past(run)
    summary = _read_summary(run)
    if json:
        summary |= {"of the past": past} if past else {}
        print(dumps({**summary, "seconds": terminal.seconds, "seconds in all": terminal.total()}, indent=2))
    else:
        _print(summary, run, terminal.seconds, terminal.total())
    if past:
        _say_past(run, past)
    workplace.forget()
    return _judge(summary)


def _do(run: "Run", back: bool) -> None:
    """Conduct the run, unless it is done, whole and in force already, or of the past and is to stay so."""
    from flows import steps
    from flows.conduct import conduct
    from flows.lease import is_recorded
    from flows.precedence import find_why_past
    from flows.progress import do_aloud
    from flows.step import is_done

    done = all(is_done(step, run) for step in steps.STEPS) and is_recorded(run)
    if done and not (back and find_why_past(run)):
        for step in steps.STEPS:
            do_aloud(step, run)
    else:
        conduct(run, back=back)


def _read_summary(run: "Run") -> dict[str, Any]:
    from flows.shelf import open_shelf
    from flows.steps.summarize import SUMMARY

    open_shelf(run.workplace, run.prefix).bring(SUMMARY)
    summary: dict[str, Any] = loads((run.folder / SUMMARY).read_text(encoding="utf-8"))
    return summary


def _print(summary: dict[str, Any], run: "Run", seconds: dict[str, float], total: float) -> None:
    from flows.steps.papers import FOLDER
    from flows.summary_text import as_text

    print(as_text(summary))
    print("\nSeconds")
    for step, spent in [*seconds.items(), ("in all", total)]:
        print(f"  {step:<12} {spent:8.2f}")
    place = f"{run.workplace.out.rstrip('/')}/{run.prefix}"
    print(
        f"\nPapers: {place}/{FOLDER}/\nDeterminations: {place}/determinations.csv\nReport: {place}/data_docs/index.html"
    )


def _say_past(run: "Run", why: str) -> None:
    from flows.precedence import SAYING

    print(
        f"relief: {run.word}: {SAYING}: {why}. File none of its papers. Where the county is to go back to it, "
        "run it again with --put-in-force",
        file=sys.stderr,
    )


def _judge(summary: dict[str, Any]) -> int:
    """1 if something that should have been printed was not; the lists say what."""
    from flows.steps.papers import FOLDER, LISTS, NOT_DONE

    left = {name: summary["papers"]["not printed"].get(name, 0) for name in NOT_DONE}
    for name, number in left.items():
        if number:
            print(
                f"relief: {number:,} eligible convictions are in no paper; see {FOLDER}/{LISTS}/{name}.csv",
                file=sys.stderr,
            )
    return 1 if any(left.values()) else 0
