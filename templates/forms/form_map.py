"""Which of a paper's fields goes where on a court's form, as the county declares it beside the form.

``<form>_<revision>.yaml``::

    form: EX-64                     # as the court calls it
    revision: 2020-01-01            # fields are called otherwise in another edition: each has its own map
    paper: case order               # the kind of paper that it stands in for
    file: ex_64_2020-01-01.pdf
    sha256: "..."                   # of that file
    effective_from: 2020-01-01
    effective_to: null              # its last day, once the court says so: from then on it is refused
    text: {case_number: "EX-64[0].Page1[0].CaseNumber[0]", ...}      # ours: the form's; a list where it stands twice
    constants: {"EX-64[0].Page1[0].County[0]": SAN FRANCISCO}
    ticks:
      - {box: "EX-64[0].Page1[0].Dismiss[0]", state: "1", where: {relief: dismissal and sealing}}
    rows: {lines: 6, columns: {count: "EX-64[0].Page1[0].Row{line}[0].Count[0]", ...}, more: "EX-64[0].Page1[0].More[0]"}
    ignored: {for the Court to fill in: ["EX-64[0].Page2[0].Judge[0]", ...]}

Each field of the form is filled, or ignored with a reason; each name in the map is one of the form's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from relief.declared import read_declared, read_yaml
from relief.errors import UserError
from relief.papers import Conviction
from relief.rules.rule import Relief
from relief.statutes import parse_charge

COLUMNS = (
    "id", "case_number", "name", "count", "code_section", "conviction_date", "level", "relief", "basis",
)  # fmt: skip
"""What a form may print of a conviction; never a date of birth or a CII number."""
SECTION = "section"
"""What a tick may ask for beside a conviction's columns: its section of the code without subdivisions."""
_ASKED = {str(each) for each in (Relief.DISMISSAL, Relief.MISDEMEANOR, Relief.INFRACTION, Relief.RESENTENCING)}
_CLOSED = {"relief": {str(relief) for relief in Relief}, "level": {"felony", "misdemeanor", "infraction", "not stated"}}


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A box that is ticked where any conviction of the paper is as told; always, where nothing is told."""

    box: str
    state: str
    """What the form calls the box when it is ticked: its on-value."""
    where: Mapping[str, str] = field(default_factory=dict)

    def holds(self, convictions: tuple[Conviction, ...]) -> bool:
        """Whether the paper's convictions tick it."""
        return any(all(told_of(one, name) == value for name, value in self.where.items()) for one in convictions)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The lines of the form that list convictions."""

    lines: int
    columns: Mapping[str, str]
    """A conviction's column to the form's field, with {line} (from 1) or {index} (from 0) for the line."""
    more: str
    """The field that names the attachment where there are more convictions than lines."""

    def field_at(self, column: str, index: int) -> str:
        """The form's field for a column of one line, counted from 0."""
        return self.columns[column].replace("{line}", str(index + 1)).replace("{index}", str(index))


@dataclass(frozen=True, kw_only=True)
class FormMap:
    """One edition of a form, and how a paper fills it."""

    form: str
    revision: date
    paper: str
    file: str
    sha256: str
    effective_from: date
    effective_to: date | None
    text: Mapping[str, str | tuple[str, ...]]
    ignored: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str] = field(default_factory=dict)
    ticks: tuple[Tick, ...] = ()
    rows: Rows | None = None
    may_be_blank: tuple[str, ...] = ()
    """Of the paper's fields: what stays white where the county has none, as a fax number."""
    not_for: tuple[str, ...] = ()
    """Reliefs that the form has no place for: a case with one of them gets the ordinary paper."""

    def serves(self, convictions: tuple[Conviction, ...]) -> bool:
        """Whether the form can say what these convictions get."""
        return not any(one.relief in self.not_for for one in convictions)

    @property
    def edition(self) -> str:
        """The form and its revision, as a court names them."""
        return f"{self.form} (Rev. {self.revision})"

    def holds_on(self, day: date) -> bool:
        """Whether the court takes this edition on the day."""
        return self.effective_from <= day <= (self.effective_to or date.max)

    def places_of(self, name: str) -> tuple[str, ...]:
        """The form's fields that one of the paper's fields fills."""
        told = self.text[name]
        return (told,) if isinstance(told, str) else told

    def row_fields(self) -> list[str]:
        """The form's fields of all lines."""
        rows = self.rows
        if rows is None:
            return []
        return [rows.field_at(column, index) for index in range(rows.lines) for column in rows.columns] + [rows.more]


def told_of(conviction: Conviction, name: str) -> str:
    """A conviction's column, or its section."""
    if name != SECTION:
        return str(getattr(conviction, name))
    charge = parse_charge(conviction.code_section)
    return charge.sections[0].number if charge else conviction.code_section


def read_form_map(text: str, source: str) -> FormMap:
    """The map in a YAML text. UserError names the key."""
    told: FormMap = read_declared(FormMap, read_yaml(text, source), source)
    if told.rows is not None:
        _refuse_rows(told.rows, source)
    for tick in told.ticks:
        _refuse_where(tick, source)
    _refuse_unticked(told, source)
    return told


def _refuse_rows(rows: Rows, source: str) -> None:
    if rows.lines < 1:
        raise UserError(f"{source}: rows: lines must be 1 or more")
    for column, name in rows.columns.items():
        if column not in COLUMNS:
            raise UserError(f"{source}: rows: a conviction has no column {column}; there are {', '.join(COLUMNS)}")
        if "{line}" not in name and "{index}" not in name:
            raise UserError(f"{source}: rows: {column}: write {{line}} (from 1) or {{index}} (from 0) for the line")


def _refuse_where(tick: Tick, source: str) -> None:
    known = {*COLUMNS, SECTION}
    for name, value in tick.where.items():
        if name not in known:
            raise UserError(
                f"{source}: ticks: {tick.box}: a conviction has no {name}; there are {', '.join(sorted(known))}"
            )
        if name in _CLOSED and value not in _CLOSED[name]:
            raise UserError(
                f"{source}: ticks: {tick.box}: {name} is never {value!r}; it is one of {', '.join(sorted(_CLOSED[name]))}"
            )


def _refuse_unticked(told: FormMap, source: str) -> None:
    """Where a relief ticks a box, each must: a form without its tick would say that none is asked for."""
    if unknown := sorted(set(told.not_for) - _CLOSED["relief"]):
        raise UserError(f"{source}: not_for: there is no relief {unknown[0]!r}")
    ticking = {tick.where["relief"] for tick in told.ticks if "relief" in tick.where}
    if ticking and (left := sorted(_ASKED - ticking - set(told.not_for))):
        raise UserError(f"{source}: ticks: {left[0]} ticks no box; add one, or name it under not_for")


def list_filled(told: FormMap) -> list[str]:
    """Every field of the form that the map fills, once for each time it is named."""
    texts: list[Any] = [name for canonical in told.text for name in told.places_of(canonical)]
    return [*texts, *told.constants, *told.row_fields()]
