"""Exports in, canonical records out: every row is read or set aside with a reason, and it adds up."""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from connectors.county import County
from connectors.doj_layout import Layout, load_layout
from connectors.intake import Opening, open_export
from connectors.mend import mend
from connectors.normalize import Normalizer
from connectors.records_file import Records
from connectors.refusal import refuse_too_bad
from connectors.sieve import BadRecord, Sifted, sift
from relief.errors import UserError
from relief.records import SET_ASIDE

Progress = Callable[[str, int], None]
"""Called with a file's name and how many of its rows are read so far."""


@dataclass(frozen=True, kw_only=True)
class FileReading:
    """One export that was read."""

    name: str
    sha256: str
    bytes: int
    rows: int
    """Records, header not counted, those set aside included."""
    set_aside: int


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What became of the exports' rows."""

    files: tuple[FileReading, ...]
    rows_read: int
    rows_out: int
    set_aside: Mapping[str, int]
    """Rows by reason."""
    records: Path
    set_aside_records: Path

    @property
    def rows_set_aside(self) -> int:
        """Rows of all reasons."""
        return sum(self.set_aside.values())


def read_exports(paths: Sequence[Path], county: County, out: Path, *, progress: Progress | None = None) -> Reading:
    """Read a county's exports into ``out/records.parquet`` and ``out/set_aside.parquet``.

    Both files appear only when they are whole. UserError names the file, row and field that make
    an export unreadable, and never what is written there.
    """
    openings = [open_export(path) for path in paths]
    _refuse_same_name(paths)
    out.mkdir(parents=True, exist_ok=True)
    records, aside = out / "records.parquet", out / "set_aside.parquet"
    mended = out / ".export.mended"
    mended.unlink(missing_ok=True)  # of a run that was killed
    with _whole(aside) as aside_partial, _whole(records) as records_partial:
        with Records(records_partial) as writer:
            reader = _Reader(load_layout(county.sources.layout), writer, mended, progress)
            read = [reader.read(path, opening) for path, opening in zip(paths, openings, strict=True)]
            rows_out = writer.rows
        _set_aside_frame(read).write_parquet(aside_partial)
        return _add_up(read, rows_out, records, aside)


@dataclass(frozen=True, kw_only=True)
class _ReadFile:
    """One file and what was wrong in it."""

    file: FileReading
    bad: Sequence[BadRecord]


class _Reader:
    """Reads one file after the other into one table."""

    def __init__(self, layout: Layout, writer: Records, mended: Path, progress: Progress | None) -> None:
        self._layout = layout
        self._normalizer = Normalizer(self._layout)
        self._writer = writer
        self._mended = mended
        self._progress = progress
        self._names: dict[str, str] = {}
        """SHA-256 of the files read to their names."""

    def read(self, path: Path, opening: Opening) -> _ReadFile:
        with ThreadPoolExecutor(1) as hashing:
            sha256 = hashing.submit(hash_file, path)
            sifted = sift(path, opening.start)
            refuse_too_bad(path.name, sifted, self._layout.refuse)
            self._write(path, opening, sifted)
        earlier = self._names.setdefault(sha256.result(), path.name)
        if earlier != path.name:
            raise UserError(f"{path.name}: the same file as {earlier}, byte for byte. Name each export once.")
        return _ReadFile(
            file=FileReading(
                name=path.name,
                sha256=sha256.result(),
                bytes=path.stat().st_size,
                rows=sifted.records,
                set_aside=len(sifted.bad),
            ),
            bad=sifted.bad,
        )

    def _write(self, path: Path, opening: Opening, sifted: Sifted) -> None:
        before = self._writer.rows
        with _readable(path, opening, sifted, self._mended) as (source, skip_lines):
            for block in self._normalizer.read(
                source, skip_lines=skip_lines, mended=bool(sifted.bad), source_file=path.name
            ):
                self._writer.write(block)
                if self._progress is not None:
                    self._progress(path.name, self._writer.rows - before)
        rows = self._writer.rows - before
        if rows + len(sifted.bad) != sifted.records:
            raise RuntimeError(
                f"{path.name}: {sifted.records} rows read, but {rows} written and {len(sifted.bad)} set aside"
            )


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _readable(path: Path, opening: Opening, sifted: Sifted, mended: Path) -> Iterator[tuple[Path, int]]:
    """The file that the fast reader may have, and how many lines it skips: the export, or a mended copy of it."""
    if not sifted.bad:
        yield path, int(opening.header)
        return
    try:
        mend(path, opening.start, sifted.bad, mended)
        yield mended, 0
    finally:
        mended.unlink(missing_ok=True)


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


def _set_aside_frame(read: Sequence[_ReadFile]) -> pl.DataFrame:
    rows = [
        (one.file.name, record.number, record.subject_id, "read", record.fault.reason, record.fault.field)
        for one in read
        for record in one.bad
    ]
    return pl.DataFrame(rows, schema=SET_ASIDE, orient="row")


def _add_up(read: Sequence[_ReadFile], rows_out: int, records: Path, aside: Path) -> Reading:
    reasons = Counter(record.fault.reason for one in read for record in one.bad)
    reading = Reading(
        files=tuple(one.file for one in read),
        rows_read=sum(one.file.rows for one in read),
        rows_out=rows_out,
        set_aside=dict(sorted(reasons.items())),
        records=records,
        set_aside_records=aside,
    )
    if reading.rows_read != reading.rows_out + reading.rows_set_aside:
        raise RuntimeError("rows read are not rows out and rows set aside")
    return reading
