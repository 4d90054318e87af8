"""Columns declared by what they mean, one word each: the short way of a layout that needs nothing else.

``columns: {CASE_NBR: case_number, JUDGE: ignored, F_M: "?"}`` says what ``text``, ``dates``, ``charge`` and the others
say, and what stands in those is added to it. A column with a ``?`` is a question: nothing reads it, and no run takes
place before somebody has answered.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from relief.errors import UserError

ASKED, IGNORED = "?", "ignored"

MEANINGS: Mapping[str, str] = {
    "subject_id": "the number that this export gives a person; without one, the CII number is it",
    "cii_number": "DOJ's number of the person",
    "ssn": "Social Security number; it is only hashed, to match people across sources",
    "licence": "driver licence; it is only hashed",
    "name": "the whole name, LAST, FIRST MIDDLE",
    "name.last": "the last name, where the parts of a name have columns of their own",
    "name.first": "the first name",
    "name.middle": "the middle name",
    "name.suffix": "JR, III",
    "birth_date": "day of birth",
    "case_number": "the court's number of the case",
    "count_order": "the number of the count in its case",
    "charge_text": "what the person was charged with or convicted of: the code section, as 11357(b) HS",
    "charge.code": "the code alone (HS, PC), where the section has a column of its own",
    "charge_level": "felony, misdemeanor or infraction, as charged",
    "conviction_level": "the same, as convicted",
    "disposition_text": "the outcome of the count: convicted, dismissed",
    "disposition_date": "the day of that outcome",
    "event_date": "the day of judgment or conviction",
    "cycle_date": "the day of arrest, or of filing where the export has no other",
    "sentence_place": "what the sentence is: jail, prison, probation, fine",
    "sentence_length": "how long, in the unit of another column",
    "sentence_length.day": "how many days",
    "sentence_length.month": "how many months",
    "sentence_length.year": "how many years",
    "sentence_unit": "days, months or years",
    "agency": "the court or courthouse",
    "ori": "the agency's identifier, as CA0290015",
    "event": "what the row tells of: arrest, court action; without one, every row is a court action",
    "county": "the county, where an export has more than one",
    "comment": "free text",
    IGNORED: "nothing that decides anything: it is never read",
}
"""What a column may be, and what that is; ``A.B`` is a part of A."""

_TEXT = ("subject_id", "cii_number", "county", "ori", "agency", "disposition_text", "comment")
_PARTS = ("name.last", "name.first", "name.middle", "name.suffix")
_OFTEN = frozenset([IGNORED, "case_number"])
"""Meanings that several columns may have."""
_NEEDS = {
    "charge_level": "charge_text", "charge.code": "charge_text", "count_order": "case_number", "name.first": "name.last",
    "name.middle": "name.last", "name.suffix": "name.last",
}  # fmt: skip
"""Meanings that only add to another."""
_MARK = "\x1f"
_NAME, _CHARGE = "the name", "the charge"


def spell_out(declared: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """The layout with every meaning said the long way; as it is where its columns are a list.

    Raises:
        UserError: a meaning that there is not, or that two columns have.
    """
    columns = declared.get("columns")
    if not isinstance(columns, Mapping):
        return declared
    meant = _turn(columns, f"{path}: columns")
    one = {meaning: names[0] for meaning, names in meant.items() if meaning not in _OFTEN}
    _check_lengths(one, f"{path}: columns")
    long = {
        "columns": [str(name) for name in columns],
        "ignored": meant.get(IGNORED, []),
        "case_number": (cases := meant.get("case_number", [])),
        **({"numbering": _number(cases, one)} if cases else {}),
        "text": _read_text(one),
        "dates": _read_dates(one),
        "made": _make(one),
        "charge": _charge(one),
        "identifiers": {kind: one[kind] for kind in ("ssn", "licence") if kind in one},
        "words": _read_words(one),
        **_measure(one),
        "seldom_repeated": [name for name in (*map(one.get, ("subject_id", "cii_number")), _name(one)) if name],
    }
    rest = {key: value for key, value in declared.items() if key != "columns"}
    return merge({key: value for key, value in long.items() if value or key in ("columns", "ignored")}, rest)


def list_asked(declared: Mapping[str, Any]) -> list[str]:
    """The columns that nobody has said the meaning of."""
    columns = declared.get("columns")
    return [str(name) for name, told in columns.items() if told == ASKED] if isinstance(columns, Mapping) else []


def merge(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """``other`` in ``one``: mappings key by key, all else in place of what was there."""
    merged = dict(one)
    for key, value in other.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = merge(merged[key], value) if both else value
    return merged


def _turn(columns: Mapping[Any, Any], path: str) -> dict[str, list[str]]:
    """Meaning to the columns that have it."""
    meant: dict[str, list[str]] = {}
    for name, meaning in columns.items():
        if not isinstance(name, str):
            raise UserError(f"{path}: {name}: put the column's name in quotes.")
        if meaning != ASKED and meaning not in MEANINGS:
            raise UserError(f"{path}: {name}: this is no meaning. One of: {', '.join(MEANINGS)}.")
        meant.setdefault(str(meaning), []).append(name)
    asked = meant.pop(ASKED, None)
    for meaning, names in meant.items():
        if len(names) > 1 and meaning not in _OFTEN:
            raise UserError(f"{path}: {' and '.join(names)}: both are {meaning}. Only one can be; ignore the other.")
        if not asked and _NEEDS.get(meaning, meaning) not in meant:
            raise UserError(
                f"{path}: {names[0]}: a {meaning} is of no use without a {_NEEDS[meaning]}. Say which column that is."
            )
    return meant


def _name(one: Mapping[str, str]) -> str | None:
    return _NAME if "name" in one or "name.last" in one else None


def _number(cases: Sequence[str], one: Mapping[str, str]) -> dict[str, Any]:
    return {"case": cases, **({"count": one["count_order"]} if "count_order" in one else {})}


def _read_text(one: Mapping[str, str]) -> dict[str, str]:
    text = {meaning: one[meaning] for meaning in _TEXT if meaning in one}
    if "subject_id" not in text and "cii_number" in text:
        text["subject_id"] = text["cii_number"]
    return {**text, **({"name": name} if (name := _name(one)) else {})}


def _read_dates(one: Mapping[str, str]) -> dict[str, str]:
    """A court's export often has one day for judgment and disposition: it is both."""
    dates = {meaning: one[meaning] for meaning in ("birth_date", "cycle_date") if meaning in one}
    for meaning, other in (("event_date", "disposition_date"), ("disposition_date", "event_date")):
        if column := one.get(meaning, one.get(other)):
            dates[meaning] = column
    return dates


