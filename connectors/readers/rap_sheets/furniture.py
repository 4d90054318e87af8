"""What a page has that the sheet does not say: headers, footers, page numbers. Numbers must agree with the pages."""

import re
from collections.abc import Sequence

from connectors.readers.rap_sheets.stop import PAGES, Place, Stop
from connectors.readers.rap_sheets.text import Line


def clear_pages(pages: Sequence[Sequence[Line]], furniture: re.Pattern[str]) -> list[Line]:
    """The lines of the sheet, without those that the pattern names.

    The pattern's groups ``page`` and ``pages`` are the number of a page and of all pages.

    Raises:
        Stop: a printed number is not that of the page, so that pages are missing, doubled or out of order.
    """
    kept = []
    for position, lines in enumerate(pages, start=1):
        for line in lines:
            found = furniture.fullmatch(line.text)
            if found is None:
                kept.append(line)
            elif not _agrees(found, position, len(pages)):
                raise Stop(PAGES, Place(page=position, line=line.number), "page number")
    return kept


def _agrees(found: re.Match[str], page: int, pages: int) -> bool:
    told = found.groupdict()
    return all(told.get(name) in (None, str(number)) for name, number in (("page", page), ("pages", pages)))
