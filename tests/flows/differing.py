"""A delivery after another, decided by what differs and decided whole: the two are held to be the same, byte for byte."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from connectors.doj_columns import COLUMNS
from connectors.samples.damage import KINDS
from flows import steps
from flows.asked import keep_question
from flows.intake import take_in
from flows.run import Run, plan_run
from flows.statewide.keeping import keep_inputs
from flows.step import Step, do, read_counts
from flows.steps.differing import FOLDER, find_differing
from flows.steps.whole import RECORDS, bring_records
from flows.workplace import Workplace

AS_OF = date(2020, 7, 1)
Lines = list[bytes]
_AT = {name: place for place, name in enumerate(COLUMNS)}
_KEY = _AT["SUBJECT_ID"]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What became of a delivery."""

    by_difference: bool
    """It was read, checked and decided by what differs; else at least one step was done whole."""
    differ: tuple[str, ...]
    """Files, and counts of steps, that are not what they are when all is done whole."""


def deliver(
    export: Path, out: Path, path: Sequence[Step] = steps.DECISION, as_of: date = AS_OF, policy: Path | None = None
) -> Run:
    """Do a county's decision path, or the beginning of it, on an export, in a workplace that may hold earlier ones."""
    workplace = Workplace.choose(str(out), policy=policy)
    run = plan_run("los_angeles", take_in("los_angeles", [export], workplace), as_of, workplace)
    return go_through(run, path)


def go_through(run: Run, path: Sequence[Step] = steps.DECISION) -> Run:
    """Do the steps of a run."""
    keep_question(run)
    keep_inputs(run)
    for step in path:
        do(step, run)
    return run


def compare(run: Run, whole: Run) -> Compared:
    """Hold a run in a workplace with earlier ones against the same in a workplace of its own."""
    by_difference = find_differing(run) is not None and not (run.folder / RECORDS).exists()
    bring_records(run)
    files = [path.relative_to(whole.folder) for path in sorted(whole.folder.rglob("*")) if path.is_file()]
    files = [name for name in files if name.parts[0] not in ("steps", "asked", FOLDER)]
    assert len(files) > 15
    differ = [str(name) for name in files if (run.folder / name).read_bytes() != (whole.folder / name).read_bytes()]
    told = [f"{step.name} counts" for step in steps.DECISION if read_counts(step, run) != read_counts(step, whole)]
    return Compared(by_difference=by_difference, differ=(*differ, *told))


def edit(lines: Lines, dice: random.Random, kinds: int = 6) -> Lines:
    """The next delivery: some edits of some kinds, anywhere in the file; rows are numbered anew, as an export's are."""
    found = list(lines)
    for change in dice.sample(list(_EDITS), kinds):
        for _ in range(dice.randint(1, 3)):
            _EDITS[change](found, dice.randrange(2, len(found) - 2), dice)
    return [_number(line, n) for n, line in enumerate(found, start=1)]


def _number(line: bytes, number: int) -> bytes:
    first, mark, rest = line.partition(b",")
    return b"%d,%s" % (number, rest) if mark and first.isdigit() else line


def _set(name: str, value: bytes, *, quoted: int = 2) -> "object":
    """A cell replaced by text; ``quoted``: cells before it that hold one comma in quotes."""

    def change(lines: Lines, at: int, _: random.Random) -> None:
        cells = lines[at].split(b",")
        if len(cells) == len(COLUMNS) + quoted:
            cells[_AT[name] + quoted] = value
            lines[at] = b",".join(cells)

    return change


def _set_key(lines: Lines, at: int, value: bytes) -> None:
    cells = lines[at].split(b",")
    if len(cells) > _KEY:
        lines[at] = b",".join([*cells[:_KEY], value, *cells[_KEY + 1 :]])


def _person(lines: Lines, at: int) -> tuple[int, int]:
    """The stretch of lines of one key around a line."""
    key, first, last = _key(lines[at]), at, at + 1
    while first and _key(lines[first - 1]) == key:
        first -= 1
    while last < len(lines) and _key(lines[last]) == key:
        last += 1
    return first, last


def _key(line: bytes) -> bytes:
    return b"".join(line.split(b",")[_KEY : _KEY + 1])


def _gone(lines: Lines, at: int, _: random.Random) -> None:
    first, last = _person(lines, at)
    del lines[first:last]


