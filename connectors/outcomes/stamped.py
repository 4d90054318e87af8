"""Papers that came back with a clerk's stamp: which rows a page names, and what its stamp says.

Our papers print batch and row with every conviction (``LA-2026-0001-0012``). A stamp is in capitals; prose is not, so the
choices that an order offers are no stamp. A page that names rows and has not exactly one stamp is a task, and so is a
stamp on a page that names no row.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pypdfium2

from connectors.date_formats import DateReader
from connectors.outcomes.words import Words
from relief.errors import UserError
from relief.outcomes.returned import RETURNED
from relief.outcomes.tasks import Kind

_NAMED = re.compile(r"\b([A-Z]{2,4}-\d{4}-\d{3,6})-(\d{1,7})\b")
_DAY = re.compile(r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/-]\d{1,2}[/-]\d{4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{4})\b")


def read_stamped(file: Path, words: Words) -> pl.DataFrame:
    """``RETURNED``: a row for each row that a stamped page names, and one for each page that cannot be read."""
    rows = [row for place, text in _read_pages(file) for row in _read_page(place, text, words)]
    if not rows:
        rows = [{"place": 1, "trouble": Kind.STAMP.value}]
    return pl.DataFrame([{**dict.fromkeys(RETURNED), **row} for row in rows], schema=RETURNED)


def count_pages(file: Path) -> int:
    """Pages of a PDF. UserError if it cannot be opened."""
    return sum(1 for _ in _read_pages(file))


def _read_pages(file: Path) -> Iterator[tuple[int, str]]:
    try:
        document = pypdfium2.PdfDocument(file)
    except (OSError, pypdfium2.PdfiumError):
        raise UserError(f"{file.name}: this PDF cannot be opened; it may be damaged or locked") from None
    try:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            yield number + 1, text.get_text_bounded().replace("\r\n", "\n")
            text.close()
            page.close()
    finally:
        document.close()


def _read_page(place: int, text: str, words: Words) -> Iterator[dict[str, object]]:
    named = dict.fromkeys((batch, int(row)) for batch, row in _NAMED.findall(text))
    found = {
        word: match
        for word, stamps in words.stamps.items()
        for stamp in stamps
        if (match := re.search(rf"(?<![\w\[]){stamp}(?!\w)", text))
    }
    if not named and not found:
        return
    if not named or len(found) != 1:
        yield {"place": place, "trouble": Kind.STAMP.value, "batch": next(iter(named))[0] if named else None}
        return
    ((word, match),) = found.items()
    day = _find_day(text, match, words)
    for batch, row in named:
        yield {"place": place, "batch": batch, "row": row, "outcome": word, "ruled": day}


def _find_day(text: str, stamp: re.Match[str], words: Words) -> date | None:
    """The day on the stamp's line or one of the two after it; None where there is none, or more than one."""
    start = text.rfind("\n", 0, stamp.start()) + 1
    lines = text[start:].split("\n")[:3]
    found = dict.fromkeys(_DAY.findall("\n".join(lines)))
    days, precision = DateReader(words.days, words.two_digit_years_until, ()).read(
        pl.Series(list(found), dtype=pl.String)
    )
    read = {day for day, how in zip(days, precision.cast(pl.String), strict=True) if how == "day"}
    return read.pop() if len(read) == 1 else None
