"""Whether a file can be an export in the DOJ layout at all, seen from its first bytes."""

import re
from dataclasses import dataclass
from pathlib import Path

from connectors.doj_columns import COLUMNS
from connectors.faults import FIELDS, split
from relief.errors import UserError

FIRST_BYTES = 1 << 16
UTF8_MARK = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = {b"\xff\xfe": "UTF-16LE", b"\xfe\xff": "UTF-16BE"}
_OTHER_KINDS = {b"PK\x03\x04": "a ZIP archive or an Excel workbook", b"\x1f\x8b": "a gzip archive", b"%PDF": "a PDF"}
_OTHER_SEPARATORS = {b"\t": "tabs", b";": "semicolons", b"|": "bars", b"~": "tildes", b"^": "carets"}
_NAME = re.compile(rb"[A-Za-z][A-Za-z_ ./#-]*")


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Where an export's records begin."""

    start: int
    """The byte of the first record."""
    header: bool
    """A line of column names precedes them."""


def open_export(path: Path) -> Opening:
    """Look at a file's beginning; UserError says why it cannot be an export and what to do."""
    first = _first_bytes(path)
    _refuse_other_kinds(path.name, first)
    mark = len(UTF8_MARK) if first.startswith(UTF8_MARK) else 0
    end = first.find(b"\n", mark)
    line = first[mark:] if end < 0 else first[mark : end + 1]
    header = is_header(line)
    if header:
        check_header(path.name, line)
    start = mark + len(line) if header else mark
    if path.stat().st_size <= start or not first[start:].strip():
        raise UserError(f"{path.name}: the file has a header and no rows. Ask the sender for the export itself.")
    _refuse_other_layouts(path.name, first[start:])
    return Opening(start=start, header=header)


def is_header(line: bytes) -> bool:
    """Whether the first line is names of columns: ours, or another layout's."""
    cells = [cell.strip(b' "\r\n') for cell in line.split(b",")]
    named = sum(_NAME.fullmatch(cell) is not None for cell in cells)
    return cells[0].upper() == COLUMNS[0].encode() or (len(cells) > 2 and named > 0.9 * len(cells))


def check_header(name: str, line: bytes) -> None:
    """UserError at the first column that is not the DOJ's. One extra comma at the end is tolerated."""
    cells = [cell.strip(b' "\r\n').upper() for cell in line.split(b",")]
    if len(cells) == FIELDS + 1 and not cells[-1]:
        cells.pop()
    for number, (cell, column) in enumerate(zip(cells, COLUMNS, strict=False), start=1):
        if cell != column.encode():
            raise UserError(
                f"{name}: header: column {number} should be {column}. This is not the DOJ bulk layout of {FIELDS} "
                "columns; check that the file belongs to this county and was not rearranged."
            )
    if len(cells) != FIELDS:
        raise UserError(f"{name}: header: {len(cells)} columns, not {FIELDS}. Ask the sender for the complete export.")


def _first_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise UserError(f"{path.name}: this is a directory. Name the export files in it.")
    try:
        with path.open("rb") as file:
            first = file.read(FIRST_BYTES)
    except FileNotFoundError:
        raise UserError(f"{path.name}: there is no such file. Check the path.") from None
    except OSError as error:
        raise UserError(f"{path.name}: the file cannot be read ({error.strerror}). Check its permissions.") from None
    if not first.strip():
        raise UserError(f"{path.name}: the file is empty. Download the export again.")
    return first


def _refuse_other_kinds(name: str, first: bytes) -> None:
    for beginning, encoding in _OTHER_ENCODINGS.items():
        if first.startswith(beginning):
            raise wrong_encoding(name, encoding)
    for beginning, kind in _OTHER_KINDS.items():
        if first.startswith(beginning):
            raise UserError(f"{name}: this is {kind}. Unpack it, or save it as comma-separated text.")
    if first[1::2].count(0) > 0.4 * len(first) / 2:
        raise wrong_encoding(name, "UTF-16LE")
    if first[0::2].count(0) > 0.4 * len(first) / 2:
        raise wrong_encoding(name, "UTF-16BE")
    if b"\n" not in first and first.count(b"\r") > 1:
        raise UserError(f"{name}: its lines end with carriage returns only. Convert its line ends to LF or CRLF.")


def wrong_encoding(name: str, encoding: str) -> UserError:
    """The refusal of a file that is text in another encoding."""
    return UserError(
        f"{name}: not UTF-8; it seems to be {encoding}. Convert it, for example: "
        f"iconv -f {encoding} -t UTF-8 {name} > utf8-{name}"
    )


def _refuse_other_layouts(name: str, rows: bytes) -> None:
    """When none of the first whole lines has the layout's number of fields, and they agree on another."""
    lines = [line for line in rows.split(b"\n")[:1000] if line.strip()]
    lines = lines[:-1] if len(rows) >= FIRST_BYTES - 4096 and len(lines) > 1 else lines
    counts = [_count(line) for line in lines]
    if FIELDS in counts:
        return
    for separator, words in _OTHER_SEPARATORS.items():
        if any(line.count(separator) == FIELDS - 1 for line in lines):
            raise UserError(f"{name}: row 1: its fields are separated by {words}. Convert it to comma-separated text.")
    if len(set(counts)) == 1:
        raise UserError(
            f"{name}: row 1: {counts[0]} fields, not {FIELDS}, and so in every row seen. "
            "This is not the DOJ bulk layout, or columns were removed; ask the sender for the complete export."
        )


def _count(line: bytes) -> int | None:
    fields, reason = split(line.rstrip(b"\r"))
    return len(fields) if reason is None else None
