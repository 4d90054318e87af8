"""``relief explain``: why a conviction was decided as it was."""

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from flows.verbs.options import County, Database, Out
from relief.errors import UserError

if TYPE_CHECKING:
    import polars as pl

    from flows.past import PastRun
    from relief.eligibility import RuleAnswer

Row = Annotated[
    int, Option("--row", help="record number in the export, from 1, header not counted", show_default=False)
]
File = Annotated[str | None, Option("--file", metavar="NAME", help="the export's file, where the run read several")]

_ANSWERS = {True: "true", False: "false", None: "unknown"}


def act(county: County, out: Out, row: Row, file: File = None, database: Database = None) -> int:
    """Print every rule's answer for the conviction of that row."""
    from flows.past import find_in_force
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    try:
        past = find_in_force(county, workplace)
        fact, about = _find(past, file or _only_file(past), row)
        if about:
            print(about)
        if fact is not None:
            _print(past, fact)
    finally:
        workplace.forget()
    return 0


def _only_file(past: "PastRun") -> str:
    import polars as pl

    files = pl.scan_parquet(past.bring("records.parquet")).select(pl.col("source_file").unique().sort()).collect()
    names = files["source_file"].to_list()
    if len(names) != 1:
        raise UserError(f"the run read {len(names)} files; say which with --file: {', '.join(names)}")
    return str(names[0])


def _find(past: "PastRun", file: str, row: int) -> tuple[dict[str, Any] | None, str]:
    """The facts of the row's conviction, or of the count that the row is a further part of, and what to say first."""
    import polars as pl

    here = (pl.col("source_file") == file) & (pl.col("source_row") == row)
    facts = pl.scan_parquet(past.bring("facts.parquet"))
    found = facts.filter(here).collect()
    if found.height:
        return found.row(0, named=True), ""
    aside = pl.scan_parquet(past.bring("set_aside.parquet")).filter(here).collect()
    if aside.height:
        return None, f"{file} row {row} was set aside: {aside['reason'][0]} ({aside['field'][0]})"
    records = pl.scan_parquet(past.bring("records.parquet"))
    record = records.filter(here).select("subject_id", "count_order").collect()
    if not record.height:
        raise UserError(f"{file} has no row {row} in the run in force; rows count from 1, without the header")
    same = records.filter(_is(record, "subject_id") & _is(record, "count_order")).select("source_file", "source_row")
    first = facts.join(same, on=["source_file", "source_row"], how="semi").collect()
    if not first.height:
        return None, f"{file} row {row} is no conviction in the county: nothing was decided on it"
    fact = first.row(0, named=True)
    return fact, f"{file} row {row} is a further part of the count of {fact['source_file']} row {fact['source_row']}"


def _is(record: "pl.DataFrame", name: str) -> "pl.Expr":
    import polars as pl

    same: pl.Expr = pl.col(name) == record[name][0]
    return same


def _print(past: "PastRun", fact: dict[str, Any]) -> None:
    import polars as pl

    from relief.eligibility import explain
    from relief.policy import read_policy

    policy = read_policy(json.loads(past.bring("policy.json").read_text(encoding="utf-8")), source="the run's policy")
    here = (pl.col("source_file") == fact["source_file"]) & (pl.col("source_row") == fact["source_row"])
    decided = pl.scan_parquet(past.bring("determinations.parquet")).filter(here).collect().row(0, named=True)
    print(_head(decided, past.as_of))
    for answer in explain(fact, policy=policy, as_of=past.as_of):
        print(_tell(answer))


def _head(decided: dict[str, Any], as_of: date) -> str:
    """What was decided, by which rule."""
    place = f"{decided['source_file']} row {decided['source_row']}"
    relief = f": {decided['relief']}" if decided["relief"] else ""
    lines = [
        f"{place}: {decided['code_section']}, {decided['level'] or 'level not stated'}",
        f"{decided['outcome']}{relief}, by the rule '{decided['rule']}' ({decided['citation']})",
        str(decided["reason"]),
        f"Law {decided['law_version']}, as of {as_of}",
    ]
    return "\n".join([*lines, f"Unknown: {decided['unknown_facts']}"] if decided["unknown_facts"] else lines)


def _tell(answer: "RuleAnswer") -> str:
    """A rule, its answer and the facts that it read."""
    lines = [f"\n{_ANSWERS[answer.answer]:<8}{answer.rule} ({answer.citation})", f"        {answer.reason}"]
    return "\n".join([*lines, *(f"        {name} = {_show(value)}" for name, value in answer.facts.items())])


def _show(value: object) -> str:
    if value is None:
        return "unknown"
    return str(value).lower() if isinstance(value, bool) else str(value)
