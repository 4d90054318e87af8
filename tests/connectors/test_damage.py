"""Damage is where it says it is, and nowhere else."""

from pathlib import Path

import pytest

from connectors.doj_columns import COLUMNS
from connectors.samples import KINDS, damage, write_sample
from connectors.samples.damage import SURVIVABLE

ROWS = 600


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("damage") / "whole.dat"
    write_sample(path, rows=ROWS, seed=7)
    return path


def records(path: Path) -> list[bytes]:
    """The records of a damaged file by the numbers that ``damage`` gives them."""
    text = path.read_bytes().removesuffix(b"\n").replace(b"SEE FILE,\nAND", b"SEE FILE, AND")
    return text.split(b"\n")


def test_there_are_twenty_kinds_that_a_file_survives() -> None:
    assert len(SURVIVABLE) == 20


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_changes_the_records_it_names_and_no_other(kind: str, whole: Path, tmp_path: Path) -> None:
    touched = damage(whole, tmp_path / "spoilt.dat", [kind], seed=1)[kind]
    before, after = records(whole), records(tmp_path / "spoilt.dat")
    assert touched == sorted(touched) and len(touched) == max(1, KINDS[kind].places)
    added = len(touched) if KINDS[kind].effect in ("extra", "file") else 0
    assert len(after) == len(before) + added
    kept = [line for number, line in enumerate(after, start=1) if number not in touched]
    if added:
        assert kept == before
    else:
        assert kept == [line for number, line in enumerate(before, start=1) if number not in touched]
        assert all(before[number - 1] != after[number - 1] for number in touched)


def test_all_twenty_at_once_leave_the_other_records_as_they_were(whole: Path, tmp_path: Path) -> None:
    touched = damage(whole, tmp_path / "spoilt.dat", seed=1)
    after = records(tmp_path / "spoilt.dat")
    numbers = [number for places in touched.values() for number in places]
    assert len(numbers) == len(set(numbers)) == 3 * 15 + 2 + 3
    extra = sum(len(touched[kind]) for kind in SURVIVABLE if KINDS[kind].effect == "extra")
    assert len(after) == ROWS + extra
    untouched = [line for number, line in enumerate(after, start=1) if number not in numbers]
    assert set(untouched) <= set(records(whole))
    assert max(touched["blank line"]) < touched["footer"][0] < touched["truncated last line"][0] == len(after)
    assert min(touched["blank line"]) > max(
        max(touched[kind]) for kind in SURVIVABLE if KINDS[kind].places and kind != "blank line"
    )


@pytest.mark.parametrize(
    ("kind", "shows"),
    [
        ("NUL byte", lambda line: b"\0" in line),
        ("invalid UTF-8", lambda line: line.decode(errors="replace") != line.decode(errors="ignore")),
        ("short row", lambda line: line.count(b",") < len(COLUMNS) - 1 + 2),
        ("CRLF ends", lambda line: line.endswith(b"\r")),
        ("unclosed quote", lambda line: line.count(b'"') % 2 == 1),
        ("giant cell", lambda line: len(line) > 3_000_000),
        ("BOM", lambda line: line.startswith(b"\xef\xbb\xbf")),
    ],
)
def test_a_kind_shows_what_it_is_called(kind: str, shows: object, whole: Path, tmp_path: Path) -> None:
    assert callable(shows)
    touched = damage(whole, tmp_path / "spoilt.dat", [kind], seed=4)[kind]
    assert all(shows(records(tmp_path / "spoilt.dat")[number - 1]) for number in touched)


def test_the_same_seed_spoils_the_same_places(whole: Path, tmp_path: Path) -> None:
    first = damage(whole, tmp_path / "first.dat", seed=2)
    second = damage(whole, tmp_path / "second.dat", seed=2)
    assert first == second != damage(whole, tmp_path / "third.dat", seed=3)
    assert (tmp_path / "first.dat").read_bytes() == (tmp_path / "second.dat").read_bytes()


def test_too_short_a_file_is_refused(tmp_path: Path) -> None:
    write_sample(tmp_path / "short.dat", rows=50, seed=1)
    with pytest.raises(ValueError, match="too short"):
        damage(tmp_path / "short.dat", tmp_path / "spoilt.dat")
