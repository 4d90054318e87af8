"""The cases of tests/relief/cases, each a sentence, a short history and what must come of it.

A case has:

- ``name``: the sentence;
- ``policy``: what the county elects beyond the defaults; ``as_of``: the day (2020-07-01 if left out);
- ``born``: the person's birth date (1980-05-17 if left out; ``null`` for none);
- ``history``: rows in the order of the export. Each is one of
  ``{arrest: CHARGE, day}``, which opens a cycle; ``{court: CHARGE, day, level, sentence, disposition}``, a count
  of a court in Los Angeles, convicted unless ``disposition`` says otherwise, in the cycle of an arrest just
  before it, else in one of its own, or with ``same_case: yes`` in the case above; ``{later: DISPOSITION, day}``,
  a change to the count above (a ``charge`` of its own may be given); ``{apart: DISPOSITION, charge, day}``, a
  change printed on a probation officer's event of that cycle; ``{part_of: N, sentence}``, a further part of the Nth count's sentence;
  ``{registration: CHARGE, day}`` and ``{deceased: null, day}``. Days are ``2014-05-01``, ``2014-05``, ``2014`` or
  ``unreadable``; other keys of a row are ``county``, ``ori``, ``agency``, ``comment``, ``born``, ``cii``, ``file``,
  ``charge_level``, ``cycle_day``, ``disposition_day``;
- ``set_aside``: how many more rows of the person were set aside;
- ``decided``: ``first`` if the first court row is meant; else the row with ``decided: yes``, else the last;
- ``answers``: what single rules must answer: yes, no or unknown;
- ``expect``: ``outcome``, ``relief``, ``rule``, ``unknown`` (the unknown facts), ``serving``, ``section``, or
  ``decided: no`` where there is nothing to decide.
"""

import re
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from relief.eligibility import Decision, determine, explain
from relief.policy import Policy, read_policy
from relief.rules.prop64 import RULE_SET, list_rules
from relief.rules.terms import read_terms
from tests.relief.histories import HOME, Record, make_record, number_rows, set_rows_aside, write_records

AS_OF = date(2020, 7, 1)
EVENTS = {"arrest": "arrest", "court": "court action", "registration": "registration", "deceased": "deceased"}
NEVER_YES = {"disposition in doubt", "conviction of another county"}
"""What another county's court entered for certain is not determined here. And a count that certainly ended without a conviction is not determined at all: it is in doubt or it is not."""
NEVER_NO = {"no lesser offense"}
NEVER_UNKNOWN = {"relief not yet in force", "relief already given", "identity in doubt", "deceased",
                 "already at the level the law gives", "no lesser offense"}  # fmt: skip

CASES = [
    case for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]  # fmt: skip


