"""Which column means what: a proposal with its confidence and its reason, and a blank where it is not sure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from connectors.onboarding.headings import forbids, is_of_hearing, name_columns, share_outcome
from connectors.onboarding.profile import ColumnProfile, Profile

THRESHOLD = 0.75
"""Confidence below which a column stays blank."""
_TOO_CLOSE = 0.02
_BEARS_OUT = 0.04

_DAYS = ("birth_date", "cycle_date", "event_date", "disposition_date")
_LENGTH = "sentence_length"
_SHOWN_BY = {
    "subject_id": "key",
    "cii_number": "cii",
    "ssn": "ssn",
    "licence": "licence",
    "ori": "ori",
    "agency": "letters",
    "count_order": "small number",
    "charge_text": "charge or section",
    "charge.code": "statute code",
    "charge_level": "charge_level",
    "conviction_level": "charge_level",
    "disposition_text": "disposition or outcome",
    "sentence_place": "sentence_place",
    "sentence_unit": "sentence_unit",
    "sentence_length": "number",
    "event": "event",
    "case_number": "case",
    "name": "name or words",
    "name.last": "words",
    "name.first": "words",
    "name.middle": "words",
    "sentence_length.day": "number",
    "sentence_length.month": "number",
    "sentence_length.year": "number",
}
"""The evidence that bears a canonical column out."""
_NEEDED = {
    "subject_id": 0.8, "cii_number": 0.5, "ssn": 0.5, "licence": 0.5, "ori": 0.5, "agency": 0.5, "count_order": 0.9,
    "charge_text": 0.4, "charge.code": 0.8, "charge_level": 0.5, "conviction_level": 0.5, "case_number": 0.3,
    "sentence_place": 0.2, "sentence_length": 0.5, "sentence_length.day": 0.5, "sentence_length.month": 0.5,
    "sentence_length.year": 0.5, "sentence_unit": 0.5, "name": 0.3, "name.last": 0.8, "name.first": 0.8,
    "name.middle": 0.5,
}  # fmt: skip
"""The share of cells below which a heading is not believed."""
_ALONE = {
    "cii_number": 0.8, "ori": 0.9, "charge_text": 0.85, "charge.code": 0.85, "disposition_text": 0.85, "name": 0.85,
    "sentence_place": 0.8, "ssn": 0.85,
}  # fmt: skip
"""Confidence in cells alone, where at least nine of ten show it."""
_ALONE_BY = {
    "charge_text": "charge", "name": "name", "disposition_text": "disposition or outcome", "ssn": "dashed ssn",
}  # fmt: skip
"""Evidence that needs no heading, where it is another: bare numbers are not sections, and not DOJ's either."""
_YEARS_BEFORE = 12
"""A column of days of birth begins at least that long before any other's days."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One column of the file. ``canonical`` is None where nothing is sure enough; ``reason`` says what was seen."""

    column: str
    canonical: str | None
    confidence: float
    reason: str


@dataclass(frozen=True, kw_only=True)
class _Guess:
    place: int
    canonical: str
    confidence: float
    reason: str


def propose(found: Profile) -> list[Proposal]:
    """A proposal for every column, in the file's order; no canonical column twice."""
    guesses = [guess for place, column in enumerate(found.columns) for guess in _guess(place, column, found)]
    guesses.sort(key=lambda guess: (-guess.confidence, guess.place))
    taken: dict[int, _Guess] = {}
    unsure: dict[int, str] = {}
    for guess in guesses:
        rivals = [each for each in guesses if each.canonical == guess.canonical and each.place != guess.place]
        free = [each for each in rivals if each.place not in taken]
        if guess.place in taken or guess.canonical in {each.canonical for each in taken.values()}:
            continue
        if guess.canonical.startswith(_LENGTH) and any(each.canonical.startswith(_LENGTH) for each in taken.values()):
            unsure.setdefault(guess.place, f"perhaps {guess.canonical}, but only one length is read")
            continue
        if guess.confidence < THRESHOLD or any(guess.confidence - each.confidence < _TOO_CLOSE for each in free):
            unsure.setdefault(guess.place, f"perhaps {guess.canonical}: {guess.reason}")
            continue
        taken[guess.place] = guess
    _settle_lone_day(found, taken, unsure)
    return [_settle(place, column, taken, unsure) for place, column in enumerate(found.columns)]


def _settle_lone_day(found: Profile, taken: dict[int, _Guess], unsure: dict[int, str]) -> None:
    """Of a day of judgment without a day of disposition beside it: whose is it?

    It is the outcome's where it is headed by the outcome's own word (``finding``, ``findingOn``). A day of a hearing
    alone may be of any hearing, and is asked about.
    """
    by_canonical = {guess.canonical: guess for guess in taken.values()}
    day, outcome = by_canonical.get("event_date"), by_canonical.get("disposition_date")
    if day is None or outcome is not None:
        return
    heading, said = found.columns[day.place].name, by_canonical.get("disposition_text")
    if said is not None and share_outcome(found.columns[said.place].name, heading):
        reason = f"headed as the outcome is, and {day.reason.removeprefix('its heading, and ')}"
        taken[day.place] = replace(day, canonical="disposition_date", reason=reason)
    elif is_of_hearing(heading):
        unsure[day.place] = "perhaps event_date: a hearing's day, and no other says when judgment was given"
        del taken[day.place]


