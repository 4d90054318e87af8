"""Why a conviction was decided as it was: rules, facts, the rows they come from, and what was decided before.

Values for whoever may read the run's folder; a name, a birth date or a number of a person is not among them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from relief.eligibility import RuleAnswer
from relief.policy import Policy

COUNT, EVENT, CONVICTION, OTHER = (
    "the count itself",
    "the same court event",
    "another conviction of the person",
    "another event of the person",
)
"""What a row of the export is to the conviction."""

_OF_PERSON = (
    "super_strike", "registration", "two_priors", "only_cannabis", "only_conviction", "last_conviction", "history_incomplete",
    "two_identities", "deceased", "birth", "adult", "of_legal_age", "under_21", "serving", "age_then",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """A row of the export that the facts rest on."""

    file: str
    row: int
    part: str
    """One of ``COUNT``, ``EVENT``, ``CONVICTION``, ``OTHER``."""
    event: str | None
    day: date | None
    disposition: str | None
    level: str | None


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What a run that was in force before had determined, and in what the one after it differs."""

    run: str
    as_of: date
    law_version: str
    outcome: str
    relief: str | None
    rule: str
    changed: Sequence[str]
    """Why the determination after it may be another: law, day, elections, facts."""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """One conviction, explained."""

    file: str
    row: int
    code_section: str
    level: str | None
    outcome: str
    relief: str | None
    rule: str
    citation: str
    reason: str
    law_version: str
    as_of: date
    unknown: Sequence[str]
    settles: Sequence[str]
    """Each single fact that would settle a review, and to what."""
    answers: Sequence[RuleAnswer]
    rows: Sequence[SourceRow]
    sources: Mapping[str, str]
    """Each fact to the rows that it is read from, in words."""
    corrected: Sequence[str] = field(default_factory=tuple)
    """Corrections of the person's rows, in words, and what became of each."""
    earlier: Sequence[Earlier] = field(default_factory=tuple)
    """Newest first."""


def find_rows(
    records: pl.LazyFrame, subject_id: str | None, count_order: str | None, place: tuple[str, int]
) -> list[SourceRow]:
    """All rows of the conviction's person, by what each is to the conviction; of nobody's conviction its own row.

    Args:
        records: canonical records.
        subject_id: the person's key in the extract.
        count_order: of the conviction.
        place: the conviction's file and row.
    """
    own = (pl.col("source_file") == place[0]) & (pl.col("source_row") == place[1])
    here = own if subject_id is None else own | (pl.col("subject_id") == subject_id)
    same = (pl.col("count_order") == count_order).fill_null(False)
    beside = (pl.col("count_order").str.slice(0, 6) == (count_order or "")[:6]).fill_null(False)
    part = (
        pl.when(own | same).then(pl.lit(COUNT)).when(beside).then(pl.lit(EVENT))
        .when(pl.col("disposition").cast(pl.String) == "convicted").then(pl.lit(CONVICTION)).otherwise(pl.lit(OTHER))
    )  # fmt: skip
    texts = [pl.col(name).cast(pl.String) for name in ("event", "disposition", "conviction_level")]
    found = records.filter(here).select("source_file", "source_row", *texts, "event_date", part=part).collect()
    order = {COUNT: 0, EVENT: 1, CONVICTION: 2, OTHER: 3}
    rows = [
        SourceRow(file=r["source_file"], row=r["source_row"], part=r["part"], event=r["event"], day=r["event_date"],
                  disposition=r["disposition"], level=r["conviction_level"])
        for r in found.iter_rows(named=True)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (order[row.part], row.file, row.row))


def find_sources(facts: Iterable[str], rows: Sequence[SourceRow]) -> dict[str, str]:
    """Each fact to the rows it is read from: the count's own and its court event's, or all of the person's."""
    near = [row.row for row in rows if row.part in (COUNT, EVENT)]
    own = f"row{'s' * (len(near) > 1)} {', '.join(map(str, near))}"
    return {fact: f"all {len(rows)} rows of the person" if fact.startswith(_OF_PERSON) else own for fact in facts}


def hide_birth(answer: RuleAnswer) -> RuleAnswer:
    """The answer with the year alone of a birth date: what is printed may be seen."""
    told = {name: _year(value) if name.startswith("birth_") else value for name, value in answer.facts.items()}
    return replace(answer, facts=told)


def _year(value: object) -> object:
    return value.year if isinstance(value, date) else value


def compare_facts(before: Mapping[str, object], after: Mapping[str, object], names: Sequence[str]) -> list[str]:
    """Facts that differ, as ``name: old, now new``."""
    return [
        f"{name}: {show(before.get(name))}, then {show(after.get(name))}"
        for name in names
        if name in before and name in after and before[name] != after[name] and not name.startswith("birth_")
    ]


def compare_policies(before: Policy, after: Policy) -> list[str]:
    """Elections that differ, as ``election key: old, now new``."""
    old, new = _flatten(before.as_mapping()), _flatten(after.as_mapping())
    return [
        f"election {name}: {show(old.get(name))}, then {show(new.get(name))}"
        for name in new
        if old.get(name) != new[name]
    ]


def _flatten(mapping: Mapping[str, object], before: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in mapping.items():
        flat |= _flatten(value, f"{before}{key}.") if isinstance(value, Mapping) else {f"{before}{key}": value}
    return flat


def show(value: object) -> str:
    """A fact's value in words."""
    if value is None:
        return "unknown"
    return str(value).lower() if isinstance(value, bool) else str(value)


_ANSWERS = {True: "true", False: "false", None: "unknown"}


def as_text(explained: Explanation, *, rows: bool = True) -> str:
    """The explanation for a terminal."""
    lines = [*_head(explained)]
    for answer in explained.answers:
        lines += [f"\n{_ANSWERS[answer.answer]:<8}{answer.rule} ({answer.citation})", f"        {answer.reason}"]
        lines += [f"        {name} = {show(value)} ({explained.sources[name]})" for name, value in answer.facts.items()]
    if rows:
        lines += ["", "Rows of the export"]
        lines += [f"  {row.file} row {row.row}: {row.part}, {_tell(row)}" for row in explained.rows]
    if explained.corrected:
        lines += ["", "Corrections", *(f"  {each}" for each in explained.corrected)]
    if explained.earlier:
        lines += ["", "Determined before"]
        for each in explained.earlier:
            lines += [(f"  run {each.run[:16]}, as of {each.as_of}, law {each.law_version}: "
                      f"{_verdict(each.outcome, each.relief)}, by the rule '{each.rule}'")]  # fmt: skip
            lines += [f"    {change}" for change in each.changed]
    return "\n".join(lines)


def _head(explained: Explanation) -> list[str]:
    lines = [
        f"{explained.file} row {explained.row}: {explained.code_section}, {explained.level or 'level not stated'}",
        f"{_verdict(explained.outcome, explained.relief)}, by the rule '{explained.rule}' ({explained.citation})",
        explained.reason,
        f"Law {explained.law_version}, as of {explained.as_of}",
    ]
    if explained.unknown:
        lines.append(f"Unknown: {'; '.join(explained.unknown)}")
    return lines + [f"Settled by: {each}" for each in explained.settles]


def _verdict(outcome: str, relief: str | None) -> str:
    return f"{outcome}: {relief}" if relief else outcome


def _tell(row: SourceRow) -> str:
    told = (row.event, row.day.isoformat() if row.day else None, row.disposition, row.level)
    return ", ".join(each for each in told if each) or "nothing stated"
