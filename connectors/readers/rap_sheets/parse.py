"""One PDF to one sheet: what fits the grammar to its last line, or where it stopped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from connectors.readers.rap_sheets.cursor import Cursor
from connectors.readers.rap_sheets.events import read_cycles
from connectors.readers.rap_sheets.furniture import clear_pages
from connectors.readers.rap_sheets.person import read_person
from connectors.readers.rap_sheets.sheet import Sheet
from connectors.readers.rap_sheets.stop import CUT_OFF, NO_TEXT, Stop
from connectors.readers.rap_sheets.text import Line, read_pages


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """What differs between the places where sheets are printed."""

    headings: tuple[str, ...]
    """Patterns of lines before the CII number."""
    page_lines: tuple[str, ...]
    """Patterns of headers, footers and other lines to pass over; the groups ``page`` and ``pages`` must agree with the file's pages."""
    end: bool
    """A sheet must have its end line."""

    @cached_property
    def _headings(self) -> re.Pattern[str]:
        return re.compile("|".join(self.headings) or r"(?!)", re.IGNORECASE)

    @cached_property
    def _furniture(self) -> re.Pattern[str]:
        return re.compile("|".join(self.page_lines) or r"(?!)", re.IGNORECASE)

    def parse(self, content: bytes) -> Sheet:
        """The sheet of a PDF.

        Raises:
            Stop: with the place and what was being read there.
        """
        return self.parse_pages(read_pages(content))

    def parse_pages(self, pages: Sequence[Sequence[Line]]) -> Sheet:
        """The sheet of its pages' lines."""
        if not pages:
            raise Stop(NO_TEXT)
        cursor, person = None, None
        try:
            lines = clear_pages(pages, self._furniture)
            if not lines:
                raise Stop(NO_TEXT)
            cursor = Cursor(lines)
            person = read_person(cursor, self._headings)
            if cursor.kind == "out":
                raise Stop(CUT_OFF, cursor.line.place, "person")
            return Sheet(person=person, cycles=read_cycles(cursor, person, end=self.end))
        except Stop as stop:
            stop.person = person.cii if person else ""
            raise
