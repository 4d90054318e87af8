"""Papers that came back with a clerk's stamp: which rows a page names, and what its stamp says.

Our papers print batch and row with every conviction (``LA-2026-0001-0012``). A stamp is in capitals; prose is not, so the
choices that an order offers are no stamp. A page that names rows and has not exactly one stamp is a task, and so is a
stamp on a page that names no row. A page that was scanned has no text: it is a task too, which says of which package it
is where the code that our pages bear can be read.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pypdfium2

from connectors.date_formats import DateReader
from connectors.outcomes.words import Words
from relief.errors import UserError
from relief.outcomes.returned import RETURNED
from relief.outcomes.tasks import Kind

_PACKAGE = re.compile(r"\b([A-Z]{2,4}-\d{4}-\d{4,6})\b")
_CODE = re.compile(r"([A-Z]{2,4}-\d{4}-\d{4,6})/[A-Z0-9/-]+/\d+")
_DOTS = 200
"""Dots an inch at which a scanned page is looked at."""
_NAMED = re.compile(r"\b([A-Z]{2,4}-\d{4}-\d{3,6})-(\d{1,7})\b")
_WHITE = 240
"""Of 255: a sheet without a darker dot is blank."""
_DAY = re.compile(r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/-]\d{1,2}[/-]\d{4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{4})\b")


def read_stamped(file: Path, words: Words) -> pl.DataFrame:
    """``RETURNED``: a row for each row that a stamped page names, and one for each page that cannot be read."""
    rows = [row for place, text, code in _read_pages(file) for row in _read_page(place, text, code, words)]
    if not rows:
        rows = [{"place": 1, "trouble": Kind.STAMP.value}]
    return pl.DataFrame([{**dict.fromkeys(RETURNED), **row} for row in rows], schema=RETURNED)


def count_pages(file: Path) -> int:
    """Pages of a PDF. UserError if it cannot be opened."""
    try:
        with closing(pypdfium2.PdfDocument(file)) as document:
            return len(document)
    except (OSError, pypdfium2.PdfiumError):
        raise UserError(f"{file.name}: this PDF cannot be opened; it may be damaged or locked") from None


def _read_pages(file: Path) -> Iterator[tuple[int, str, str | None]]:
    """Number, text and, of a page that is a picture, the package that its code names; "" where it has none that can be read."""
    try:
        document = pypdfium2.PdfDocument(file)
    except (OSError, pypdfium2.PdfiumError):
        raise UserError(f"{file.name}: this PDF cannot be opened; it may be damaged or locked") from None
    try:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            told = text.get_text_bounded().replace("\r\n", "\n")
            yield number + 1, told, None if told.strip() else _read_code(page)
            text.close()
            page.close()
    finally:
        document.close()


def _read_code(page: Any) -> str | None:
    """The package of a scanned page; "" where no code of ours can be read; None for a blank sheet."""
    import zxingcpp

    picture = page.render(scale=_DOTS / 72, grayscale=True).to_numpy()
    if picture.min() > _WHITE:
        return None
    codes = [_CODE.fullmatch(each.text) for each in zxingcpp.read_barcodes(picture.squeeze())]
    return next((each[1] for each in codes if each), "")


def _read_page(place: int, text: str, code: str | None, words: Words) -> Iterator[dict[str, object]]:
    if code is not None:
        yield {"place": place, "trouble": Kind.STAMP.value, "batch": code or None}
        return
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
        package = _PACKAGE.search(text)
        batch = next(iter(named))[0] if named else package and package[1]
        yield {"place": place, "trouble": Kind.STAMP.value, "batch": batch}
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
