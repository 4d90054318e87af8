"""Where reading a sheet stopped, and why: never what is written there."""

from dataclasses import dataclass

NOT_A_PDF = "not a PDF that can be opened"
NO_TEXT = "PDF without a text layer"
NO_FIT = "RAP sheet with a line that fits nothing"
CUT_OFF = "RAP sheet that is cut off"
SECOND_SHEET = "more than one RAP sheet in a file"
PAGES = "RAP sheet with a page missing or out of order"
NO_NUMBER = "RAP sheet without a CII number"
TOO_LONG = "RAP sheet with too many rows"
TWO_SHEETS = "RAP sheet of a person who has another that differs"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A line of a sheet."""

    page: int
    """From 1."""
    line: int
    """From 1 on the page, blank lines not counted; 0: the page as a whole."""

    def __str__(self) -> str:
        return f"page {self.page}, line {self.line}" if self.line else f"page {self.page}"


class Stop(Exception):
    """A sheet cannot be read on: it is set aside whole."""

    def __init__(self, reason: str, place: Place | None = None, construct: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place
        self.construct = construct
        """What was being read: "disposition"."""
        self.person = ""
        """The CII number, where it was read before."""

    def tell(self) -> str:
        """The place and the construct in words."""
        return ": ".join(part for part in (str(self.place or ""), self.construct) if part)
