"""Explanations from the files of the run in force, and of those that were in force before it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from flows.corrected import tell_corrected
from flows.past import PastRun, find_in_force, list_former
from flows.views import note_view
from flows.workplace import Workplace
from relief.eligibility import explain
from relief.errors import UserError
from relief.explaining import Earlier, Explanation, compare_facts, compare_policies, find_rows, find_sources, hide_birth
from relief.policy import Policy, read_policy
from relief.readings import find_readings
from relief.settling import find_settling

_PLACE = ["source_file", "source_row"]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a row of the export is: convictions to explain, and what is to be said first, or instead."""

    convictions: list[Explanation]
    about: str


def explain_row(county: str, workplace: Workplace, *, row: int, file: str | None, whole_person: bool) -> Found:
    """The conviction of that row, or with ``whole_person`` all convictions of its person in the county."""
    past = find_in_force(county, workplace)
    fact, about = _find(past, file or _only_file(past), row)
    if fact is None:
        return Found(convictions=[], about=about)
    facts = pl.scan_parquet(past.bring("facts.parquet"))
    if "person_row" not in fact:
        raise UserError(f"{county}: an earlier version of this program did this run; do it again")
    same = facts.filter(pl.col("person_row") == fact["person_row"]).collect() if whole_person else None
    chosen = [fact] if same is None else list(same.iter_rows(named=True))
    note_view(workplace, county, "explanation.viewed", run=past.key, convictions=len(chosen))
    return Found(convictions=[_explain(county, workplace, past, each) for each in chosen], about=about)


def _only_file(past: PastRun) -> str:
    files = pl.scan_parquet(past.bring("records.parquet")).select(pl.col("source_file").unique().sort()).collect()
    names = files["source_file"].to_list()
    if len(names) != 1:
        raise UserError(f"the run read {len(names)} files; say which with --file: {', '.join(names)}")
    return str(names[0])


def _find(past: PastRun, file: str, row: int) -> tuple[dict[str, Any] | None, str]:
    """The facts of the row's conviction, or of the count that the row is a further part of, and what to say first."""
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
    same = records.filter(*(pl.col(name) == record[name][0] for name in record.columns)).select(_PLACE)
    first = facts.join(same, on=_PLACE, how="semi").collect()
    if not first.height:
        return None, f"{file} row {row} is no conviction in the county: nothing was decided on it"
    fact = first.row(0, named=True)
    return fact, f"{file} row {row} is a further part of the count of {fact['source_file']} row {fact['source_row']}"


def _explain(county: str, workplace: Workplace, past: PastRun, fact: Mapping[str, Any]) -> Explanation:
    policy = read_elected(past)
    decided = _read_decided(past, fact)
    records = pl.scan_parquet(past.bring("records.parquet"))
    place = (str(fact["source_file"]), int(fact["source_row"]))
    order = records.filter(_at(fact)).select("count_order").collect().item()
    schema = pl.read_parquet_schema(past.bring("facts.parquet"))
    frame = pl.DataFrame([dict(fact)], schema=schema)
    settling = pl.concat(find(frame, policy=policy, as_of=past.as_of) for find in (find_settling, find_readings))
    answers = [hide_birth(each) for each in explain(fact, policy=policy, as_of=past.as_of)]
    rows = find_rows(records, decided["subject_id"], order, place)
    results = settling.select("question", "answer", "outcome", "relief").rows()
    return Explanation(
        file=place[0],
        row=place[1],
        **{
            name: decided[name] for name in ("code_section", "level", "outcome", "relief", "rule", "citation", "reason")
        },
        law_version=decided["law_version"],
        as_of=past.as_of,
        unknown=decided["unknown_facts"].split("; ") if decided["unknown_facts"] else [],
        settles=[f"{asks} ({answer}): {': '.join(filter(None, rest))}" for asks, answer, *rest in results],
        answers=answers,
        rows=rows,
        sources=find_sources(dict.fromkeys(name for each in answers for name in each.facts), rows),
        corrected=tell_corrected(past, rows),
        earlier=list(_tell_earlier(county, workplace, (past, policy, fact), (decided, order))),
    )


def _tell_earlier(
    county: str, workplace: Workplace, now: tuple[PastRun, Policy, Mapping[str, Any]], who: tuple[dict[str, Any], str]
) -> Iterator[Earlier]:
    """What former runs had determined of the conviction, newest first, each against the one after it."""
    past, policy, fact = now
    for former in list_former(county, workplace):
        before = _find_again(former, *who)
        if before is None:
            continue
        decided, facts, elected = before
        names = list(
            dict.fromkeys(name for each in explain(fact, policy=policy, as_of=past.as_of) for name in each.facts)
        )
        days = [] if former.as_of == past.as_of else [f"as of {former.as_of}, then {past.as_of}"]
        changed = [*days, *compare_policies(elected, policy), *compare_facts(facts, fact, names)]
        yield Earlier(
            run=former.key,
            as_of=former.as_of,
            law_version=decided["law_version"],
            outcome=decided["outcome"],
            relief=decided["relief"],
            rule=decided["rule"],
            changed=changed or ["no fact, election or day is another: the program, its rules, or a decision"],
        )
        past, policy, fact = former, elected, facts


def _find_again(
    former: PastRun, decided: Mapping[str, Any], order: str | None
) -> tuple[dict[str, Any], dict[str, Any], Policy] | None:
    """Determination, facts and policy of the same conviction in a former run; None if its files or the row are gone."""
    needed = ("facts.parquet", "determinations.parquet", "policy.json")
    ordered = former.holds("orders.parquet") or former.holds("records.parquet")
    if not ordered or not all(former.holds(name) for name in needed):
        return None
    same = [pl.col(name) == decided[name] for name in ("subject_id", "charge_text")]
    found = former.scan_ordered().filter(*same, pl.col("count_order") == order).collect()
    if found.height != 1:
        return None
    row = found.row(0, named=True)
    facts = pl.scan_parquet(former.bring("facts.parquet")).filter(_at(row)).collect()
    return (row, facts.row(0, named=True), read_elected(former)) if facts.height else None


def _at(place: Mapping[str, Any]) -> pl.Expr:
    here: pl.Expr = (pl.col("source_file") == place["source_file"]) & (pl.col("source_row") == place["source_row"])
    return here


def _read_decided(past: PastRun, fact: Mapping[str, Any]) -> dict[str, Any]:
    return pl.scan_parquet(past.bring("determinations.parquet")).filter(_at(fact)).collect().row(0, named=True)


def read_elected(past: PastRun) -> Policy:
    """The policy that a run decided under."""
    return read_policy(json.loads(past.bring("policy.json").read_text(encoding="utf-8")), source="the run's policy")
