"""The convictions that papers list: which, in which order, and in which words."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from relief.challenging import SHOWN
from relief.errors import UserError
from relief.ledger import Step
from relief.papers.filing import Filing

PETITION = "11361.8(b)"
"""The sentence is running: a petition to recall or dismiss it, under this part of the Health and Safety Code."""
APPLICATION = "11361.8(f)"
"""The sentence is completed: an application to dismiss and seal, or to redesignate."""

RESENTENCING = "recall and resentencing"

NO_AGENCY_CODE = "no agency code"
"""Stands for what is not an ORI: whatever is written there is not ours to repeat."""

_REQUIRED = ("name", "count", "code_section", "conviction_date")
NOT_ON_FILE = "not on file"

_ORI = re.compile(r"[A-Z]{2}[0-9]{3}[0-9A-Z]{4}")

# Not strftime: its words are those of the machine's language.
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Conviction:
    """One conviction as a paper lists it; every field but the last three is printed as it stands."""

    id: str
    """Batch and place in it, for example ``B7-0001``: what clerk and agency call this conviction."""
    case_number: str
    name: str
    count: str
    code_section: str
    conviction_date: str
    level: str
    relief: str
    basis: str
    subject_id: str
    source_file: str
    source_row: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Identified(Conviction):
    """A conviction of the confidential copy: with what tells its person from another of the same name."""

    birth_date: str
    cii_number: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Challenged(Conviction):
    """A conviction for which the agency challenges relief."""

    ground: str


@dataclass(frozen=True, kw_only=True)
class Docket:
    """All convictions of one court, in the order in which its papers list them."""

    court: str
    slug: str
    """The court's name for a folder: letters, digits and hyphens; unique in the batch. A court that the county's
    file does not name takes its agency's code, or a number: what the export prints there may be anything."""
    convictions: tuple[Conviction, ...]
    identities: Mapping[str, tuple[str, str]]
    """Id to date of birth and CII number, as the confidential copy prints them; empty where no paper needs them."""
    challenged: tuple[Challenged, ...]


def _has_case_number() -> pl.Expr:
    return pl.col("case_number").str.strip_chars().str.len_chars().fill_null(0) > 0


def without_case_number(determinations: pl.DataFrame) -> pl.DataFrame:
    """The eligible convictions that no paper can list, for want of a court's case number."""
    return determinations.filter((pl.col("outcome") == "eligible") & ~_has_case_number())


def unknown_courts(determinations: pl.DataFrame, filing: Filing) -> dict[str, int]:
    """Convictions that papers list under a court that the county's file does not name, by the agency's code."""
    listed = determinations.filter((pl.col("outcome") == "eligible") & _has_case_number())
    rows = listed.select("ori", "court").iter_rows(named=True)
    codes = Counter(_code(row) for row in rows if _branch(row, filing) is None)
    return dict(sorted(codes.items()))


def dockets(determinations: pl.DataFrame, filing: Filing, batch: str) -> list[Docket]:
    """Eligible convictions with a case number, and challenged ones, by court; numbered through the batch.

    Sorted by court, then as the court wants it (case number, or name), count and source, whatever the order they come in.
    A conviction with a blank that a paper must print is an error that names its file, row and column. Where there is a
    column ``package_row``, that is a conviction's number: rows that were taken out of a package leave gaps.
    """
    listed = _sorted(determinations.filter((pl.col("outcome") == "eligible") & _has_case_number()), filing)
    noticed = _sorted(_challenged(determinations), filing) if "challenge notice" in filing.kinds else []
    width = max(4, len(str(len(listed))))
    courts: dict[str, list[Conviction]] = {
        court: [] for court, _ in sorted([*listed, *noticed], key=lambda one: one[0])
    }
    identities: dict[str, dict[str, tuple[str, str]]] = {court: {} for court in courts}
    challenged: dict[str, list[Challenged]] = {court: [] for court in courts}
    sealed = "confidential exhibit" in filing.kinds
    for ordinal, (court, row) in enumerate(listed, 1):
        conviction = tell_conviction(row, f"{batch}-{row.get('package_row') or ordinal:0{width}}")
        courts[court].append(conviction)
        if sealed:
            identities[court][conviction.id] = _identity(row)
    for ordinal, (court, row) in enumerate(noticed, 1):
        ground = row["reason"].rpartition(": ")[2].rstrip(".")
        challenged[court].append(Challenged(**_told(row, f"{batch}-C{ordinal}"), ground=ground))
    rows = [*listed, *noticed]
    named = {branch for _, row in rows if (branch := _branch(row, filing))}
    unnamed = {court: _code(row) for court, row in reversed(rows) if court not in named}
    slugs = _slugs(courts, unnamed)
    return [
        Docket(court=c, slug=slugs[c], convictions=tuple(of), identities=identities[c], challenged=tuple(challenged[c]))
        for c, of in courts.items()
    ]


_Row = Mapping[str, Any]
_READ = (
    "source_file", "source_row", "subject_id", "name", "birth_date", "cii_number", "court", "ori", "case_number", "count",
    "code_section", "conviction_date", "conviction_date_precision", "level", "relief", "serving", "reason",
)  # fmt: skip