def _move(lines: Lines, at: int, dice: random.Random) -> None:
    first, last = _person(lines, at)
    taken = lines[first:last]
    del lines[first:last]
    place = dice.randrange(len(lines))
    lines[place:place] = taken


def _scatter(lines: Lines, at: int, dice: random.Random) -> None:
    lines.insert(dice.randrange(len(lines) - 1), lines.pop(at))


def _join(lines: Lines, at: int, dice: random.Random) -> None:
    """Somebody new, whose CII number is another's or their own."""
    first, last = _person(lines, at)
    key = _key(lines[at])
    new = b"0%07d" % dice.randrange(10**7)
    lines[last:last] = [line.replace(key, new) for line in lines[first:last]]


def _split(lines: Lines, at: int, dice: random.Random) -> None:
    """From here on a person's rows bear another key, and the same CII number."""
    new = b"0%07d" % dice.randrange(10**7)
    for row in range(at, _person(lines, at)[1]):
        _set_key(lines, row, new)


def _unite(lines: Lines, at: int, _: random.Random) -> None:
    """A person's rows bear their neighbour's key: two people under one."""
    first, last = _person(lines, at)
    if last < len(lines):
        for row in range(first, last):
            _set_key(lines, row, _key(lines[last]))


def _swap(lines: Lines, at: int, _: random.Random) -> None:
    lines[at], lines[at + 1] = lines[at + 1], lines[at]


def _damage(kind: str) -> "object":
    def change(lines: Lines, at: int, _: random.Random) -> None:
        lines[at : at + 1] = KINDS[kind].change(lines[at])

    return change


def _unread_elsewhere(lines: Lines, at: int, dice: random.Random) -> None:
    """A row cut short, of a person whose other rows stand elsewhere and stay as they are."""
    lines.insert(dice.randrange(1, len(lines)), cut_short(lines[at]))


def _unread_gone(lines: Lines, at: int, _: random.Random) -> None:
    """A row cut short is in the delivery no more: the next behind the place, or the last before it."""
    found = [n for n, line in enumerate(lines) if n and is_cut_short(line)]
    if found:
        del lines[next((n for n in found if n >= at), found[-1])]


def cut_short(line: bytes) -> bytes:
    """A row with too few cells, of which the person's key can be read."""
    return b",".join(line.split(b",")[: _KEY + 6])


def is_cut_short(line: bytes) -> bool:
    return _KEY < line.count(b",") < len(COLUMNS) - 1


_EDITS = {
    "another charge": lambda lines, at, _: lines.__setitem__(at, lines[at].replace(b"11359 HS", b"11358 HS")),
    "another outcome": lambda lines, at, _: lines.__setitem__(at, lines[at].replace(b"CONVICTED", b"DISMISSED")),
    "a row less": lambda lines, at, _: lines.pop(at),
    "a row twice": lambda lines, at, _: lines.insert(at, lines[at]),
    "a person gone": _gone, "a person moved": _move, "a row elsewhere": _scatter, "a person more": _join,
    "a person split": _split, "two people united": _unite, "two rows swapped": _swap,
    "an unread row elsewhere": _unread_elsewhere, "an unread row gone": _unread_gone,
    "nobody's row": lambda lines, at, _: _set_key(lines, at, b""),
    "a placeholder": lambda lines, at, _: _set_key(lines, at, b"00000000"),
    "an event before birth": _set("STP_EVENT_DATE", b"18800101"),
    "a word in no list": _set("DISP_DESCR", b"CONVICTED-SOMEHOW"),
    **{kind: _damage(kind) for kind in ("short row", "long row", "only separators", "NUL byte", "header in the middle",
                                        "blank line", "unreadable date", "blank CNT_ORDER", "CRLF ends")},
}  # fmt: skip
WHOLE = {kind: _damage(kind) for kind in ("unclosed quote", "embedded newline", "invalid UTF-8")}
"""What makes a row depend on others: such a delivery is read whole."""


def read_lines(path: Path) -> Lines:
    return path.read_bytes().removesuffix(b"\n").split(b"\n")


def write_lines(path: Path, lines: Lines) -> Path:
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def count_answers(run: Run) -> int:
    return pl.read_parquet(run.folder / "determinations.parquet").height


def read_answers(run: Run) -> pl.DataFrame:
    return pl.read_parquet(run.folder / "determinations.parquet").with_columns(
        pl.col(pl.Categorical, pl.Enum).cast(pl.String)
    )
