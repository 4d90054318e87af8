"""Small exports in the DOJ layout, written cell by cell."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from connectors import Reading, load_county, read_exports
from connectors.doj_columns import COLUMNS

USUAL = {
    "RECORD_ID": "1",
    "SUBJECT_ID": "10000001",
    "CII_NUMBER": "A10000001",
    "PRI_NAME": "INVENTED,PERSON",
    "PRI_DOB": "19700102",
    "CYC_DATE": "20010203",
    "STP_EVENT_DATE": "20010304",
    "STP_TYPE_DESCR": "COURT ACTION",
    "STP_ORI_CODE": "CA019021J",
    "STP_ORI_DESCR": "CASC LOS ANGELES",
    "STP_ORI_CNTY_NAME": "LOS ANGELES",
    "CNT_ORDER": "101001001000",
    "DISP_DATE": "20010304",
    "OFN": "LA000001",
    "OFFENSE_DESCR": "11357(C) HS-POSSESS",
    "OFFENSE_TOC": "M",
    "DISP_DESCR": "CONVICTED-JAIL",
    "CONV_STAT_DESCR": "MISDEMEANOR",
}


def line(**cells: str) -> str:
    """One record, quoted where it must be; ``cells`` differ from the usual ones."""
    values = {**USUAL, **cells}
    return ",".join(quote(values.get(column, "")) for column in COLUMNS)


def quote(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(character in cell for character in ',"\n') else cell


def write(path: Path, lines: Sequence[str | bytes], end: bytes = b"\n") -> Path:
    """The lines, each with its end."""
    path.write_bytes(b"".join((text.encode() if isinstance(text, str) else text) + end for text in lines))
    return path


def read(tmp_path: Path, *paths: Path) -> tuple[Reading, pl.DataFrame, pl.DataFrame]:
    """Read exports as Los Angeles does: what was counted, the records, those set aside."""
    reading = read_exports(paths, load_county("los_angeles"), tmp_path / "out")
    return reading, pl.read_parquet(reading.records), pl.read_parquet(reading.set_aside_records)


def read_rows(tmp_path: Path, rows: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    """The canonical records of rows that differ from the usual one."""
    export = write(tmp_path / "export.dat", [line(**row) for row in rows])
    return read(tmp_path, export)[1]
