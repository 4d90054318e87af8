"""The file of canonical records while it is written."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import polars as pl

from relief.records import SCHEMA

if TYPE_CHECKING:
    import pyarrow as pa

_PLAIN = {"source_row", "case_number", "comment"}
"""Columns whose values seldom repeat: a dictionary of them costs more than it saves."""


class Records:
    """Writes blocks of relief.records.SCHEMA as row groups, one behind while the next is read."""

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as pq  # a quarter of a second that only a reading should pay

        schema = _arrow(pl.DataFrame(schema=SCHEMA)).schema
        self._file = pq.ParquetWriter(
            path,
            schema,
            compression="lz4",
            write_statistics=False,
            use_dictionary=[name for name in SCHEMA if name not in _PLAIN],
        )
        self._thread = ThreadPoolExecutor(1)
        self._pending: Future[None] | None = None
        self.rows = 0

    def write(self, block: pl.DataFrame) -> None:
        """Write a block; an error of the one before it is raised here."""
        self._finish()
        self.rows += block.height
        self._pending = self._thread.submit(self._put, block)

    def _put(self, block: pl.DataFrame) -> None:
        self._file.write_table(_arrow(block))

    def _finish(self) -> None:
        if self._pending is not None:
            self._pending.result()
            self._pending = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._finish()
        finally:
            self._thread.shutdown()
            self._file.close()


def _arrow(block: pl.DataFrame) -> "pa.Table":
    return block.to_arrow(compat_level=pl.CompatLevel.oldest())