class History:
    """Builds the records of one case."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.cycle, self.count, self.after_arrest = 0, 0, False
        self.counts: list[dict[str, Any]] = []
        self.records: list[Record] = []
        self.meant: list[str] = []
        for row in case["history"]:
            self._add(dict(row))
        self.records = number_rows(self.records)

    def _add(self, row: dict[str, Any]) -> None:
        fields = {
            "birth_date": row.get("born", self.case.get("born", "1980-05-17")),
            "cii_number": row.get("cii"),
            "county": row.get("county", HOME),
            "ori": row.get("ori"),
            "source_file": row.get("file", "export.dat"),
            "event_date": row.get("day"),
            "cycle_date": row.get("cycle_day"),
        }
        if "later" in row or "part_of" in row:
            judged = self.counts[row.get("part_of", 0) - 1]
            change = {"disposition": row.get("later", judged["disposition"]), "disposition_date": row.get("day")}
            change |= {"charge_text": row["charge"]} if "charge" in row else {}
            for part in read_sentence(row.get("sentence")):
                self.records.append(make_record(**(judged | change | part)))
        elif "apart" in row:
            order = f"{self.cycle:03}003001000"
            change = {"event": "probation", "disposition": row["apart"], "charge_text": row.get("charge")}
            self.records.append(make_record(**(fields | change), count_order=order))
        elif "court" in row:
            self._add_court(row, fields)
        else:
            kind = next(event for event in EVENTS if event in row)
            self.cycle, self.count, self.after_arrest = self.cycle + 1, 1, kind == "arrest"
            order = f"{self.cycle:03}001001000"
            self.records.append(
                make_record(**fields, event=EVENTS[kind], charge_text=row[kind] or None, count_order=order)
            )

    def _add_court(self, row: dict[str, Any], fields: dict[str, Any]) -> None:
        if not row.get("same_case"):
            self.cycle, self.count = self.cycle + (0 if self.after_arrest else 1), 0
        self.after_arrest, self.count = False, self.count + 1
        judged = fields | {
            "event": "court action",
            "count_order": f"{self.cycle:03}002{self.count:03}000",
            "charge_text": row["court"],
            "disposition": row.get("disposition", "convicted"),
            "disposition_date": row.get("disposition_day"),
            "conviction_level": row.get("level"),
            "charge_level": row.get("charge_level"),
            "agency": row.get("agency", "CASC LOS ANGELES CENTRAL"),
            "comment": row.get("comment"),
            "case_number": f"BA{self.cycle}",
        }
        self.counts.append(judged)
        if row.get("decided"):
            self.meant.append(judged["count_order"])
        for part in read_sentence(row.get("sentence")):
            self.records.append(make_record(**(judged | part)))

    @property
    def decided(self) -> str:
        """The count that the case is about."""
        first = self.case.get("decided") == "first"
        return [*self.meant, self.counts[0 if first else -1]["count_order"]][0]


def read_sentence(text: str | None) -> list[dict[str, Any]]:
    """One dictionary a part: ``3 years probation, 60 days jail, fine``."""
    parts = []
    for part in (text or "").split(", "):
        match = re.fullmatch(r"(?:(\d+) (day|month|year)s? )?(prison|jail|probation|fine|other)", part)
        assert match or not text, f"not a sentence: {part}"
        parts.append(
            {"sentence_length": match[1] and int(match[1]), "sentence_unit": match[2], "sentence_place": match[3]}
            if match
            else {}
        )
    return parts


@cache
def settle(number: int, folder: Path) -> tuple[dict[str, Any] | None, dict[str, bool | None], str]:
    """The determination of a case, every rule's answer, and the case's key."""
    case = CASES[number]
    history = History(case)
    policy = read_policy(case.get("policy", {}), source=case["name"])
    as_of = case.get("as_of", AS_OF)
    aside = set_rows_aside([{"subject_id": "1"}] * case.get("set_aside", 0))
    decision = determine(
        write_records(history.records, folder / f"{number}.parquet"), aside, county=HOME, policy=policy, as_of=as_of
    )
    rows = {(r["source_file"], r["source_row"]) for r in history.records if r["count_order"] == history.decided}
    found = [
        row for row in decision.determinations.iter_rows(named=True) if (row["source_file"], row["source_row"]) in rows
    ]
    assert len(found) <= 1, "one count, one determination"
    return (found or [None])[0], answer_rules(decision, rows, policy, as_of), history.decided


def answer_rules(decision: Decision, rows: set[tuple[str, int]], policy: Policy, as_of: date) -> dict[str, bool | None]:
    """What each rule answered on the count of these rows; only its scope for an offense that is none of ours."""
    for fact in decision.facts.iter_rows(named=True):
        if (fact["source_file"], fact["source_row"]) in rows:
            return {answer.rule: answer.answer for answer in explain(fact, policy=policy, as_of=as_of)}
    return {"not a Proposition 64 offense": True}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cases")


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["name"] for case in CASES])
def test_a_case_is_decided_as_its_sentence_says(number: int, folder: Path) -> None:
    found, answers, _ = settle(number, folder)
    expect = dict(CASES[number]["expect"])
    if expect.pop("decided", True) is False:
        assert found is None
        return
    assert found is not None, "nothing was determined"
    got = found | {
        "unknown": found["unknown_facts"].split("; ") if found["unknown_facts"] else [],
        "section": found["code_section"],
    }
    for name, wanted in expect.items():
        if name == "unknown":
            assert set(wanted) <= set(got["unknown"]) and bool(wanted) == bool(got["unknown"]), got["unknown"]
        else:
            assert got[name] == wanted, {key: got[key] for key in ("outcome", "relief", "rule", "unknown")}
    wanted_answers = {rule: None if answer == "unknown" else answer for rule, answer in asked(number).items()}
    assert {rule: answers[rule] for rule in wanted_answers} == wanted_answers
    assert (found["relief"] is not None) == (found["outcome"] == "eligible")
    assert found["reason"].endswith(".") and found["citation"], "every determination says why"


def asked(number: int) -> dict[str, Any]:
    """The answers that a case asks of single rules."""
    answers: dict[str, Any] = CASES[number].get("answers", {})
    return answers


def test_every_rule_has_cases_on_both_sides_and_on_unknown() -> None:
    wanted: dict[str, set[Any]] = defaultdict(set)
    for number in range(len(CASES)):
        for rule, answer in asked(number).items():
            wanted[rule].add(answer)
    names = {rule.name for rule in list_rules(Policy(), read_terms(RULE_SET, AS_OF), AS_OF)}
    assert set(wanted) == names, "each rule has cases, and each case is of a rule"
    for rule in names:
        needed = {True} - ({True} if rule in NEVER_YES else set())
        needed |= set() if rule in NEVER_NO else {False}
        needed |= set() if rule in NEVER_UNKNOWN else {"unknown"}
        assert needed <= wanted[rule], f"{rule}: no case for {needed - wanted[rule]}"


def test_names_of_cases_are_sentences_and_are_used_once() -> None:
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    assert all(" " in name and name[0].isupper() for name in names)


def test_a_person_over_two_files_is_decided_once(tmp_path: Path) -> None:
    shared = {"birth_date": "1980-05-17", "event": "court action", "disposition": "convicted", "conviction_level": "felony",
              "charge_text": "11359 HS", "event_date": "2010-05-01", "count_order": "001001001000"}  # fmt: skip
    parts = [("a.dat", "probation", 3, "year"), ("b.dat", "jail", 60, "day")]
    rows = [
        make_record(**shared, source_file=file, sentence_place=place, sentence_length=length, sentence_unit=unit)
        for file, place, length, unit in parts
    ]
    decision = determine(
        write_records(number_rows(rows), tmp_path / "r.parquet"),
        set_rows_aside([]),
        county=HOME,
        policy=Policy(),
        as_of=AS_OF,
    )
    assert decision.determinations.select("source_file", "outcome").rows() == [("a.dat", "eligible")]
    assert sum(decision.tally.values()) == 2


def test_every_row_is_counted_once_in_the_tally(tmp_path: Path) -> None:
    records = [record | {"subject_id": str(n)} for n, case in enumerate(CASES) for record in History(case).records]
    numbered = number_rows(records)
    gone = [
        {key: numbered[n][key] for key in ("source_file", "source_row", "subject_id")} | {"step": "check"}
        for n in (3, 9)
    ]
    decision = determine(
        write_records(numbered, tmp_path / "r.parquet"), set_rows_aside(gone), county=HOME, policy=Policy(), as_of=AS_OF
    )
    assert sum(decision.tally.values()) == len(numbered), decision.tally
    keys = decision.determinations.select("source_file", "source_row")
    assert not keys.is_duplicated().any()
    assert decision.determinations.filter(pl.col("outcome") == "eligible").height > 20
