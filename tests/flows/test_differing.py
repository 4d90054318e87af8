"""A delivery is read, checked and decided by what differs from the one before it, to the bytes that doing all would make."""

import random
from pathlib import Path

import numpy as np
import pytest

from connectors.differences.align import GONE, align
from connectors.differences.lines import Shape, hash_lines
from connectors.differences.some import Export, cut
from connectors.samples import write_sample
from flows.past import open_past
from flows.steps.whole import RECORDS
from relief.errors import UserError
from tests.flows.differing import WHOLE, compare, deliver, edit, read_lines, write_lines


def test_deliveries_one_after_another_come_out_by_their_differences_as_they_do_whole(tmp_path: Path) -> None:
    """Rows changed, added, removed, moved, damaged, of nobody; people split, united, new and gone; then a row that goes on
    over lines, for which all is read; and again from what was read whole."""
    write_sample(tmp_path / "plain.dat", rows=5_000, seed=11)
    dice = random.Random(4)
    lines = edit(read_lines(tmp_path / "plain.dat"), dice, 8)
    deliver(write_lines(tmp_path / "export_2020-01-01.dat", lines), tmp_path / "nightly")
    ways = []
    for night in range(2, 6):
        lines = edit(lines, dice, 2)
        if night == 4:
            WHOLE["embedded newline"](lines, 1_000, dice)
        export = write_lines(tmp_path / f"export_2020-01-{night:02}.dat", lines)
        found = compare(deliver(export, tmp_path / "nightly"), deliver(export, tmp_path / f"alone{night}"))
        assert found.differ == ()
        ways.append(found.by_difference)
    assert ways == [True, True, False, False]


def test_records_that_were_never_written_are_put_together_when_somebody_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sample(tmp_path / "export_2020-01-01.dat", rows=3_000, seed=11)
    lines = read_lines(tmp_path / "export_2020-01-01.dat")
    deliver(tmp_path / "export_2020-01-01.dat", tmp_path / "nightly")
    later = write_lines(tmp_path / "export_2020-01-02.dat", lines[:1_500] + lines[1_504:])
    run, whole = (deliver(later, tmp_path / out) for out in ("nightly", "alone"))
    assert not (run.folder / RECORDS).exists()
    past = open_past("los_angeles", run.workplace, run.key)
    monkeypatch.setattr("flows.statewide.past_question.code_version", lambda: "another")
    with pytest.raises(UserError, match="do the run again"):
        past.bring(RECORDS)
    monkeypatch.undo()
    assert past.bring(RECORDS).read_bytes() == (whole.folder / RECORDS).read_bytes()


def test_a_former_run_is_gone_by_only_while_its_files_and_its_export_are_as_they_were(tmp_path: Path) -> None:
    write_sample(tmp_path / "export_2020-01-01.dat", rows=2_000, seed=11)
    lines = read_lines(tmp_path / "export_2020-01-01.dat")
    for night, spoil in ((2, None), (3, "kept export"), (4, "determinations")):
        out = tmp_path / f"out{night}"
        first = deliver(tmp_path / "export_2020-01-01.dat", out)
        if spoil == "kept export":
            (kept,) = (out / "inputs").iterdir()
            kept.unlink()  # a link to what was delivered, which the other nights need
            write_lines(kept, [line.replace(b"CONVICTED", b"DISMISSED") for line in lines])
        elif spoil == "determinations":
            with (first.folder / "determinations.parquet").open("r+b") as file:
                file.seek(200)
                file.write(b"?")
        later = write_lines(tmp_path / f"export_2020-01-{night:02}.dat", [*lines[:700], *lines[703:]])
        assert (deliver(later, out).folder / RECORDS).exists() == (spoil is not None)


def test_lines_are_cut_out_and_found_again_whatever_came_between_them(tmp_path: Path) -> None:
    dice = random.Random(1)
    lines = [b"%d,%x" % (n, dice.randrange(1 << 200)) for n in range(5_000)]
    later = [line for n, line in enumerate(lines) if n % 700]
    later[3_000:3_000] = [b"7,new %d" % n for n in range(300)]
    later = [b"%d,%s" % (n, line.partition(b",")[2]) for n, line in enumerate(later)]
    shape = Shape(start=0, number_before=b",")
    before, now = (write_lines(tmp_path / name, some) for name, some in (("before", lines), ("now", later)))
    found = align(hash_lines(before, shape).hashes, hash_lines(now, shape).hashes)
    assert np.flatnonzero(found.moved == GONE).tolist() == [0, 1, *range(700, 5_000, 700), 4_999]
    assert int(found.new.sum()) == 302
    kept = found.moved[found.moved != GONE]
    assert (np.diff(kept) > 0).all()
    numbers = np.array([0, 1, 63, 64, 65, 130, 2_500, len(later) - 1])
    export = Export(path=now, name="now", lines=hash_lines(now, shape), shape=shape, choice=None)  # type: ignore[arg-type]  # not read
    cut(export, numbers, tmp_path / "some")
    assert read_lines(tmp_path / "some") == [later[n] for n in numbers]
    tails = [line.partition(b",")[2] for line in later]
    for n in range(2, 4_000, 37):
        assert n % 700 == 0 or tails[found.moved[n]] == lines[n].partition(b",")[2]
