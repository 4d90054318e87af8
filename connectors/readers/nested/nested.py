"""The readers of JSON and JSON Lines: rows are the items of the deepest list, with what stands around them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from connectors.readers.block import ROW, Block, SetAside
from connectors.readers.delimited.intake import UTF8_MARK, first_bytes, refuse_other_kinds
from connectors.readers.encodings import Encoding, as_utf8, first_as_utf8
from connectors.readers.format import Wanted
from connectors.readers.nested.envelope import LONGEST, find_list, read_envelope, read_values, take_totals
from connectors.readers.nested.gather import Gatherer
from connectors.readers.nested.records import RecordReader
from connectors.readers.nested.split import Items, Lines
from connectors.readers.nested.tree import grow
from connectors.readers.refusal import refuse_too_bad
from connectors.readers.trailer import ROWS, Totals
from relief.errors import UserError

if TYPE_CHECKING:
    from connectors.layouts.layout import Layout

RECORDS = "records"
"""The total that counts records, however many rows each is."""
_LOOKED_AT = 200


@dataclass(frozen=True, kw_only=True)
class JsonLines:
    """A record a line."""

    lists: tuple[str, ...] = ()
    """Dotted paths of the lists in a record, each in the one before: defendants, defendants.charges. A row is an item of
    the last; without lists a record is a row. The layout's columns are dotted paths from the record."""
    may_be_empty: tuple[str, ...] = ()
    """Those of the lists without which there is a row all the same, what is below being blank; an item of another with
    nothing in it is set aside."""
    omits_empty: bool = False
    """Whether the sender leaves out the keys of empty values; else every object has every key."""
    encoding: Encoding = "utf-8"
    totals: Mapping[str, str] = field(default_factory=dict)
    """``rows``, ``records`` or a column to be summed, and the path at which it is printed: in the object of the last line."""
    beside: tuple[str, ...] = ()
    """What else stands beside the totals and is not read."""

    def __post_init__(self) -> None:
        grow((), self.lists)
        if unknown := sorted(set(self.may_be_empty) - set(self.lists)):
            raise UserError(f"file: may_be_empty: {', '.join(unknown)} is none of the lists.")

    def look(self, path: Path, layout: "Layout") -> None:
        """UserError with what is wrong if the file cannot be one in the layout, from a look at its beginning."""
        self._gatherer(layout, layout.of_file)
        with first_as_utf8(path, self.encoding) as text:
            refuse_other_kinds(path.name, first_bytes(text))
            records = self._first(text)[:_LOOKED_AT]
        reader = RecordReader(gatherer=self._gatherer(layout, layout.of_file), subject=None)
        aside = [one for piece in reader.read(records) for one in piece.set_aside] if records else []
        if aside and len(aside) == reader.rows:
            fault, _ = Counter(one.fault for one in aside).most_common(1)[0]
            where = f" ({fault.field})" if fault.field else ""
            raise UserError(
                f"{path.name}: row 1: none of its first {reader.rows} rows can be read by the {layout.title}: "
                f"{fault.reason}{where}. Check that the file belongs to this county; `relief county profile` shows its keys."
            )

    def read(self, path: Path, layout: "Layout", wanted: Wanted, scratch: Path) -> Iterator[Block]:
        """Every row of the file: in a block's frame or set aside, with its number."""
        if missing := sorted({*self.totals} - {ROWS, RECORDS, *layout.columns}):
            raise UserError(f"file: totals: no column is called {', '.join(missing)}.")
        summed = [name for name in self.totals if name not in (ROWS, RECORDS) and name not in wanted]
        subject = layout.text.get("subject_id")
        reader = RecordReader(
            gatherer=self._gatherer(layout, {*wanted, *summed}), subject=subject if subject in layout.columns else None
        )
        with as_utf8(path, self.encoding, scratch) as text:
            first_bytes(text)
            yield from self._read(text, reader, layout, wanted)

    def _read(self, text: Path, reader: RecordReader, layout: "Layout", wanted: Wanted) -> Iterator[Block]:
        totals = Totals(start=0, declared=dict.fromkeys(self.totals, ""), where="totals")
        totals.declared.pop(RECORDS, None)
        records, unread, bad = 0, 0, list[SetAside]()
        columns = [pl.col(name).cast(dtype) for name, dtype in wanted.items()]
        source = self._open(text)
        for texts in source.split():
            records += len(texts)
            pieces = list(reader.read(texts))
            unread += sum(piece.unread for piece in pieces)
            aside = [one for piece in pieces for one in piece.set_aside]
            bad += aside
            frames = [piece.frame for piece in pieces if piece.frame.height]
            frame = pl.concat(frames) if frames else pl.DataFrame()
            if frames:
                totals.add(frame)
                frame = frame.select(ROW, *columns)
            yield Block(frame=frame, set_aside=aside)
        refuse_too_bad(text.name, reader.rows, bad, layout.refuse)
        if not records:
            raise UserError(f"{text.name}: the file has no records. Ask the sender for the export itself.")
        self._check(text.name, self._totals(text, source), totals, reader.rows, records, unread, len(bad))

    def _check(
        self, name: str, declared: Mapping[str, str], totals: Totals, rows: int, records: int, unread: int, bad: int
    ) -> None:
        """UserError where what the sender counted is not what came."""
        if RECORDS in declared:
            counted = Totals(start=0, declared={ROWS: declared[RECORDS]}, where="totals, records")
            counted.check(name, records, 0)
        if ROWS in declared and unread:
            raise UserError(
                f"{name}: its number of rows cannot be checked, since {unread} records cannot be read. "
                "Ask the sender for the export again."
            )
        totals.declared = {what: printed for what, printed in declared.items() if what != RECORDS}
        totals.check(name, rows, bad)

    def _gatherer(self, layout: "Layout", wanted: frozenset[str] | set[str]) -> Gatherer:
        return Gatherer(
            root=grow(layout.columns, self.lists),
            wanted=frozenset(wanted),
            omits_empty=self.omits_empty,
            may_be_empty=frozenset(self.may_be_empty),
        )

    def _first(self, text: Path) -> list[bytes]:
        """Whole records of the file's beginning."""
        start, end = find_start(text), self._end(text)
        lines = next(Lines(path=text, start=start, end=min(end, start + LONGEST)).split(), [])
        return lines[:-1] if len(lines) > 1 or end > start + LONGEST else lines

    def _open(self, text: Path) -> Lines | Items:
        return Lines(path=text, start=find_start(text), end=self._end(text))

    def _end(self, text: Path) -> int:
        """Where the records end: before the last line, where it holds the totals."""
        return _last_line(text) if self.totals else text.stat().st_size

    def _totals(self, text: Path, source: Lines | Items) -> Mapping[str, str]:
        """What the sender counted, of a source that was read to its end."""
        if not self.totals:
            return {}
        with text.open("rb") as file:
            file.seek(source.end)
            found = read_values(file.read(LONGEST), text.name)
        return take_totals(found, self.totals, self.beside, text.name)


@dataclass(frozen=True, kw_only=True)
class Json(JsonLines):
    """One list of records: the whole file, or at a path of the object that the file is, where the totals are too."""

    records: str | None = None
    """The dotted path of the list; none: the file is the list."""

    def _first(self, text: Path) -> list[bytes]:
        return next(self._open(text).split(first_only=True), [])

    def _open(self, text: Path) -> Items:
        return Items(path=text, start=find_list(text, self.records))

    def _totals(self, text: Path, source: Lines | Items) -> Mapping[str, str]:
        found = read_envelope(text, source.start, source.end, self.records)
        return take_totals(found, self.totals, self.beside, text.name)


def find_start(path: Path) -> int:
    """The byte of the first record."""
    with path.open("rb") as file:
        return len(UTF8_MARK) if file.read(len(UTF8_MARK)) == UTF8_MARK else 0


def _last_line(path: Path) -> int:
    """The byte at which the last line that is not blank begins."""
    size = path.stat().st_size
    with path.open("rb") as file:
        at = max(0, size - LONGEST)
        file.seek(at)
        body = file.read().rstrip()
    return at + body.rfind(b"\n") + 1
