"""Writes RAP sheets, one PDF a person, into a folder or a ZIP archive."""

import csv
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from connectors.readers.rap_sheets.sheet import Person, Sheet
from connectors.samples.dice import Dice
from connectors.samples.moments import texts
from connectors.samples.people import introduce, name_someone, subject_id
from connectors.samples.plan import Sample
from connectors.samples.rap_sheets.pdf import LINES, make_pdf
from connectors.samples.rap_sheets.printing import print_sheet
from connectors.samples.rap_sheets.telling import Teller

_LONGEST_NAME = 60
_CII, _NAME, _SEX, _BIRTH, _SOCIAL, _LICENCE = 10, 11, 12, 13, 14, 15
"""Places among the columns SUBJECT_STATUS to CITIZENSHIP_LIST."""
_ROOM = LINES - 4
"""Lines of a page between its header and its footer."""


def write_rap_sheets(
    out: Path, *, county: str, rows: int, seed: int, sheets: int | None = None, courts: list[str] | None = None
) -> int:
    """Write the sheets of a DOJ sample's people, or of its first ``sheets``, and give back their number.

    Args:
        out: a ``.zip``, or a folder, made if need be.
        county: as DOJ prints it.
        rows: of the DOJ sample; about 22 a person.
        seed: the same gives the same bytes.
        sheets: at most so many.
        courts: the county's courts instead of the built-in ones.

    Raises:
        UserError: California has no such county.
    """
    told = islice(list_sheets(county=county, rows=rows, seed=seed, courts=courts), sheets)
    pages = ((f"sheet-{place:06}.pdf", make_pdf(_paginate(lines))) for place, (_, lines) in enumerate(told, start=1))
    return _pack(out, pages) if out.suffix.lower() == ".zip" else _store(out, pages)


def list_sheets(
    *, county: str, rows: int, seed: int, courts: list[str] | None = None
) -> Iterator[tuple[Sheet, list[str]]]:
    """What each person's sheet says, and its lines as they are printed."""
    sample = Sample.plan(county=county, rows=rows, seed=seed, courts=courts)
    days = texts()
    printed = days.to_list()
    teller = Teller(sample.geography, printed)
    for position, people in enumerate(sample.stretches()):
        dice = Dice(f"names {seed} {position}")
        for person in people:
            history = sample.histories[person.history]
            subject = subject_id(seed, person.serial)
            cells = introduce(dice, subject, printed[history.birth + person.shift], history.name, sample.looks)
            style = Dice(f"sheet {seed} {person.serial}")
            who = _introduce(*cells, style)
            sheet = teller.tell(history, who, person.shift, person.first_number + seed)
            yield sheet, print_sheet(sheet, style)


def _introduce(primary: str, other: str, dice: Dice) -> Person:
    cells, alias = next(csv.reader([primary])), next(csv.reader([other]))[_NAME]
    person = Person(cii=cells[_CII], sex=cells[_SEX], birth=cells[_BIRTH], race="UNKNOWN")
    person.social, person.licence = cells[_SOCIAL], cells[_LICENCE]
    person.names = {1: _typed(cells[_NAME], dice), 2: _typed(alias, dice)}
    return person


def _typed(name: str, dice: Dice) -> str:
    """The name as a typewriter can print it in one line; another, where none can."""
    folded = " ".join(name.split())
    printable = folded.encode("cp1252", errors="ignore").decode("cp1252") == folded and folded.isprintable()
    return folded if printable and len(folded) <= _LONGEST_NAME else name_someone(dice)


def _paginate(lines: list[str]) -> list[list[str]]:
    """Pages with the header and the footer that a browser prints; they break wherever a page is full."""
    parts = [lines[first : first + _ROOM] for first in range(0, len(lines), _ROOM)]
    address = "https://clets.example/reply"
    return [
        [f"Page {number} of {len(parts)}", "", *part, *[""] * (_ROOM - len(part)), "", address]
        for number, part in enumerate(parts, start=1)
    ]


def _store(folder: Path, files: Iterator[tuple[str, bytes]]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for name, content in files:
        folder.joinpath(name).write_bytes(content)
        written += 1
    return written


def _pack(path: Path, files: Iterator[tuple[str, bytes]]) -> int:
    written = 0
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content)
            written += 1
    return written
