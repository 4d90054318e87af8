"""Marks of a sheet of an ``.xlsx`` file: its XML is looked through a piece at a time, and only odd cells are read."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from connectors.readers.workbook.marks import Marks

_PIECE = 1 << 20
_LONGEST_ROW = 1 << 26
_BOOK = "xl/workbook.xml"
_ERROR = re.compile(rb"<(?:\w+:)?c\s([^>]*\bt=[\"']e[\"'][^>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_HIDDEN = re.compile(rb"<(?:\w+:)?row\s[^>]*\bhidden=[\"'](?:1|true)[\"']")


def read(path: Path, name: str) -> Marks:
    """Error cells, hidden rows and the day from which days are counted."""
    with zipfile.ZipFile(path) as archive:
        book = ET.fromstring(archive.read(_BOOK))  # noqa: S314 - expat itself refuses entities that grow
        marks = Marks(from_1904=_counts_from_1904(book))
        member = _find_member(archive, book, name)
        for rows in _divide(archive, member) if member else ():
            if b"e" in rows and (b't="e"' in rows or b"t='e'" in rows):
                _add_errors(marks, rows)
            if b"hidden=" in rows:
                marks.hidden += len(_HIDDEN.findall(rows))
    return marks


def _counts_from_1904(book: ET.Element) -> bool:
    told = next((each for each in book.iter() if _plain(each.tag) == "workbookPr"), None)
    return told is not None and told.get("date1904", "0").lower() in ("1", "true", "on")


def _find_member(archive: zipfile.ZipFile, book: ET.Element, name: str) -> str | None:
    """Which of the archive's files is the sheet."""
    sheet = next(each for each in book.iter() if _plain(each.tag) == "sheet" and each.get("name") == name)
    key = next(value for attribute, value in sheet.items() if attribute.endswith("}id"))
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - as above
    target = next(each.get("Target", "") for each in relations if each.get("Id") == key)
    member = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    return member if member in archive.namelist() else None


def _divide(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The sheet's XML in pieces that end with a row."""
    with archive.open(member) as file:
        rest = b""
        while piece := file.read(_PIECE):
            rest += piece
            end = rest.rfind(b"row>") + 4
            if end > 4 or len(rest) > _LONGEST_ROW:
                yield rest[:end] if end > 4 else rest
                rest = rest[end:] if end > 4 else b""
        yield rest


def _add_errors(marks: Marks, rows: bytes) -> None:
    for cell, content in _ERROR.findall(rows):
        place, value = _PLACE.search(cell), _VALUE.search(content)
        if place is None:
            raise ValueError("an error cell without its place")
        shown = value[1].decode("utf-8", errors="replace") if value else ""
        marks.add(int(place[2]) - 1, _column(place[1]), shown or "#N/A")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]
