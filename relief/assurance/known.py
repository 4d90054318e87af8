"""People whose answers are known: decided among every run's people, compared, and taken out before anything is kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from relief.declared import load_yaml
from relief.policy import Policy
from relief.rules.cases import Case
from relief.rules.cases.history import CaseHistory
from relief.rules.cases.records import HOME, Record, number_rows, write_records
from relief.rules.prop64 import RULE_SET
from relief.rules.terms import read_terms

SOURCE_FILE = "people whose answers are known"
"""In place of a file's name: nothing of theirs is in any export."""


class WrongAnswerError(Exception):
    """A person whose answer is known got another: nothing that this program decides can be filed."""


@dataclass(frozen=True, kw_only=True)
class KnownPerson:
    """One invented person."""

    case: Case
    when: Mapping[str, tuple[object, ...]]
    """Policy key to the values under which the answer is the expected one."""
    before: str
    """The outcome on a day before the law took effect."""

    def holds(self, policy: Policy) -> bool:
        """Whether the expected answer is the right one under this policy."""
        elected = _flatten(policy.as_mapping())
        return all(elected[key] in allowed for key, allowed in self.when.items())


@cache
def read_known_people() -> tuple[KnownPerson, ...]:
    """All of them, in order."""
    entries = load_yaml((Path(__file__).parent / "known_people.yaml").read_text(encoding="utf-8"))
    return tuple(_read(dict(entry)) for entry in entries)


def write_known_people(path: Path, county: str) -> Path:
    """Their records, as if the county's courts had entered them; columns as ``relief.records.SCHEMA``."""
    people = read_known_people()
    return write_records(number_rows(row for n, person in enumerate(people) for row in _tell(person, n, county)), path)


def compare(found: pl.DataFrame, *, policy: Policy, as_of: date) -> int:
    """How many answers came out as known.

    Args:
        found: their determinations (``relief.eligibility.DETERMINATIONS``) and no others.
        policy: as they were decided.
        as_of: as they were decided.

    Raises:
        WrongAnswerError: one of them did not; by name, since they are nobody.
    """
    rows = {(row["subject_id"], row["source_row"]): row for row in found.iter_rows(named=True)}
    in_force, asked = as_of >= read_terms(RULE_SET, as_of).day("effective"), 0
    for number, person in enumerate(read_known_people()):
        if not person.holds(policy):
            continue
        mine = [
            row for (subject, place), row in rows.items() if subject == _subject(number) and place in _meant(number)
        ]
        expected = person.case.expect if in_force else {"outcome": person.before}
        if len(mine) != 1 or any(str(mine[0][key]) != value for key, value in expected.items()):
            got = mine[0]["outcome"] if mine else "nothing"
            raise WrongAnswerError(
                f"{person.case.name}: known to be {expected['outcome']}, and came out as {got}; no paper may be written"
            )
        asked += 1
    return asked


def _read(entry: dict[str, Any]) -> KnownPerson:
    when = {key: tuple(values) for key, values in entry.pop("when", {}).items()}
    before = entry.pop("before", "ineligible")
    return KnownPerson(case=Case(**entry), when=when, before=before)


def _tell(person: KnownPerson, number: int, county: str) -> Iterator[Record]:
    for record in CaseHistory(person.case).records:
        own = county if record["county"] == HOME else record["county"]
        yield record | {
            "subject_id": _subject(number), "cii_number": None, "source_file": SOURCE_FILE, "county": own,
            "case_number": record["case_number"] and f"KNOWN{number}",
        }  # fmt: skip


def _subject(number: int) -> str:
    return f"known answer {number}"


@cache
def _meant(number: int) -> frozenset[int]:
    """Row numbers, in their file, of the count that the person's answer is about."""
    before = sum(len(CaseHistory(person.case).records) for person in read_known_people()[:number])
    told = CaseHistory(read_known_people()[number].case)
    return frozenset(before + n for n, record in enumerate(told.records, 1) if record["count_order"] == told.decided)


def _flatten(mapping: Mapping[str, object]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in mapping.items():
        flat |= {f"{key}.{inner}": v for inner, v in value.items()} if isinstance(value, dict) else {key: value}
    return flat
