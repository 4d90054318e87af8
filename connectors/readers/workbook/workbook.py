"""The reader of workbooks: the sheets that hold the records, the heading in each, and the rows below it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import polars as pl

from connectors.date_formats import SERIAL
from connectors.readers.block import Block, SetAside
from connectors.readers.format import Wanted
from connectors.readers.refusal import refuse_too_bad
from connectors.readers.trailer import Totals
from connectors.readers.workbook.book import Book, Row, close_books, open_book
from connectors.readers.workbook.cells import as_text
from connectors.readers.workbook.heading import SEARCHED, Start, closest, find_heading
from connectors.readers.workbook.table import Table
from relief.errors import UserError

if TYPE_CHECKING:
    from connectors.layouts.layout import Layout
    from connectors.readers.workbook.marks import Joined

HIDDEN = "hidden rows read"
_FOOTER = re.compile(r"(?i)\b(totals?|records?|rows|count|printed|report|page|end of)\b")
_FOOTER_CELLS = 3


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """Records are rows of a sheet. Hidden rows and sheets are read like others, and hidden rows counted."""

    sheet: str | None = None
    """A sheet's name, or a pattern (``Cases *``) of several that are read one after the other."""
    position: int | None = None
    """The sheet's place in the book, from 1, in place of its name. Neither: every sheet."""
    other_sheets: tuple[str, ...] = ()
    """Names or patterns of sheets that are never read; any other that is filled is refused."""
    header: Literal["required", "absent"] = "required"
    heading_rows: int = 1
    """Rows of the heading: a column's name is what they say above one another, ``CHARGE CODE``."""
    preamble: int = 0
    """Where there is no heading: rows before the first record. Titles above a heading need not be counted."""
    widths: Mapping[str, int] = field(default_factory=dict)
    """Columns of numbers that begin with zeros, and their characters in all: a sheet that keeps numbers loses them."""
    trailer: str | None = None
    """A pattern that the last row's filled cells fit, with one space between: totals are named groups, as ``rows``."""

    def __post_init__(self) -> None:
        if self.sheet is not None and self.position is not None:
            raise UserError("file: sheet and position: give one of them.")
        if self.heading_rows < 1 or (self.position is not None and self.position < 1):
            raise UserError("file: heading_rows and position are counted from 1.")

    def look(self, path: Path, layout: "Layout") -> None:
        """UserError with what is wrong if the file cannot be one in the layout, from a look at its sheets."""
        if unknown := sorted(set(self.widths) - set(layout.columns)):
            raise UserError(f"{layout.title}: file: widths: no column is called {', '.join(unknown)}.")
        book = open_book(path)
        for name in self._choose(path.name, book):
            self._find_start(path.name, book, name, list(islice(book.rows(name), SEARCHED)), layout)

    def read(self, path: Path, layout: "Layout", wanted: Wanted, scratch: Path) -> Iterator[Block]:  # noqa: ARG002 - no copy is made
        """Every record of the file: in a block's frame or set aside, with its number."""
        rows, aside, before, totals = 0, list[SetAside](), 0, list[Totals]()
        book = open_book(path)
        for name in self._choose(path.name, book):
            table = self._begin(path.name, book, name, layout, wanted, before)
            for at, piece, total in self._take_totals(path.name, table, islice(book.rows(name), table.start.row, None)):
                frame, bad = table.read(at, piece) if piece else (pl.DataFrame(), [])
                before, rows, aside = table.before + at + len(piece), rows + frame.height + len(bad), [*aside, *bad]
                totals = [*totals, total] if total else totals
                yield Block(frame=_typed(frame, wanted), set_aside=bad)
            yield Block(frame=pl.DataFrame(), notes=+(table.notes + Counter({HIDDEN: table.marks.hidden})))
            book.drop(name)
        close_books()
        refuse_too_bad(path.name, rows, aside, layout.refuse)
        self._check_totals(path.name, totals, rows)

    def _check_totals(self, name: str, totals: list[Totals], rows: int) -> None:
        """Each sheet says its own, so together they are the rows that came."""
        if self.trailer is None:
            return
        declared = [re.sub(r"[$, ]", "", total.declared.get("rows") or "") for total in totals]
        if not all(each.isdigit() for each in declared):
            raise UserError(f"{name}: last row: rows is no number. Correct the trailer pattern of the layout.")
        told = sum(map(int, declared))
        if told != rows:
            raise UserError(
                f"{name}: last row: it declares {told} rows, but {rows} came. The file is cut off or was changed; "
                "ask the sender for the export again."
            )

    def _choose(self, name: str, book: Book) -> list[str]:
        """The sheets to read; UserError where one is missing, or filled and not named."""
        others = [each for each in book.sheets if any(fnmatch(each, pattern) for pattern in self.other_sheets)]
        open_ = [each for each in book.sheets if each not in others]
        if self.position is not None:
            chosen = list(book.sheets[self.position - 1 : self.position])
        else:
            chosen = [each for each in open_ if self.sheet is None or fnmatch(each, self.sheet)]
        chosen = [each for each in chosen if self.sheet is not None or _is_filled(book, each)]
        if not chosen:
            raise UserError(f"{name}: it has no sheet that the layout declares. Check file: sheet, position.")
        for each in open_:
            if each not in chosen and _is_filled(book, each):
                place = book.sheets.index(each) + 1
                raise UserError(
                    f"{name}: sheet {place}: it is filled, but the layout does not name it. "
                    "Add it to sheet if it holds records, else to other_sheets."
                )
        return chosen

    def _begin(self, file: str, book: Book, name: str, layout: "Layout", wanted: Wanted, before: int) -> Table:
        marks = book.marks(name)
        top = list(islice(book.rows(name), SEARCHED))
        return Table(
            columns=layout.columns,
            wanted=tuple(sorted(wanted)),
            dates=layout.of_dates,
            serial=frozenset(name for name in layout.of_dates if SERIAL in layout.formats_of(name)),
            widths=dict(self.widths),
            blank_words=frozenset(layout.blank_words),
            subject=subject if (subject := layout.text.get("subject_id")) in wanted else None,
            start=self._find_start(file, book, name, top, layout),
            marks=marks,
            before=before,
        )

    def _find_start(self, file: str, book: Book, name: str, top: list[Row], layout: "Layout") -> Start:
        """Where the records begin; UserError where the heading is not the layout's."""
        place = book.sheets.index(name) + 1
        if self.header == "absent":
            return Start(row=self.preamble, column=_first_column(top[self.preamble :]))
        joined: list[Joined] = book.joined(name) if self.heading_rows > 1 else []
        found = find_heading(top, layout.columns, self.heading_rows, joined)
        if found is not None:
            return found
        missing = closest(top, layout.columns, self.heading_rows, joined)
        said = (
            f"none of its first {SEARCHED} rows is the heading"
            if missing is None
            else f"the heading has no column {missing}" if missing
            else "the heading has the columns in another order, or others between them"
        )  # fmt: skip
        raise UserError(
            f"{file}: sheet {place}: {said} of the {layout.title}. "
            "Check that the file belongs to this county and was not rearranged."
        )

    def _take_totals(
        self, file: str, table: Table, rows: Iterator[Row]
    ) -> Iterator[tuple[int, list[Row], Totals | None]]:
        """The pieces of a sheet, from the last of which the last row is taken where it is one of totals."""
        held: tuple[int, list[Row]] | None = None
        for at, piece in table.divide(rows):
            if held is not None:
                yield (*held, None)
            held = at, piece
        if held is None:
            return
        at, piece = held
        said = " ".join(filter(None, (as_text(cell).strip() for cell in piece[-1])))
        if self.trailer is not None:
            found = re.fullmatch(self.trailer, said)
            if found is None:
                raise UserError(
                    f"{file}: its last row is not the trailer that the layout declares, so its end may be missing. "
                    "Ask the sender for the complete export."
                )
            yield at, piece[:-1], Totals(start=0, declared=found.groupdict())
        else:
            table.footer = at + len(piece) - 1 if _is_footer(piece[-1], said, len(table.columns)) else None
            yield at, piece, None


def _is_footer(row: Row, said: str, columns: int) -> bool:
    """A last row of a few cells that counts or closes what stands above it."""
    filled = sum(cell != "" for cell in row)
    return filled <= min(_FOOTER_CELLS, columns // 3) and _FOOTER.search(said) is not None


def _typed(frame: pl.DataFrame, wanted: Wanted) -> pl.DataFrame:
    return frame.with_columns(pl.col(name).cast(dtype) for name, dtype in wanted.items()) if frame.height else frame


def _is_filled(book: Book, name: str) -> bool:
    return any(cell != "" for row in book.rows(name) for cell in row)


def _first_column(rows: list[Row]) -> int:
    return min((place for row in rows for place, cell in enumerate(row) if cell != ""), default=0)
