"""A file that came from a court, by its route or a browser: known by its content, held to its size unpacked, and never under the name it came with."""

import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from relief.errors import UserError

_UNPACKED = 200 << 20
"""Bytes that a workbook may come to: ten thousand rows are some megabytes."""
_CHUNK = 1 << 16
_KINDS = "give a CSV, a workbook (XLSX, ODS, XLS) or a PDF with stamps"


def find_ending(content: bytes) -> str:
    """What kind of file it is, as a file's name would end. UserError where it is none that is read."""
    if content.startswith(b"%PDF-"):
        return ".pdf"
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return ".xls"
    if content.startswith(b"PK\x03\x04"):
        return _find_workbook(content)
    if not content.strip() or b"\x00" in content:
        raise UserError(f"This is no file of outcomes: {_KINDS}.")
    return ".csv"


@contextmanager
def laid_down(content: bytes) -> Iterator[Path]:
    """The content as a file that only this process may read, gone afterwards."""
    ending = find_ending(content)
    with tempfile.TemporaryDirectory(prefix="relief-returned-") as folder:
        file = Path(folder) / f"outcomes{ending}"
        file.touch(mode=0o600)
        file.write_bytes(content)
        yield file


def _find_workbook(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            _hold(content, members)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError):
        raise UserError(f"This archive cannot be opened: {_KINDS}.") from None
    if "xl/workbook.xml" in names:
        return ".xlsx"
    if "content.xml" in names:
        return ".ods"
    raise UserError(f"This archive is no workbook: {_KINDS}.")


def _hold(content: bytes, members: list[zipfile.ZipInfo]) -> None:
    """Unpack every member to count it: what an archive says of its sizes may be made up."""
    left = _UNPACKED
    for member in members:
        start = member.header_offset + 30
        lengths = content[member.header_offset + 26 : start]
        start += int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:4], "little")
        packed = content[start : start + member.compress_size]
        if member.compress_type == zipfile.ZIP_STORED:
            left -= len(packed)
        elif member.compress_type == zipfile.ZIP_DEFLATED:
            unpack = zlib.decompressobj(-zlib.MAX_WBITS)
            while packed and left >= 0:
                left -= len(unpack.decompress(packed, _CHUNK))
                packed = unpack.unconsumed_tail
        else:
            raise NotImplementedError
        if left < 0:
            raise UserError("This workbook is too large once it is unpacked. Split it, or save it as CSV.")