def _settle(place: int, column: ColumnProfile, taken: dict[int, _Guess], unsure: dict[int, str]) -> Proposal:
    guess = taken.get(place)
    if guess is None:
        reason = unsure.get(place, "nothing in the heading or the cells says what it is")
        return Proposal(column=column.name, canonical=None, confidence=0.0, reason=reason)
    confidence = round(guess.confidence, 2)
    return Proposal(column=column.name, canonical=guess.canonical, confidence=confidence, reason=guess.reason)


def _guess(place: int, column: ColumnProfile, found: Profile) -> list[_Guess]:
    if not column.filled:
        return []
    named = [
        _Guess(place=place, canonical=canonical, confidence=min(0.99, score + _BEARS_OUT * share), reason=reason)
        for canonical, score in name_columns(column.name).items()
        for share, reason in [_bear_out(canonical, column)]
        if share is not None
    ]
    return [*named, *_judge_cells(place, column, found.columns)]


def _bear_out(canonical: str, column: ColumnProfile) -> tuple[float | None, str]:
    """How well the cells bear a heading out, and in words; None where they contradict it."""
    if canonical in _DAYS:
        share = 1.0 if column.day_format else None
        return share, f"its heading, and its cells are days written {column.day_format}"
    if column.day_format and canonical != "case_number":
        return None, ""
    evidence = _SHOWN_BY.get(canonical)
    if evidence is None:
        return 0.0, "its heading"
    share = _share(evidence, column)
    if share < _NEEDED.get(canonical, 0.0):
        return None, ""
    return share, f"its heading, and {share:.0%} of its cells read as one" if share else "its heading"


def _share(evidence: str, column: ColumnProfile) -> float:
    """Of two kinds of evidence the stronger."""
    return max(column.fits[each] for each in evidence.split(" or "))


def _judge_cells(place: int, column: ColumnProfile, columns: Sequence[ColumnProfile]) -> list[_Guess]:
    """What the cells alone say, for a file without a header or a heading that says nothing."""
    reason = "{:.0%} of its cells read as one"
    guesses = [
        _Guess(place=place, canonical=canonical, confidence=confidence * share, reason=reason.format(share))
        for canonical, confidence in _ALONE.items()
        for share in [_share(_ALONE_BY.get(canonical, _SHOWN_BY[canonical]), column)]
        if share >= 0.9 and not column.day_format and not forbids(column.name, canonical)
    ]
    others = [int(each.days[0]) for each in columns if each.days and each is not column]
    if column.days and others and int(column.days[0]) + _YEARS_BEFORE <= min(others):
        reason = f"its days, written {column.day_format}, begin long before any other column's"
        guesses.append(_Guess(place=place, canonical="birth_date", confidence=0.8, reason=reason))
    if column.fits["sentence_unit"] >= 0.9 and len(column.words or {}) > 1:
        guesses.append(
            _Guess(place=place, canonical="sentence_unit", confidence=0.8, reason="its words are units of time")
        )
    guesses += _judge_place(place, column, columns)
    levels = column.words and set(column.words) <= {"F", "M", "I", "FELONY", "MISDEMEANOR", "INFRACTION"}
    if levels and len(column.words) > 1:
        reason = "its words are felony, misdemeanor, infraction"
        sections = any(_are_sections(each) for each in _neighbours(place, columns))
        beside = sections and not forbids(column.name, "charge_level")
        reason += " and stand beside the section" if beside else ""
        confidence = 0.83 if beside else 0.8  # M and F are a person's sex as well
        guesses.append(_Guess(place=place, canonical="charge_level", confidence=confidence, reason=reason))
    if column.fits["lettered case"] >= 0.9 and column.fits["distinct"] > 0.2 and column.fits["cii"] < 0.5:
        guesses.append(_Guess(place=place, canonical="case_number", confidence=0.76, reason="its shape"))
    return guesses


def _judge_place(place: int, column: ColumnProfile, columns: Sequence[ColumnProfile]) -> list[_Guess]:
    """What a column is beside: the day after an outcome is the outcome's, the number before a unit is its length."""
    before = columns[place - 1] if place else None
    after = columns[place + 1] if place + 1 < len(columns) else None
    guesses = []
    if _are_sections(column) and any(each.fits["statute code"] >= 0.9 for each in _neighbours(place, columns)):
        reason = "its sections stand beside the code"
        guesses.append(_Guess(place=place, canonical="charge_text", confidence=0.85, reason=reason))
    if column.day_format and before is not None and _share("disposition or outcome", before) >= 0.9:
        reason = "its days stand beside the outcome"
        guesses.append(_Guess(place=place, canonical="disposition_date", confidence=0.76, reason=reason))
    if (
        column.fits["number"] >= 0.9
        and after is not None
        and after.fits["sentence_unit"] >= 0.9
        and len(after.words) > 1
    ):
        reason = "its numbers stand before a unit of time"
        guesses.append(_Guess(place=place, canonical="sentence_length", confidence=0.76, reason=reason))
    return guesses


def _neighbours(place: int, columns: Sequence[ColumnProfile]) -> list[ColumnProfile]:
    return [*columns[max(0, place - 1) : place], *columns[place + 1 : place + 2]]


def _are_sections(column: ColumnProfile) -> bool:
    numbered = column.fits["small number"] >= 0.5 or column.day_format  # as a count, or a day
    return column.fits["section"] >= 0.9 and not numbered and not forbids(column.name, "charge_text")
