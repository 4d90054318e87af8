"""Exports in, canonical records out: every row is read or set aside with a reason, and it adds up."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from connectors.content import hash_content, measure
from connectors.count_numbers import CountNumbers
from connectors.county import County
from connectors.differences.lines import find_shape, hash_lines
from connectors.differences.runs import Runs
from connectors.groups import Groups
from connectors.identifiers import Identifiers
from connectors.layouts import Layout
from connectors.normalize import Normalizer, mark_subject
from connectors.readers.archives import Part, is_archive, look_at_archive, unpacked
from connectors.readers.block import SetAside
from connectors.readers.rap_sheets.bundle import is_bundle
from connectors.readers.refusal import refuse_too_bad
from connectors.records_file import Records
from connectors.sources import Choice, Source, choose
from connectors.weighing import read_weights
from relief.errors import UserError
from relief.records import SET_ASIDE

Progress = Callable[[str, int], None]
"""Called with a file's name and how many of its rows are read so far."""


@dataclass(frozen=True, kw_only=True)
class FileReading:
    """One file that was read: an export, or one of an archive of them."""

    name: str
    export: str
    """The name of what was handed in: the file's own, or the archive's."""
    source: str
    layout: str
    """The version of the source's layout by which it was read."""
    reason: str
    """Why by this one."""
    extractor: str
    """What took the text out of the file, with its version, where another version may give another text."""
    bytes: int
    """Of what was handed in."""
    rows: int
    """Records, header not counted, those set aside included."""
    set_aside: int


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What became of the exports' rows."""

    files: tuple[FileReading, ...]
    rows_read: int
    rows_out: int
    rows_weighed: int
    """Lines of laboratories' lists: they are no records."""
    notes: Mapping[str, int]
    """What the readers made good or passed over, by phrase."""
    set_aside: Mapping[str, int]
    """Rows by reason."""
    records: Path
    set_aside_records: Path

    @property
    def rows_set_aside(self) -> int:
        """Rows of all reasons."""
        return sum(self.set_aside.values())


def look_at(path: Path, sources: Mapping[str, Source]) -> frozenset[str]:
    """The sources of the county that can have sent this file, from a look at its beginning; UserError where none."""
    if path.is_file() and is_archive(path) and not is_bundle(path):
        look_at_archive(path)
        return frozenset(sources)
    return frozenset({choose(path, sources).source})


def read_exports(paths: Sequence[Path], county: County, out: Path, *, progress: Progress | None = None) -> Reading:
    """Read a county's exports into ``out/records.parquet`` and ``out/set_aside.parquet``.

    Where several sources of the county are read, which people share a licence or Social Security number goes into
    ``out/identifiers.parquet``, and what a laboratory weighed into ``out/weights.parquet``. Sex and race are in no record
    but in ``out/groups.parquet``.

    The files appear only when they are whole. UserError names the file, row and field that make
    an export unreadable, and never what is written there.
    """
    sources = frozenset[str]().union(*(look_at(path, county.sources) for path in paths))
    _refuse_same_name(paths)
    _refuse_scattered_sheets(paths)
    _refuse_same_content(paths)
    out.mkdir(parents=True, exist_ok=True)
    records, aside = out / "records.parquet", out / "set_aside.parquet"
    with _scratch(out) as scratch, _whole(aside) as aside_partial, _whole(records) as records_partial:
        with Records(records_partial) as writer:
            reader = Reader(county, writer, scratch, progress, several=len(sources) > 1)
            read = [one for path in paths for one in reader.read(path)]
            rows_out = writer.rows
        _set_aside_frame(read).write_parquet(aside_partial)
        weighed = reader.write_beside(out)
        if len(paths) == len(read) == 1:
            reader.keep_lines(paths[0], out)
        return _add_up(read, rows_out, weighed, reader.notes, records, aside)


@dataclass(frozen=True, kw_only=True)
class _ReadFile:
    """One file and what was wrong in it."""

    file: FileReading
    bad: Sequence[SetAside]


