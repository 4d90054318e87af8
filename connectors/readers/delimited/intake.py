"""Whether a file can be an export in its layout at all, seen from its first bytes."""

import re
from dataclasses import dataclass
from pathlib import Path

from connectors.readers.delimited.faults import UNCLOSED_QUOTE, split
from connectors.readers.delimited.table import Table
from relief.errors import UserError

FIRST_BYTES = 1 << 16
UTF8_MARK = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = {b"\xff\xfe": "UTF-16LE", b"\xfe\xff": "UTF-16BE"}
_OTHER_KINDS = {b"PK\x03\x04": "an Excel workbook or a ZIP archive", b"\x1f\x8b": "a gzip archive", b"%PDF": "a PDF"}
_SEPARATORS = {b",": "commas", b"\t": "tabs", b";": "semicolons", b"|": "bars", b"~": "tildes", b"^": "carets"}
_NAME = re.compile(rb"[A-Za-z][A-Za-z_ ./#-]*")


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a delimited file in a layout begins with."""

    title: str
    """The layout as an error names it."""
    preamble: int
    """Lines before the header or the first record."""
    header: str
    """"required", "absent" or "either"."""
    unnamed: tuple[str, ...] = ()
    """Columns whose heading is blank."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Where an export's records begin."""

    start: int
    """The byte of the first record."""
    lines: int
    """Lines before it: preamble and header."""


def open_text(path: Path, expected: Expected, table: Table) -> Opening:
    """Look at the beginning of a UTF-8 file; UserError says why it cannot be in the layout and what to do."""
    first = first_bytes(path)
    refuse_other_kinds(path.name, first)
    at = len(UTF8_MARK) if first.startswith(UTF8_MARK) else 0
    for _ in range(expected.preamble):
        at = _after_line(first, at)
    after = _after_line(first, at)
    header = expected.header != "absent" and (expected.header == "required" or is_header(first[at:after], table))
    if header:
        check_header(path.name, first[at:after], expected, table)
        at = after
    if path.stat().st_size <= at or not first[at:].strip():
        raise UserError(f"{path.name}: the file has a header and no rows. Ask the sender for the export itself.")
    _refuse_other_layouts(path.name, first[at:], expected, table)
    return Opening(start=at, lines=expected.preamble + header)


def _after_line(first: bytes, at: int) -> int:
    end = first.find(b"\n", at)
    return len(first) if end < 0 else end + 1


def is_header(line: bytes, table: Table) -> bool:
    """Whether the first line is names of columns: ours, or another layout's."""
    cells = [cell.strip(b' "\r\n') for cell in line.split(table.delimiter)]
    named = sum(_NAME.fullmatch(cell) is not None for cell in cells)
    return cells[0].upper() == table.first.upper() or (len(cells) > 2 and named > 0.9 * len(cells))


def check_header(name: str, line: bytes, expected: Expected, table: Table) -> None:
    """UserError at the first column that is not the layout's. One extra separator at the end is tolerated."""
    cells = [cell.strip(b' "\r\n').upper() for cell in line.split(table.delimiter)]
    if len(cells) == table.fields + 1 and not cells[-1]:
        cells.pop()
    for number, (cell, column) in enumerate(zip(cells, table.columns, strict=False), start=1):
        if cell != (b"" if column in expected.unnamed else column.upper().encode()):
            raise UserError(
                f"{name}: header: column {number} should be {column}. This is not the {expected.title} of "
                f"{table.fields} columns; check that the file belongs to this county and was not rearranged."
            )
    if len(cells) != table.fields:
        raise UserError(
            f"{name}: header: {len(cells)} columns, not {table.fields}. Ask the sender for the complete export."
        )


def first_bytes(path: Path) -> bytes:
    """What a file begins with; UserError where there is none or it is empty."""
    if path.is_dir():
        raise UserError(f"{path.name}: this is a directory. Name the export files in it.")
    try:
        with path.open("rb") as file:
            first = file.read(FIRST_BYTES)
    except FileNotFoundError:
        if path.parts[0] in ("s3:", "sftp:"):
            raise UserError(f"{path.name}: an export is read from this machine: copy it here first.") from None
        raise UserError(f"{path.name}: there is no such file. Check the path.") from None
    except OSError as error:
        raise UserError(f"{path.name}: the file cannot be read ({error.strerror}). Check its permissions.") from None
    if not first.strip():
        raise UserError(f"{path.name}: the file is empty. Download the export again.")
    return first


def refuse_other_kinds(name: str, first: bytes) -> None:
    """UserError where the bytes are no UTF-8 text."""
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


def _refuse_other_layouts(name: str, rows: bytes, expected: Expected, table: Table) -> None:
    """When none of the first whole lines has the layout's number of fields."""
    lines = [line for line in rows.split(b"\n")[:1000] if line.strip()]
    lines = lines[:-1] if len(rows) >= FIRST_BYTES - 4096 and len(lines) > 1 else lines
    if any(_count(line, table) == table.fields for line in lines):
        return
    counts = [_count(line, table) for line in lines]
    ours = _SEPARATORS.get(table.delimiter, "another character")
    for separator, words in _SEPARATORS.items():
        if separator != table.delimiter and any(line.count(separator) == table.fields - 1 for line in lines):
            raise UserError(f"{name}: row 1: its fields are separated by {words}. Convert it to {_TEXTS[ours]} text.")
    if len(set(counts)) == 1:
        raise UserError(
            f"{name}: row 1: {counts[0]} fields, not {table.fields}, and so in every row seen. "
            f"This is not the {expected.title}, or columns were removed; ask the sender for the complete export."
        )
    if any(split(line.rstrip(b"\r"), table)[1] == UNCLOSED_QUOTE for line in lines):
        return  # a record may go on over lines: whoever reads it says what it is
    raise UserError(
        f"{name}: row 1: none of its first {len(lines)} rows has the {table.fields} fields of the {expected.title}. "
        "Check that the file belongs to this county and source."
    )


_TEXTS = {
    "commas": "comma-separated",
    "tabs": "tab-separated",
    "semicolons": "semicolon-separated",
    "bars": "bar-separated",
    "tildes": "tilde-separated",
    "carets": "caret-separated",
    "another character": "the layout's",
}


def _count(line: bytes, table: Table) -> int | None:
    fields, reason = split(line.rstrip(b"\r"), table)
    return len(fields) if reason is None else None
