"""What a layout declares: canonical names on the left, the export's columns on the right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from connectors.layouts.made import Made
from connectors.readers.format import Format
from connectors.readers.refusal import Refusal
from connectors.vocabulary import Vocabulary
from relief.declared import NOT_DECLARED


@dataclass(frozen=True, kw_only=True)
class Charge:
    """The columns of one way in which a row prints its charge."""

    source: Literal["conviction", "disposition", "offense"]
    text: str
    level: str | None = None
    flags: str | None = None


@dataclass(frozen=True, kw_only=True)
class ChargeInComment:
    """Where the charge is when its own column only points to the comment."""

    column: str
    when: tuple[str, ...]
    """What the charge's column says then."""
    after: str
    """The mark after which the charge begins, if the comment has one."""


@dataclass(frozen=True, kw_only=True)
class Numbering:
    """How counts are told apart where the export has no number that orders a person's cycles, events and counts."""

    case: tuple[str, ...]
    """Columns that together name a case of a person: each case is a cycle, in order of appearance."""
    count: str | None = None
    """The column with the number of the count; without one each row is a count."""


@dataclass(frozen=True, kw_only=True)
class Weights:
    """A laboratory's list: it gives no records, but what was weighed in a case."""

    case_number: str
    grams: str


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One layout of one kind of export."""

    title: str
    """How an error names it: "DOJ bulk layout"."""
    file: Format
    columns: tuple[str, ...]
    """In the file's order."""
    text: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    date_formats: tuple[str, ...] = ("YYYYMMDD",)
    """``connectors.date_formats`` says what one is made of; of several, the first that a cell can be read in. Two that
    read one text as two days are refused."""
    date_formats_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns whose days are written otherwise, and how."""
    two_digit_years_until: int | None = None
    """The last year that a year of two digits can mean; needed where a format has one."""
    case_number: tuple[str, ...] = ()
    """The first that is filled."""
    sentence_length: str | None = None
    charge: tuple[Charge, ...] = ()
    charge_in_comment: ChargeInComment | None = None
    attempt_flag: str | None = None
    blank_words: tuple[str, ...] = ()
    words: Mapping[str, Vocabulary] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    """Canonical columns that are the same in every row and not in the file: event, county."""
    made: Mapping[str, Made] = field(default_factory=dict)
    """Columns made of the file's, by the name under which the rest of the layout speaks of them."""
    numbering: Numbering | None = None
    identifiers: Mapping[Literal["ssn", "licence"], str] = field(default_factory=dict)
    """Columns that are only hashed, to match people across sources."""
    groups: Mapping[str, Vocabulary] = field(default_factory=dict)
    """``relief.groups.WORDS`` to the column and spellings of each: counted in aggregate, and in no record."""
    weights: Weights | None = None
    refuse: Refusal = field(default_factory=Refusal)
    seldom_repeated: frozenset[str] = frozenset()
    """Columns with about as many different cells as people or cases."""
    ignored: frozenset[str] = frozenset()
    """Columns that are never read."""
    asked: frozenset[str] = field(default=frozenset(), metadata=NOT_DECLARED)
    """Columns whose meaning nobody has said yet: no run takes place with one."""

    @cached_property
    def mapped(self) -> frozenset[str]:
        """Every column that the canonical record is read from, those that are made included."""
        charges = [column for charge in self.charge for column in (charge.text, charge.level, charge.flags)]
        coded = [vocabulary.column for vocabulary in self.words.values()]
        comment = self.charge_in_comment.column if self.charge_in_comment else None
        numbers = [*self.numbering.case, self.numbering.count] if self.numbering else []
        named = [self.sentence_length, comment, *self.case_number, *numbers, *charges, *coded]
        weights = [self.weights.case_number, self.weights.grams] if self.weights else []
        found = [*self.text.values(), *self.dates.values(), *weights, *named]
        return frozenset(column for column in found if column is not None)

    @cached_property
    def of_file(self) -> frozenset[str]:
        """The columns of the file that are read into the record."""
        return self._parts(self.mapped)

    @cached_property
    def of_dates(self) -> frozenset[str]:
        """The columns of the file from which days are read."""
        return self._parts(frozenset(self.dates.values()))

    @cached_property
    def of_identifiers(self) -> frozenset[str]:
        """The columns of the file that are only hashed."""
        return self._parts(frozenset(self.identifiers.values()))

    @cached_property
    def of_groups(self) -> frozenset[str]:
        """The columns of the file that are only counted in aggregate."""
        return frozenset(told.column for told in self.groups.values() if told.column is not None)

    def _parts(self, columns: frozenset[str]) -> frozenset[str]:
        """Columns of the file: those of ``columns``, and those of which the made ones among them are made."""
        parts = [column for name in self.made.keys() & columns for column in self.made[name].of]
        return frozenset([*(columns - self.made.keys()), *parts])

    @cached_property
    def free(self) -> frozenset[str]:
        """The columns that are read cell by cell: seldom do two hold the same, or to read one is no work."""
        plain = [*self.case_number, *(self.numbering.case if self.numbering else ())]
        alone = {self.numbering.count} if self.numbering and self.numbering.count else set()
        coded = {vocabulary.column for vocabulary in self.words.values()} | set(self.text.values())
        return frozenset([*self.seldom_repeated, *self.dates.values(), *plain, *(alone - coded)])

    def formats_of(self, column: str) -> tuple[str, ...]:
        """How the days of a column are written."""
        return self.date_formats_of.get(column, self.date_formats)

    def subject(self) -> int | None:
        """The number of the column that is the person's key, if one of the file's is."""
        name = self.text.get("subject_id")
        return self.columns.index(name) if name in self.columns else None


def list_unexplained(layout: Layout) -> Sequence[str]:
    """The file's columns that are neither read nor ignored, in the file's order."""
    known = layout.of_file | layout.of_identifiers | layout.of_groups | layout.ignored | layout.asked
    return [column for column in layout.columns if column not in known]