class Reader:
    """Reads one file after the other into one table."""

    def __init__(
        self, county: County, writer: Records, scratch: Path, progress: Progress | None, *, several: bool
    ) -> None:
        """``several``: more than one source may be read, and people are to be matched."""
        self._sources = county.sources
        self._normalizers: dict[tuple[str, str], Normalizer] = {}
        self._numbers: dict[str, CountNumbers] = {}
        """By source: a case may go on in a file of another version."""
        self._writer = writer
        self._scratch = scratch
        self._progress = progress
        self._identifiers = Identifiers() if several else None
        self.groups = Groups()
        self.runs = Runs()
        self._weights: list[pl.DataFrame] = []
        self.notes = Counter[str]()

    def write_beside(self, out: Path) -> int:
        """Write what is no record, where there is any; gives the lines that were weighed."""
        with _whole(out / "groups.parquet") as partial:
            self.groups.collect().write_parquet(partial)
        if self._identifiers is not None:
            with _whole(out / "identifiers.parquet") as partial:
                self._identifiers.collect().write_parquet(partial)
        if not self._weights:
            return 0
        weights = pl.concat(self._weights)
        with _whole(out / "weights.parquet") as partial:
            weights.write_parquet(partial)
        return weights.height

    def keep_lines(self, path: Path, out: Path) -> None:
        """Keep which lines were read and whose they are, where a record is a line (``connectors.differences``)."""
        if not path.is_file() or is_archive(path):
            return
        choice = choose(path, self._sources)
        shape = find_shape(path, choice.version.layout)
        if shape is not None:
            hash_lines(path, shape).write(out)
            self.runs.write(out)

    def read(self, path: Path) -> list[_ReadFile]:
        """What was handed in, which may be several files in an archive."""
        with ExitStack() as stack:
            one = [Part(name=path.name, path=path)]
            parts = one if is_bundle(path) else stack.enter_context(unpacked(path, self._scratch))
            choices = [choose(part.path, self._sources) for part in parts]
            read = [self.read_part(part.path, part.name, choice) for part, choice in zip(parts, choices, strict=True)]
        return [self._describe(path, *each) for each in zip(parts, choices, read, strict=True)]

    def _describe(self, path: Path, part: Part, choice: Choice, read: tuple[int, list[SetAside]]) -> _ReadFile:
        rows, bad = read
        file = FileReading(
            name=part.name,
            export=path.name,
            source=choice.source,
            layout=choice.version.name,
            reason=choice.reason,
            extractor=getattr(choice.version.layout.file, "extractor", ""),
            bytes=measure(path).bytes,
            rows=rows + len(bad),
            set_aside=len(bad),
        )
        return _ReadFile(file=file, bad=bad)

    def read_part(self, path: Path, name: str, choice: Choice) -> tuple[int, list[SetAside]]:
        """Rows used of a file that came under this name, and records set aside."""
        layout, rows, bad = choice.version.layout, 0, list[SetAside]()
        numbers = self._numbers.setdefault(choice.source, CountNumbers())
        normalizer = self._normalizers.setdefault(
            (choice.source, choice.version.name), Normalizer(layout, choice.source, numbers)
        )
        wanted = normalizer.wanted
        if self._identifiers is not None:
            wanted |= {column: pl.String() for column in layout.of_identifiers if column not in wanted}
        wanted |= {column: pl.String() for column in layout.of_groups if column not in wanted}
        for block in layout.file.read(path, layout, wanted, self._scratch):
            used, unread = self._use(block.frame, name, layout, normalizer)
            rows, bad = rows + used, [*bad, *block.set_aside, *unread]
            self.notes.update(block.notes)
            if self._progress is not None:
                self._progress(name, rows)
        refuse_too_bad(name, rows + len(bad), bad, layout.refuse)
        return rows, bad

    def _use(
        self, frame: pl.DataFrame, name: str, layout: Layout, normalizer: Normalizer
    ) -> tuple[int, list[SetAside]]:
        if frame.is_empty():
            return 0, []
        if layout.weights is not None:
            weights, unread = read_weights(frame, layout)
            self._weights.append(weights)
            return weights.height, unread
        records = normalizer.normalize(frame, name)
        self._writer.write(records)
        self.groups.add(layout, frame, records)
        self.runs.add(records)
        if self._identifiers is not None:
            self._identifiers.add(layout, frame, records)
        return records.height, []


@contextmanager
def _scratch(out: Path) -> Iterator[Path]:
    """A folder for copies, which only its owner can read; what a killed run left in it is removed."""
    folder = out / ".scratch"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A place to write beside ``path``, which takes its name when all went well and goes when not."""
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        yield partial
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def _refuse_same_name(paths: Sequence[Path]) -> None:
    for name, times in Counter(path.name for path in paths).items():
        if times > 1:
            raise UserError(f"{name}: {times} files have this name. Name each export once; rename one if they differ.")


def _refuse_same_content(paths: Sequence[Path]) -> None:
    """Only what has as many bytes as another can be the same: a single export is not read a second time for this."""
    sizes = [measure(path).bytes for path in paths]
    names: dict[str, str] = {}
    for path, size in zip(paths, sizes, strict=True):
        if sizes.count(size) > 1 and (earlier := names.setdefault(hash_content(path), path.name)) != path.name:
            raise UserError(f"{path.name}: the same file as {earlier}, byte for byte. Name each export once.")


def _refuse_scattered_sheets(paths: Sequence[Path]) -> None:
    """Only in one folder or archive are two sheets of one person seen to be two."""
    sheets = [path.name for path in paths if is_bundle(path) or path.suffix.lower() == ".pdf"]
    if len(sheets) > 1:
        raise UserError(f"{', '.join(sheets[:3])}: put all RAP sheets into one folder or ZIP archive.")


def _set_aside_frame(read: Sequence[_ReadFile]) -> pl.DataFrame:
    parts = [describe_set_aside(one.file.name, one.file.source, one.bad) for one in read]
    return pl.concat(parts or [pl.DataFrame(schema=SET_ASIDE)]).rechunk()


def describe_set_aside(name: str, source: str, bad: Sequence[SetAside]) -> pl.DataFrame:
    """``relief.records.SET_ASIDE`` of the records of a file that could not be read."""
    rows = [
        (name, record.number, mark_subject(record.subject_id, source), "read", record.fault.reason, record.fault.field)
        for record in bad
    ]
    return pl.DataFrame(rows, schema=SET_ASIDE, orient="row")


def _add_up(
    read: Sequence[_ReadFile], rows_out: int, weighed: int, notes: Mapping[str, int], records: Path, aside: Path
) -> Reading:
    reasons = Counter(record.fault.reason for one in read for record in one.bad)
    reading = Reading(
        files=tuple(one.file for one in read),
        rows_read=sum(one.file.rows for one in read),
        rows_out=rows_out,
        rows_weighed=weighed,
        notes=dict(sorted(notes.items())),
        set_aside=dict(sorted(reasons.items())),
        records=records,
        set_aside_records=aside,
    )
    if reading.rows_read != reading.rows_out + reading.rows_weighed + reading.rows_set_aside:
        raise RuntimeError("rows read are not rows out and rows set aside")
    return reading
