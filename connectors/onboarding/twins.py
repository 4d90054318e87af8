"""The synthetic twin of a county: every source's export in its own shape, of invented people, and proof that it reads.

A twin may leave the house that the export may not: it is the county's test, the canary of a changed layout, and what
the report of its certification shows in place of real papers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from connectors.county import County
from connectors.layouts import Layout, load_layout
from connectors.readers.delimited import Delimited
from connectors.readers.nested import Json, JsonLines
from connectors.readers.rap_sheets import RapSheets
from connectors.readers.workbook import Workbook
from connectors.reading import read_exports
from connectors.samples import write_sample
from connectors.samples.twin import write_twin
from relief.errors import UserError

_SUFFIX: dict[type, str] = {Delimited: "txt", Workbook: "xlsx", Json: "json", JsonLines: "jsonl"}


@dataclass(frozen=True, kw_only=True)
class Twin:
    """A source's fictional export, and what became of it when it was read."""

    source: str
    path: Path | None
    """None where its format cannot be written; ``why_not`` says so."""
    why_not: str = ""
    written: int = 0
    read: int = 0
    set_aside: int = 0

    @property
    def proven(self) -> bool:
        """Whether every row that was written came back."""
        return self.path is not None and self.written > 0 and self.written == self.read + self.set_aside


def write_twins(county: County, folder: Path, *, rows: int, seed: int = 1) -> Sequence[Twin]:
    """Write and read back the twin of each source of the county: ``folder/<source>.<suffix>``.

    ``rows`` counts DOJ records of the invented people, not rows of each file. RAP sheets are left to their own sample:
    they are the state's, and no county's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    layouts = {name: source.versions[-1].layout for name, source in county.sources.items()}
    return [
        _write(county, name, layout, folder, rows, seed)
        for name, layout in layouts.items()
        if not isinstance(layout.file, RapSheets)
    ]


def _write(county: County, source: str, layout: Layout, folder: Path, rows: int, seed: int) -> Twin:
    shared = layout == load_layout("doj")
    path = folder / f"{source}.{'dat' if shared else _SUFFIX.get(type(layout.file), 'txt')}"
    try:
        if shared:
            written = write_sample(path, county=county.doj_name, rows=rows, seed=seed, header=False)
        else:
            written = write_twin(path, layout, county=county.doj_name, rows=rows, seed=seed)
    except UserError as refused:
        return Twin(source=source, path=None, why_not=str(refused))
    with TemporaryDirectory() as scratch:
        reading = read_exports([path], county, Path(scratch))
    return Twin(
        source=source, path=path, written=written, read=reading.rows_out + reading.rows_weighed,
        set_aside=reading.rows_set_aside,
    )  # fmt: skip
