"""Marks of a sheet of an ``.xls`` file: a stream of records within a compound file, [MS-XLS] and [MS-CFB]."""

import struct
from collections.abc import Iterator
from pathlib import Path

from connectors.readers.workbook.marks import Marks

_SHOWN = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_END, _FORMULA, _DATEMODE, _SHEET, _BOOL_OR_ERROR, _ROW = 0x0A, 0x06, 0x22, 0x85, 0x205, 0x208
_LAST_SECTOR = 0xFFFFFFFA
_HIDDEN = 0x20


def read(path: Path, name: str) -> Marks:
    """Error cells, hidden rows and the day from which days are counted."""
    stream = _book_stream(path.read_bytes())
    marks, start = Marks(), None
    for kind, data in _records(stream, 0):
        if kind == _DATEMODE:
            marks.from_1904 = data[:2] == b"\1\0"
        elif kind == _SHEET and _sheet_name(data) == name:
            start = struct.unpack_from("<I", data)[0]
    for kind, data in _records(stream, start) if start is not None else ():
        if kind == _BOOL_OR_ERROR and data[7]:
            _add(marks, data, data[6])
        elif kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
            _add(marks, data, data[8])
        elif kind == _ROW and data[12] & _HIDDEN:
            marks.hidden += 1
    return marks


def _add(marks: Marks, data: bytes, code: int) -> None:
    row, column = struct.unpack_from("<HH", data)
    marks.add(row, column, _SHOWN.get(code, "#N/A"))


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and data of the records up to the next end."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _sheet_name(data: bytes) -> str:
    size, wide = data[6], data[7] & 1
    return data[8 : 8 + size * 2].decode("utf-16-le") if wide else data[8 : 8 + size].decode("latin-1")


def _book_stream(data: bytes) -> bytes:
    """The stream with the workbook's records. A stream under 4,096 bytes is not looked for: no workbook is as small."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    first_directory, first_table, tables = struct.unpack_from("<I", data, 48)[0], *struct.unpack_from("<II", data, 68)
    table_sectors = list(struct.unpack_from("<109I", data, 76))
    for _ in range(tables):
        more = struct.unpack(f"<{size // 4}I", _sector(data, first_table, size))
        table_sectors += more[:-1]
        first_table = more[-1]
    follows = [
        number
        for sector in table_sectors
        if sector < _LAST_SECTOR
        for number in struct.unpack(f"<{size // 4}I", _sector(data, sector, size))
    ]
    directory = _chain(data, first_directory, follows, size)
    for entry in (directory[at : at + 128] for at in range(0, len(directory), 128)):
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le")
        if name in ("Workbook", "Book"):
            start, length = struct.unpack_from("<II", entry, 116)
            return _chain(data, start, follows, size)[:length]
    raise ValueError("no workbook stream")


def _sector(data: bytes, number: int, size: int) -> bytes:
    return data[(number + 1) * size : (number + 2) * size].ljust(size, b"\0")


def _chain(data: bytes, first: int, follows: list[int], size: int) -> bytes:
    sectors, number = list[bytes](), first
    while number < _LAST_SECTOR and len(sectors) <= len(follows):
        sectors.append(_sector(data, number, size))
        number = follows[number]
    return b"".join(sectors)
