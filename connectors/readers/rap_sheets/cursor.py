"""The lines of a sheet, one after the other, each with its kind."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from connectors.readers.rap_sheets.kinds import find_kind
from connectors.readers.rap_sheets.stop import CUT_OFF, NO_FIT, SECOND_SHEET, Stop
from connectors.readers.rap_sheets.text import Line

if TYPE_CHECKING:
    import re

_DEEPER = 2.0
"""Points by which a line must begin further to the right than the one that it goes on with."""


_PROSE = ("other", "charge", "flag", "aside", "date", "sentencing")
"""What a line of a comment or a sentence may look like when it goes on with the line before."""
_PLAIN = ("other", "charge")
_FREE = ("comment", "sentence")


class Cursor:
    """Where reading is."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._at = -1
        self.line = lines[0]
        self.kind = ""
        """``out`` after the last line."""
        self.found: re.Match[str] | None = None
        self.before = "heading"
        """The kind of the line before."""
        self.advance()

    def advance(self) -> None:
        """To the next line that says something."""
        self._at += 1
        self.before = self.kind or self.before
        if self._at >= len(self._lines):
            self.kind, self.found = "out", None
            return
        self.line = self._lines[self._at]
        self.kind, self.found = find_kind(self.line.text)
        if self.kind == "banner":
            self.advance()

    def group(self, name: str) -> str:
        """What was found in the line under this name, trimmed."""
        assert self.found is not None
        return (self.found[name] or "").strip()

    def read_day(self) -> str:
        """The eight digits of a date, without stray dots."""
        day = self.group("day").replace(".", "")
        if len(day) != len("YYYYMMDD"):
            self.stop("date")
        return day

    def take_text(self, name: str) -> str:
        """The text of a line, and of the lines that go on with it: further right, or after a comma."""
        text, indent, kinds = self.group(name), self.line.indent, _PROSE if self.kind in _FREE else _PLAIN
        self.advance()
        while self._goes_on(text, indent, kinds):
            text = f"{text} {self.line.text}"
            self.advance()
        return text

    def take_line(self) -> str:
        """The same of a line as a whole."""
        text, indent = self.line.text, self.line.indent
        self.advance()
        while self.kind in _PLAIN and self._is_deeper(indent):
            text = f"{text} {self.line.text}"
            self.advance()
        return text

    def _goes_on(self, text: str, indent: float, kinds: tuple[str, ...]) -> bool:
        return (self.kind in kinds and self._is_deeper(indent)) or (self.kind == "other" and text.endswith(","))

    def _is_deeper(self, indent: float) -> bool:
        return self.line.indent > indent + _DEEPER

    def stop(self, construct: str) -> NoReturn:
        """The line cannot stand where ``construct`` is read."""
        reason = {"person": SECOND_SHEET, "out": CUT_OFF}.get(self.kind, NO_FIT)
        raise Stop(reason, self.line.place, construct)
