"""Golden records: some rows of an export beside what was made of them, for a person to compare.

Of a person nothing is shown: cells are shapes (``AAAA, AAAA``, ``9999-99-99``). Shown as they stand are the words of
coded columns that a vocabulary knows, code sections that the grammar reads whole, and what these became.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from connectors.county import County
from connectors.layouts import Layout
from connectors.onboarding.profile import mask
from connectors.readers.archives import is_archive
from connectors.readers.block import ROW
from connectors.readers.rap_sheets import RapSheets
from connectors.sources import Choice, choose
from relief.records import SCHEMA
from relief.statutes import UNKNOWN_CODE, parse_charge

_HIDDEN = {"source", "source_file", "source_row"}


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One row as it was sent and as it is read; values as they may be shown, blanks left away."""

    source: str
    file: str
    row: int
    sent: Mapping[str, str]
    read: Mapping[str, str]


def pair_rows(
    exports: Sequence[Path], county: County, records: Path, scratch: Path, number: int = 10
) -> Sequence[Pair]:
    """``number`` rows of each source that has rows of its own: each disposition and level first, then evenly spread.

    RAP sheets have no rows, a laboratory's list makes no records, and an archive is looked at by its files: none of
    them is here.
    """
    chosen = {path: choose(path, county.sources) for path in exports if not is_archive(path)}
    first: dict[str, Path] = {}
    for path, choice in chosen.items():
        layout = choice.version.layout
        if not isinstance(layout.file, RapSheets) and layout.weights is None:
            first.setdefault(choice.source, path)
    return [pair for path in first.values() for pair in _pair(path, chosen[path], records, scratch, number)]


def _pair(path: Path, choice: Choice, records: Path, scratch: Path, number: int) -> Iterator[Pair]:
    layout, chosen = choice.version.layout, _choose(records, path.name, number)
    shown = _show_sent(_read_cells(path, layout, chosen["source_row"], scratch), layout, chosen)
    for record in chosen.unique("source_row", keep="first", maintain_order=True).iter_rows(named=True):
        row = record["source_row"]
        yield Pair(source=choice.source, file=path.name, row=row, sent=shown.get(row, {}), read=_show_read(record))


def _choose(records: Path, file: str, number: int) -> pl.DataFrame:
    """A row of each disposition and level, the frequent ones first; then the file's own order, evenly."""
    here = pl.scan_parquet(records).filter(pl.col("source_file").cast(pl.String) == file).collect()
    kinds = here.group_by("disposition", "charge_level").agg(pl.col("source_row").min(), rows=pl.len())
    first = kinds.sort("rows", "source_row", descending=[True, False])["source_row"].to_list()
    rows = here["source_row"]
    spread = [rows[place * len(rows) // number] for place in range(min(number, len(rows)))]
    taken = list(dict.fromkeys([*first, *spread]))[:number]
    return here.filter(pl.col("source_row").is_in(taken)).sort("source_row")


def _read_cells(path: Path, layout: Layout, rows: pl.Series, scratch: Path) -> pl.DataFrame:
    wanted: dict[str, pl.DataType] = {column: pl.String() for column in layout.columns if column in layout.of_file}
    blocks = layout.file.read(path, layout, wanted, scratch)
    return pl.concat(block.frame.filter(pl.col(ROW).is_in(rows.implode())) for block in blocks if block.frame.height)


def _show_sent(sent: pl.DataFrame, layout: Layout, chosen: pl.DataFrame) -> dict[int, dict[str, str]]:
    columns = [name for name in layout.columns if name in sent.columns]
    plain = sent.with_columns(pl.col(columns).cast(pl.String))
    masked = plain.with_columns(mask(pl.col(name)).alias(name) for name in columns)
    known = {row["source_row"]: _list_known(row, layout) for row in chosen.iter_rows(named=True)}
    found: dict[int, dict[str, str]] = {}
    for clear, shape in zip(plain.iter_rows(named=True), masked.iter_rows(named=True), strict=True):
        seen = known[clear[ROW]]
        cells = {name: (clear if name in seen or is_charge(clear[name]) else shape)[name] for name in columns}
        found[clear[ROW]] = {name: cell for name, cell in cells.items() if cell}
    return found


def _list_known(record: Mapping[str, object], layout: Layout) -> set[str]:
    """Columns of the file whose word in this row the layout's vocabulary knows, and those of a charge that is read whole."""
    known = {name for name in layout.words if record.get(name) not in (None, "unlisted")}
    columns = {layout.words[name].column for name in known}
    if "charge_level" in known:
        columns |= {charge.level for charge in layout.charge}
    if is_charge(str(record["charge_text"] or "")):
        texts = [charge.text for charge in layout.charge if charge.source == record["charge_source"]]
        columns |= {part for text in texts for part in (layout.made[text].of if text in layout.made else (text,))}
    return {column for column in columns if column is not None}


def _show_read(record: Mapping[str, object]) -> dict[str, str]:
    told = {name: value for name, value in record.items() if value is not None and name not in _HIDDEN}
    return {name: str(value) if _may_be_shown(name, value) else _shape(str(value)) for name, value in told.items()}


def _may_be_shown(name: str, value: object) -> bool:
    if isinstance(SCHEMA[name], pl.Enum) or isinstance(value, bool) or name == "count_order":
        return True
    return is_charge(str(value))


def is_charge(text: str | None) -> bool:
    """Whether the text is code sections and nothing else that the grammar cannot name."""
    charge = parse_charge(text) if text else None
    return charge is not None and all(section.code != UNKNOWN_CODE for section in charge.sections)


def _shape(text: str) -> str:
    shaped: str = pl.DataFrame({"text": [text]}).select(mask(pl.col("text"))).item()
    return shaped
