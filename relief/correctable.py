"""What of a record may be corrected, how it is shown, and what it may become."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from relief.counties import COUNTIES
from relief.records import PRECISION, SCHEMA
from relief.statutes import UNKNOWN_CODE, parse_charge

_SHAPES = {10: "day", 7: "month", 4: "year"}
_FORMAT = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?\Z")
_CASE = re.compile(r"[A-Z0-9][A-Z0-9 ./-]{1,28}[A-Z0-9]\Z")
_LONGEST = {"sentence_length": 54_750}


@dataclass(frozen=True, kw_only=True)
class Field:
    """A fact that may be corrected."""

    name: str
    """Its column of the canonical record."""
    what: str
    """In words, for people."""
    choices: tuple[str, ...] = ()
    """What it may become, where that is a closed list."""
    read: Callable[[str], str]
    """The text as it is kept. ValueError says what is allowed."""
    of_person: bool = False
    """It is corrected in every row of the person."""
    private: bool = False
    """It is shown masked."""

    @property
    def is_day(self) -> bool:
        """Whether it is a date with a precision."""
        return f"{self.name}_precision" in SCHEMA


def _read_choice(text: str, choices: tuple[str, ...]) -> str:
    found = {choice.lower(): choice for choice in choices}.get(text.lower())
    if found is None:
        raise ValueError(f"must be one of {', '.join(choices)}")
    return found


def read_day(text: str) -> str:
    """A day, month or year as ISO 8601 writes it."""
    if not _FORMAT.match(text):
        raise ValueError("write the day as 1999-12-31, a month as 1999-12, a year as 1999")
    try:
        first = date.fromisoformat(text + "-01-01"[: 0 if len(text) == 10 else 3 if len(text) == 7 else 6])
    except ValueError:
        raise ValueError("no calendar has this day") from None
    if first.year < 1900:
        raise ValueError("must be 1900 or later")
    return text


def read_charge(text: str) -> str:
    """A section of a code that names one offense, as ``HS 11357(C)``, upper case."""
    charge = parse_charge(text.upper())
    if (
        charge is None
        or charge.joined
        or charge.code_inferred
        or any(section.code == UNKNOWN_CODE for section in charge.sections)
    ):
        raise ValueError("must be a section with its code, as HS 11359(a) or PC 459")
    return text.upper()


def _read_case(text: str) -> str:
    if not _CASE.match(text.upper()):
        raise ValueError("must be the whole case number: 3 to 30 letters, digits, spaces and ./- only")
    return text.upper()


def _read_length(text: str) -> str:
    if not text.isdecimal() or not 0 < int(text) <= _LONGEST["sentence_length"]:
        raise ValueError("must be a whole number from 1, in the sentence's unit")
    return str(int(text))


def _words(name: str) -> tuple[str, ...]:
    kind = SCHEMA[name]
    assert isinstance(kind, pl.Enum)
    return tuple(word for word in kind.categories if word != "unlisted")


def _chosen(name: str, what: str, choices: tuple[str, ...]) -> Field:
    return Field(name=name, what=what, choices=choices, read=partial(_read_choice, choices=choices))


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field(name="birth_date", what="date of birth", read=read_day, of_person=True, private=True),
        Field(name="cycle_date", what="day of the arrest", read=read_day),
        Field(name="event_date", what="day of the event; of a court action: of judgment", read=read_day),
        Field(name="disposition_date", what="day of the disposition", read=read_day),
        _chosen("event", "kind of event", _words("event")),
        _chosen("county", "county of the agency", tuple(COUNTIES)),
        Field(name="case_number", what="court case number", read=_read_case, private=True),
        Field(name="charge_text", what="charge", read=read_charge),
        _chosen("charge_level", "level of the charge", _words("charge_level")),
        _chosen("disposition", "disposition of the count", _words("disposition")),
        _chosen("conviction_level", "level of the conviction", _words("conviction_level")),
        _chosen("sentence_place", "kind of sentence", _words("sentence_place")),
        Field(name="sentence_length", what="length of the sentence", read=_read_length),
        _chosen("sentence_unit", "unit of its length", _words("sentence_unit")),
    )
}
"""By the name of the column, in the order in which a workbook lists them."""


def value(field: Field) -> pl.Expr:
    """The field as text: what a correction is compared with. Null: nothing is said."""
    if not field.is_day:
        return pl.col(field.name).cast(pl.String)
    day, precision = pl.col(field.name).cast(pl.String), pl.col(f"{field.name}_precision").cast(pl.String)
    parts = {"day": day, "month": day.str.slice(0, 7), "year": day.str.slice(0, 4)}
    text: pl.Expr = pl.when(precision == "unreadable").then(pl.lit("unreadable"))
    for name, part in parts.items():
        text = pl.when(precision == name).then(part).otherwise(text)
    return text


def printed(field: Field) -> pl.Expr:
    """What the row says of the field in the county's own words where they are kept: a change in them is noticed."""
    if field.name != "disposition":
        return value(field)
    both = pl.concat_str(value(field), pl.col("disposition_text").fill_null(""), separator=" | ")
    return pl.when(pl.col("disposition_text").is_null()).then(value(field)).otherwise(both)


def show(field: Field, text: str | None) -> str:
    """The text for people: digits and letters of what is private are masked."""
    if text is None:
        return "not stated"
    if not field.private or text == "unreadable":
        return text
    return re.sub(r"[A-Za-z]", "A", re.sub(r"[0-9]", "9", text))


def columns(field: Field, texts: pl.Series) -> dict[str, pl.Series]:
    """The field's columns of the record from its texts."""
    if not field.is_day:
        return {field.name: texts.cast(SCHEMA[field.name]).alias(field.name)}
    first = texts.replace("unreadable", None) + "-01-01"
    lengths = texts.str.len_chars().replace_strict(_SHAPES, default=None, return_dtype=pl.String)
    precision = pl.select(pl.when(texts == "unreadable").then(pl.lit("unreadable")).otherwise(lengths)).to_series()
    return {
        field.name: first.str.slice(0, 10).str.to_date("%Y-%m-%d").alias(field.name),
        f"{field.name}_precision": precision.cast(PRECISION).alias(f"{field.name}_precision"),
    }
