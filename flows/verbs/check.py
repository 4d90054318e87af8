"""``relief check``: what is wrong with an export."""

import tempfile
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.verbs.options import County, Exports, Json

if TYPE_CHECKING:
    import polars as pl

_SHOWN = 5
"""Row numbers printed of each kind of trouble."""


def act(county: County, exports: Exports, json: Json = False) -> int:
    """Read and check in a folder that is gone afterwards; print what was found."""
    with tempfile.TemporaryDirectory(prefix="relief-check-") as folder:
        found = _look(county, exports, Path(folder))
    if json:
        print(dumps(found, indent=2))
    else:
        _print(found)
    return 0


def _look(word: str, exports: list[Path], folder: Path) -> dict[str, Any]:
    import polars as pl

    from connectors import load_county, read_exports
    from expectations import Background, Severity
    from expectations import check as validate
    from flows.clock import today

    county = load_county(word)
    reading = read_exports(exports, county, folder)
    behind = Background(declared={name: source.checks for name, source in county.sources.items()})
    checking = validate(folder / "records.parquet", folder, county=county.doj_name, as_of=today(), background=behind)
    aside = pl.concat([pl.read_parquet(folder / "set_aside.parquet"), checking.set_aside])
    return {
        "county": word,
        "rows read": reading.rows_read,
        "rows set aside": aside.height,
        "set aside": _list_reasons(aside),
        "warnings": {result.name: result.failing_rows for result in checking.failed(Severity.WARNING)},
        "expectations": len(checking.results),
        "exemptions that ended": list(checking.ended),
    }


def _list_reasons(aside: "pl.DataFrame") -> list[dict[str, Any]]:
    """Each reason with its field, how many rows, and the first of them."""
    import polars as pl

    grouped = aside.sort("source_file", "source_row").group_by("reason", "field", maintain_order=True)
    place = pl.format("{} row {}", "source_file", "source_row")
    table = grouped.agg(rows=pl.len(), first=place.head(_SHOWN)).sort("rows", descending=True, maintain_order=True)
    return table.to_dicts()


def _print(found: dict[str, Any]) -> None:
    print(f"{found['rows read']:,} rows read, {found['rows set aside']:,} set aside")
    for each in found["set aside"]:
        field = f" ({each['field']})" if each["field"] else ""
        more = ", ..." if each["rows"] > len(each["first"]) else ""
        print(f"  {each['rows']:>9,}  {each['reason']}{field}: {', '.join(each['first'])}{more}")
    print(f"{len(found['warnings'])} of {found['expectations']} expectations warn; their rows stay")
    for name, rows in found["warnings"].items():
        print(f"  {rows:>9,}  {name}")
    for ended in found["exemptions that ended"]:
        print(ended)