def _sorted(determinations: pl.DataFrame, filing: Filing) -> list[tuple[str, _Row]]:
    """Court and row, in the order of papers."""
    rows = determinations.select(name for name in _READ if name in determinations.columns).iter_rows(named=True)
    by_name = filing.court.sorted_by == "name"
    return sorted(((_court(row, filing), row) for row in rows), key=lambda one: _place(one, by_name=by_name))


def _challenged(determinations: pl.DataFrame) -> pl.DataFrame:
    """Convictions with a challenge of which the public defender was not told yet."""
    if "reason" not in determinations.columns:
        return determinations.clear()
    _, rule, reason = SHOWN[Step.CHALLENGED]
    said = (pl.col("rule").cast(pl.String) == rule) & pl.col("reason").cast(pl.String).str.starts_with(reason)
    return determinations.filter(said.fill_null(False) & _has_case_number())


def _identity(row: _Row) -> tuple[str, str]:
    born = row["birth_date"]
    return (f"{born:%m/%d/%Y}" if born else NOT_ON_FILE), (row["cii_number"] or "").strip() or NOT_ON_FILE


def _place(item: tuple[str, _Row], *, by_name: bool) -> tuple[Any, ...]:
    court, row = item
    first = (row["name"] or "").strip() if by_name else ""
    return court, first, row["case_number"].strip(), row["count"] or 0, row["source_file"], row["source_row"]


def _court(row: Mapping[str, Any], filing: Filing) -> str:
    return _branch(row, filing) or (row["court"] or "").strip() or _refuse(row, "court")


def _branch(row: Mapping[str, Any], filing: Filing) -> str | None:
    printed = (row["court"] or "").strip()
    return filing.branches.get(row["ori"] or "") or filing.branches.get(printed)


def _code(row: Mapping[str, Any]) -> str:
    code = (row["ori"] or "").strip().upper()
    return code if _ORI.fullmatch(code) else NO_AGENCY_CODE


def tell_conviction(row: Mapping[str, Any], row_id: str) -> Conviction:
    """A row of determinations as papers list it, under this id."""
    if not row["relief"]:
        _refuse(row, "relief")
    return Conviction(**_told(row, row_id))


def _told(row: _Row, row_id: str) -> dict[str, Any]:
    for column in _REQUIRED:
        if row[column] is None or not str(row[column]).strip():
            _refuse(row, column)
    relief = row["relief"] or ""
    return {
        "id": row_id,
        "case_number": row["case_number"].strip(),
        "name": row["name"].strip(),
        "count": str(row["count"]),
        "code_section": row["code_section"].strip(),
        "conviction_date": _in_words(row),
        "level": row["level"] or "not stated",
        "relief": relief,
        "basis": PETITION if relief == RESENTENCING or row["serving"] is True else APPLICATION,
        "subject_id": row["subject_id"] or "",
        "source_file": row["source_file"],
        "source_row": row["source_row"],
    }


def day_in_words(day: date) -> str:
    """July 4, 1999: in English whatever the machine's language."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def _in_words(row: Mapping[str, Any]) -> str:
    """A conviction's date as precisely as it is known: 1999, July 1999, July 4, 1999."""
    day: date = row["conviction_date"]
    match row["conviction_date_precision"]:
        case "day":
            return day_in_words(day)
        case "month":
            return f"{MONTHS[day.month - 1]} {day.year}"
        case "year":
            return str(day.year)
        case _:
            return _refuse(row, "conviction_date_precision")


def _refuse(row: Mapping[str, Any], column: str) -> str:
    raise UserError(
        f"{row['source_file']} row {row['source_row']}: {column} is blank or unreadable;"
        " an eligible conviction cannot be put into a paper without it"
    )


def _slugs(courts: Iterable[str], unnamed: Mapping[str, str]) -> dict[str, str]:
    """A folder's name for each court, from its name or agency's code; a second one of the same gets a number."""
    taken: set[str] = set()
    words = {court: unnamed.get(court, court).replace(NO_AGENCY_CODE, "court") for court in courts}
    return {
        court: _free(re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-") or "court", taken)
        for court, word in words.items()
    }


def _free(slug: str, taken: set[str]) -> str:
    for candidate in _candidates(slug):
        if candidate not in taken:
            taken.add(candidate)
            return candidate
    raise AssertionError("there is always a further number")


def _candidates(slug: str) -> Iterator[str]:
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1


def group_cases(convictions: Sequence[Conviction]) -> list[tuple[Conviction, ...]]:
    """The convictions of each person in each case, in the order of their first row."""
    return _group(convictions, lambda conviction: (conviction.case_number, conviction.subject_id))


def group_persons(convictions: Sequence[Conviction]) -> list[tuple[Conviction, ...]]:
    """The convictions of each person; whose number is not known is a person by case and name."""
    return _group(convictions, lambda c: (c.subject_id,) if c.subject_id else ("", c.case_number, c.name))


def _group(
    convictions: Sequence[Conviction], key: Callable[[Conviction], tuple[str, ...]]
) -> list[tuple[Conviction, ...]]:
    groups: dict[tuple[str, ...], list[Conviction]] = {}
    for conviction in convictions:
        groups.setdefault(key(conviction), []).append(conviction)
    return [tuple(group) for group in groups.values()]