def _make(one: Mapping[str, str]) -> dict[str, Any]:
    """A name as others print it, LAST,FIRST MIDDLE; a charge with its code."""
    made: dict[str, Any] = {}
    if "name" in one:
        made[_NAME] = {"of": [one["name"]], "replace": {", ": ","}}
    elif "name.last" in one:
        parts = [one[part] for part in _PARTS if part in one]
        made[_NAME] = {"of": parts, "between": _MARK, "replace_first": {_MARK: ","}, "replace": {_MARK: " "}}
    if "charge_text" in one:
        code = [one["charge.code"]] if "charge.code" in one else []
        made[_CHARGE] = {"of": [one["charge_text"], *code]}
    return made


def _charge(one: Mapping[str, str]) -> list[dict[str, str]]:
    if "charge_text" not in one:
        return []
    level = {"level": one["charge_level"]} if "charge_level" in one else {}
    return [{"source": "conviction", "text": _CHARGE, **level}]


def _read_words(one: Mapping[str, str]) -> dict[str, Any]:
    """Coded columns, each with the spellings that counties share; ``relief county check`` finds those that it lacks."""
    words: dict[str, Any] = {}
    if "disposition_text" in one:
        words["disposition"] = {"like": "doj", "column": one["disposition_text"]}
    if "charge_level" in one:
        words["charge_level"] = {"like": "doj"}
    for meaning in ("conviction_level", "event", "sentence_place", "sentence_unit"):
        if meaning in one:
            words[meaning] = {"like": "doj", "column": one[meaning]}
    return words


def _check_lengths(one: Mapping[str, str], path: str) -> None:
    """One column says how long a sentence is. UserError for several, of which one would be passed over."""
    lengths = [column for meaning, column in one.items() if meaning.partition(".")[0] == "sentence_length"]
    if len(lengths) > 1:
        raise UserError(
            f"{path}: {' and '.join(lengths)}: each is a sentence's length, and only one is read. "
            "Keep the one that tells when the sentence ended; ignore the others."
        )


def _measure(one: Mapping[str, str]) -> dict[str, Any]:
    """The length of a sentence, and its unit where the column's name says it."""
    if "sentence_length" in one:
        return {"sentence_length": one["sentence_length"]}
    for unit in ("day", "month", "year"):
        if column := one.get(f"sentence_length.{unit}"):
            return {"sentence_length": column, "constants": {"sentence_unit": unit}}
    return {}
