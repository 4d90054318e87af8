"""What the bytes of a delimited file are made of."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Table:
    """The shape of one record."""

    columns: tuple[str, ...]
    delimiter: bytes
    """One byte of ASCII."""
    quoted: bool
    """A field may stand in double quotes; otherwise a quote is a character like others."""
    subject: int | None
    """The number, from 0, of the column that is the person's key, if one column is."""
    heading: bool = True
    """A line that begins with the first column's name is a heading, wherever it stands."""

    @cached_property
    def fields(self) -> int:
        """Fields of a record."""
        return len(self.columns)

    @cached_property
    def first(self) -> bytes:
        """The first column's name."""
        return self.columns[0].encode()

    @cached_property
    def blank(self) -> bytes:
        """The bytes of which a line is made that says nothing."""
        return b' \t"' + self.delimiter

    def name(self, number: int) -> str | None:
        """The column with this number, from 0."""
        return self.columns[number] if number < self.fields else None
