"""The outcome of every case of a rule set, computed as a run computes it: together, in columns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from relief.automatic.decide import AutomaticDecision, decide_automatic
from relief.eligibility import Decision, determine, reach_verdicts
from relief.policy import Policy, read_policy
from relief.rules import prop64
from relief.rules.cases import Case
from relief.rules.cases.history import CaseHistory
from relief.rules.cases.records import HOME, Record, number_rows, set_rows_aside, write_records
from relief.rules.terms import read_terms


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What came of a case."""

    case: Case
    determination: Mapping[str, Any] | None
    """The row of determinations (``relief.eligibility.DETERMINATIONS``); None: there was nothing to decide."""
    answers: Mapping[str, bool | None]
    """Each rule's answer; only its scope for an offense that is none of the rule set's."""


def settle(cases: Sequence[Case], rule_set: str = prop64.RULE_SET) -> list[Settled]:
    """All cases of ``rule_set``, in their order; those of one day are one export, a person each."""
    together: dict[date, dict[int, Case]] = defaultdict(dict)
    for number, case in enumerate(cases):
        together[case.as_of][number] = case
    found: dict[int, Settled] = {}
    with TemporaryDirectory() as folder:
        for as_of, mine in together.items():
            found |= _settle_together(mine, rule_set, as_of, Path(folder))
    return [found[number] for number in range(len(cases))]


def _settle_together(cases: Mapping[int, Case], rule_set: str, as_of: date, folder: Path) -> dict[int, Settled]:
    histories = {number: CaseHistory(case) for number, case in cases.items()}
    records = number_rows(record for number, told in histories.items() for record in name_person(told.records, number))
    aside = set_rows_aside({"subject_id": str(number)} for number, case in cases.items() for _ in range(case.set_aside))
    meant = {(str(number), told.decided): number for number, told in histories.items()}
    places = {
        (record["source_file"], record["source_row"]): meant.get((record["subject_id"], record["count_order"]))
        for record in records
    }
    path = write_records(records, folder / "records.parquet")
    if rule_set != prop64.RULE_SET:
        return _gather_automatic(cases, decide_automatic(rule_set, path, aside, county=HOME, as_of=as_of), places)
    return _gather(cases, determine(path, aside, county=HOME, policy=Policy(), as_of=as_of), places, as_of)


def name_person(records: Iterable[Record], number: int) -> list[Record]:
    """The same records as a person of their own: no number is shared with another case."""
    return [
        record | {"subject_id": str(number), "cii_number": record["cii_number"] and f"{record['cii_number']}-{number}"}
        for record in records
    ]


def _gather(
    cases: Mapping[int, Case], decision: Decision, places: Mapping[tuple[str, int], int | None], as_of: date
) -> dict[int, Settled]:
    """The facts are found once, whatever is elected; each policy decides those of its own cases."""
    rows = {places[row["source_file"], row["source_row"]]: row for row in decision.determinations.iter_rows(named=True)}
    numbers = [places[place] for place in decision.facts.select("source_file", "source_row").iter_rows()]
    numbered = decision.facts.with_columns(case=pl.Series(numbers, dtype=pl.Int64)).drop_nulls("case")
    elected: dict[str, tuple[Policy, list[int]]] = {}
    for number, case in cases.items():
        policy = read_policy(case.policy, source=case.name)
        elected.setdefault(policy.digest(), (policy, []))[1].append(number)
    answers: dict[int, dict[str, bool | None]] = {}
    for policy, own in elected.values():
        facts = numbered.filter(pl.col("case").is_in(own))
        rules = prop64.list_rules(policy, read_terms(prop64.RULE_SET, as_of), as_of)
        told = facts.select(rule.when.cast(pl.Boolean).alias(str(n)) for n, rule in enumerate(rules)).rows()
        verdicts = reach_verdicts(facts, policy=policy, as_of=as_of).join(facts.select("row", "case"), on="row")
        rows |= {verdict["case"]: rows[verdict["case"]] | verdict for verdict in verdicts.iter_rows(named=True)}
        for number, given in zip(facts["case"], told, strict=True):
            answers[number] = {rule.name: answer for rule, answer in zip(rules, given, strict=True)}
    outside = {"not a Proposition 64 offense": True}
    return {
        number: Settled(case=case, determination=rows.get(number), answers=answers.get(number, outside))
        for number, case in cases.items()
    }


def _gather_automatic(
    cases: Mapping[int, Case], decision: AutomaticDecision, places: Mapping[tuple[str, int], int | None]
) -> dict[int, Settled]:
    rows, answers = {}, {}
    names = [f"_answer{n}" for n in range(len(decision.rules))]
    answered = decision.decided.select(names).rows()
    for row, given in zip(decision.determinations.iter_rows(named=True), answered, strict=True):
        if (number := places[row["source_file"], row["source_row"]]) is not None:
            rows[number] = row
            answers[number] = {rule.name: answer for rule, answer in zip(decision.rules, given, strict=True)}
    return {
        number: Settled(case=case, determination=rows.get(number), answers=answers.get(number, {}))
        for number, case in cases.items()
    }
