"""Spoils a copy of an export in named ways, for tests that no row is lost without a word."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.doj_columns import COLUMNS
from connectors.samples.dice import Dice
from connectors.samples.rows import quote

_AT = {name: position for position, name in enumerate(COLUMNS)}
_SPACING = 6
_GIANT = 3_000_000


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A way to spoil a file: what it leaves behind, and in how many places.

    ``effect`` is ``none`` (still a good record), ``unreadable`` (the record cannot be read),
    ``doubtful`` (it reads, or may be read, but a value is wrong), ``extra`` (a line that is no record, or a record
    once more) or ``file`` (the whole file must be refused).
    """

    effect: str
    change: Callable[[bytes], list[bytes]]
    places: int = 3


def _cells(line: bytes) -> list[str]:
    """A line's cells, each as it stands in the file."""
    return [quote(cell) for cell in next(csv.reader([line.decode()]))]


def _join(cells: list[str]) -> list[bytes]:
    return [",".join(cells).encode()]


def _set(cells: dict[str, str]) -> Callable[[bytes], list[bytes]]:
    """Replace cells by raw text, quoted or not as given."""

    def change(line: bytes) -> list[bytes]:
        held = _cells(line)
        for name, raw in cells.items():
            held[_AT[name]] = raw
        return _join(held)

    return change


def _plant(mark: bytes) -> Callable[[bytes], list[bytes]]:
    """Put bytes after the first letter of the printed name."""

    def change(line: bytes) -> list[bytes]:
        cells = _cells(line)
        name = cells[_AT["PRI_NAME"]].encode()
        before = ",".join(cells[: _AT["PRI_NAME"]]).encode()
        after = ",".join(cells[_AT["PRI_NAME"] + 1 :]).encode()
        return [before + b"," + name[:2] + mark + name[2:] + b"," + after]

    return change


_HEADER = ",".join(COLUMNS).encode()

KINDS: dict[str, Kind] = {
    "short row": Kind(effect="unreadable", change=lambda line: _join(_cells(line)[:-3])),
    "long row": Kind(effect="unreadable", change=lambda line: [line + b",X"]),
    "only separators": Kind(effect="unreadable", change=lambda _: [b"," * (len(COLUMNS) - 1)]),
    "NUL byte": Kind(effect="unreadable", change=_plant(b"\0")),
    "invalid UTF-8": Kind(effect="unreadable", change=_plant(b"\xc9")),
    "unclosed quote": Kind(effect="unreadable", change=_set({"COMMENT_TEXT": '"SEE FILE'})),
    "stray quote": Kind(effect="doubtful", change=_set({"OFN": 'BA12"3456'})),
    "embedded newline": Kind(effect="none", change=_set({"COMMENT_TEXT": '"SEE FILE,\nAND REPORT"'})),
    "CRLF ends": Kind(effect="none", change=lambda line: [line + b"\r"]),
    "giant cell": Kind(effect="none", change=_set({"COMMENT_TEXT": "X" * _GIANT}), places=1),
    "duplicated row": Kind(effect="extra", change=lambda line: [line, line]),
    "header in the middle": Kind(effect="extra", change=lambda line: [line, _HEADER], places=1),
    "blank line": Kind(effect="extra", change=lambda line: [line, b""]),
    "unlisted disposition": Kind(effect="doubtful", change=_set({"DISP_DESCR": "DISPOSITION IN NO LIST"})),
    "unreadable date": Kind(effect="doubtful", change=_set({"STP_EVENT_DATE": "2O010315", "DISP_DATE": "2O010315"})),
    "blank SUBJECT_ID": Kind(effect="doubtful", change=_set({"SUBJECT_ID": ""})),
    "blank CNT_ORDER": Kind(effect="doubtful", change=_set({"CNT_ORDER": ""})),
    "BOM": Kind(effect="none", change=lambda line: [b"\xef\xbb\xbf" + line], places=0),
    "footer": Kind(effect="extra", change=lambda line: [line, b"TOTAL RECORDS,20000"], places=0),
    "truncated last line": Kind(effect="unreadable", change=lambda line: [line[: len(line) // 2]], places=0),
    "wrong header": Kind(effect="file", change=lambda line: [b"CASE_ID,DEFENDANT,CHARGE,OUTCOME", line], places=0),
}
"""Every kind by its name; those with no places of their own touch the first or the last line."""

SURVIVABLE: tuple[str, ...] = tuple(name for name, kind in KINDS.items() if kind.effect != "file")
"""The twenty that leave a file whose other rows must be kept."""


def damage(path_in: Path, path_out: Path, kinds: Sequence[str] = SURVIVABLE, seed: int = 0) -> dict[str, list[int]]:
    """Copy an export without a header line, spoilt in the named ways; give back what each touched.

    The numbers are record numbers of the file written, from 1, where a blank line, a header in the
    middle and a footer count as records and a line break within quotes does not end one. A duplicated
    row's number is that of the second copy. Blank lines stand after all other kinds but the footer and
    the truncated line, so that a reader that does not count them still agrees on the others. The same
    file, kinds and seed give the same bytes. The file is held in memory: meant for tests.

    Raises:
        KeyError: no such kind.
        ValueError: the file is too short to keep the places apart.
    """
    lines = path_in.read_bytes().removesuffix(b"\n").split(b"\n")
    chosen = _choose_places(len(lines), [name for name in kinds if KINDS[name].places], seed)
    chosen[0] = [name for name in ("BOM", "wrong header") if name in kinds]
    chosen[len(lines) - 2] = ["footer"] if "footer" in kinds else []
    chosen[len(lines) - 1] = ["truncated last line"] if "truncated last line" in kinds else []
    touched: dict[str, list[int]] = {name: [] for name in kinds}
    written: list[bytes] = []
    for position, line in enumerate(lines):
        for name in chosen.get(position, []):
            made = KINDS[name].change(line)
            written.extend(made[:-1])
            line = made[-1]  # noqa: PLW2901  # each kind damages what the ones before it left
            touched[name].append(len(written) + (name != "wrong header"))
        written.append(line)
    ending = b"" if "truncated last line" in kinds else b"\n"
    path_out.write_bytes(b"\n".join(written) + ending)
    return touched


def _choose_places(lines: int, kinds: list[str], seed: int) -> dict[int, list[str]]:
    """Position of a line to the kind it suffers, no two near each other; blank lines last."""
    free = list(range(_SPACING, lines - _SPACING, _SPACING))
    wanted = [name for name in kinds if name != "blank line" for _ in range(KINDS[name].places)]
    late = ["blank line"] * (KINDS["blank line"].places if "blank line" in kinds else 0)
    if len(wanted) + len(late) > len(free):
        raise ValueError("the file is too short for so many kinds of damage")
    dice = Dice(f"damage {seed}")
    places = {free.pop(): [name] for name in late}
    for name in wanted:
        places[free.pop(int(dice.throw() * len(free)))] = [name]
    return places
