"""A county's next delivery: the one before it with some of its people changed, spread evenly.

Of those chosen, by a hash of their key, some have a charge changed, some a row more, some a row less, some are gone, and
some are joined by somebody new. Rows that an export numbers are numbered anew, as the county's program would.
"""

import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from connectors.layouts import Layout
from connectors.readers.delimited import Delimited
from connectors.readers.fixed_width import FixedWidth
from connectors.readers.nested import JsonLines

Lines = list[bytes]

_SECTIONS = ((b"11359 HS", b"11358 HS"), (b"11357(B)", b"11357(C)"), (b"11360(A)", b"11360(B)"), (b"459 PC", b"460 PC"),
             (b"CONVICTED", b"DISMISSED"), (b"11358 HS", b"11359 HS"))  # fmt: skip
"""What is printed, and what is printed instead: as long, so that columns stay at their places."""
_OF_A_MILLION = 1_000_000


def change_export(before: Path, out: Path, layout: Layout, *, share: float, seed: int) -> int:
    """Write a delivery after ``before``; under its name only when it is whole. Gives its rows.

    Args:
        before: lines, of which those of a person follow on one another.
        out: another file.
        layout: of both.
        share: of the people, who change.
        seed: the same seed and file give the same bytes.
    """
    key, part, rows = _key_of(layout), out.with_name(f".{out.name}"), 0
    numbered = isinstance(layout.file, Delimited) and layout.columns[0] == "RECORD_ID"
    with before.open("rb") as lines, part.open("wb") as written:
        if isinstance(layout.file, Delimited) and layout.file.header == "required":
            written.write(lines.readline())
        for subject, mine in groupby(lines, key):
            for line in _change(subject, list(mine), share, seed):
                rows += 1
                written.write(b"%d,%s" % (rows, line.partition(b",")[2]) if numbered else line)
    os.replace(part, out)
    return rows


def can_change(layout: Layout) -> bool:
    """Whether exports of this layout can be changed here: a record a line, each with its person's key."""
    form = layout.file
    if isinstance(form, Delimited):
        return form.trailer is None and layout.subject() is not None
    return (isinstance(form, FixedWidth) and form.trailer is None) or (type(form) is JsonLines and not form.lists)


def _key_of(layout: Layout) -> Callable[[bytes], bytes]:
    form, name = layout.file, layout.text["subject_id"]
    if isinstance(form, Delimited):
        delimiter, place = form.delimiter.encode(), layout.columns.index(name)
        return lambda line: line.split(delimiter, place + 1)[place]
    if isinstance(form, FixedWidth):
        span = form.sheet.spans[name]
        return lambda line: line[span.start : span.end].strip()
    mark = b'"%s":"' % name.encode()
    return lambda line: line.partition(mark)[2].partition(b'"')[0]


def _change(subject: bytes, lines: Lines, share: float, seed: int) -> Iterator[bytes]:
    number = int.from_bytes(sha256(b"%d/%s" % (seed, subject)).digest()[:8], "big")
    if number % _OF_A_MILLION >= share * _OF_A_MILLION:
        yield from lines
        return
    yield from _KINDS[number // _OF_A_MILLION % len(_KINDS)](subject, lines)


def _other_charge(_: bytes, lines: Lines) -> Lines:
    changed = [_print_otherwise(line) for line in lines]
    return changed if changed != lines else lines[:-1]


def _row_more(_: bytes, lines: Lines) -> Lines:
    further = _print_otherwise(lines[-1])
    return [*lines, further] if further != lines[-1] else lines[:-1]


def _row_less(_: bytes, lines: Lines) -> Lines:
    return lines[:-1]


def _gone(_subject: bytes, _lines: Lines) -> Lines:
    return []


def _joined(subject: bytes, lines: Lines) -> Lines:
    """No key of a sample begins with a nought."""
    return [*lines, *(line.replace(subject, b"0" + subject[1:]) for line in lines)]


_KINDS: tuple[Callable[[bytes, Lines], Lines], ...] = (_other_charge, _row_more, _row_less, _gone, _joined)


def _print_otherwise(line: bytes) -> bytes:
    for printed, instead in _SECTIONS:
        if printed in line:
            return line.replace(printed, instead)
    return line
