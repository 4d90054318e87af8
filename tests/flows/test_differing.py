"""A delivery is read, checked and decided by what differs from the one before it, to the bytes that doing all would make."""

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from connectors.county_files import SHIPPED
from connectors.differences.align import GONE, align
from connectors.differences.lines import Shape, hash_lines
from connectors.differences.some import Export, cut
from connectors.samples import write_sample
from flows.failures import StepFailed
from flows.past import open_past
from flows.run import Run
from flows.statewide.replaying import replay
from flows.step import do, is_done
from flows.steps import DECISION
from flows.steps.differing import find_differing
from flows.steps.whole import RECORDS
from relief.errors import UserError
from tests.flows.differing import (
    WHOLE,
    Compared,
    compare,
    cut_short,
    deliver,
    edit,
    read_answers,
    read_lines,
    write_lines,
)


def test_deliveries_one_after_another_come_out_by_their_differences_as_they_do_whole(tmp_path: Path) -> None:
    """Rows changed, added, removed, moved, damaged, of nobody; people split, united, new and gone; then a row that goes on
    over lines, for which all is read; and again from what was read whole."""
    write_sample(tmp_path / "plain.dat", rows=5_000, seed=11)
    dice = random.Random(6)
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


@pytest.mark.parametrize("source", ["doj", "records_unit"])
def test_an_unread_row_that_comes_or_goes_far_from_its_persons_others_changes_their_answer_by_differences_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """Whatever the source is called: of any but DOJ's, a person's key has its name in front."""
    declared = (SHIPPED / "los_angeles.yaml").read_text(encoding="utf-8")
    (tmp_path / "los_angeles.yaml").write_text(declared.replace("  doj: {", f"  {source}: {{"), encoding="utf-8")
    monkeypatch.setenv("RELIEF_COUNTIES", str(tmp_path))
    first = tmp_path / "export_2020-01-01.dat"
    write_sample(first, rows=2_000, seed=11)
    lines = read_lines(first)
    before = deliver(first, tmp_path / "nightly")
    eligible = read_answers(before).filter(outcome="eligible", rule="years without any conviction").row(0, named=True)
    assert eligible["subject_id"].startswith("records_unit:") == (source != "doj")
    row = eligible["source_row"]
    far = (row + 1_000) % 2_000
    answers = []
    for night, delivered in ((2, [*lines[:far], cut_short(lines[row - 1]), *lines[far:]]), (3, lines)):
        export = write_lines(tmp_path / f"export_2020-01-{night:02}.dat", delivered)
        run = deliver(export, tmp_path / "nightly")
        found = compare(run, deliver(export, tmp_path / f"alone{night}"))
        assert found == Compared(by_difference=True, differ=())
        theirs = read_answers(run).filter(subject_id=eligible["subject_id"])["outcome"].to_list()
        answers.append(("eligible" in theirs, "attorney review" in theirs))
    assert answers == [(False, True), (True, False)]


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
    text = later.read_bytes()
    later.write_bytes(
        text.replace(b"11359 HS", b"11358 HS")
    )  # the next file over it, by which what is kept changes too
    with pytest.raises(UserError, match=r"export_2020-01-02\.dat: its content has changed since it came in"):
        past.bring(RECORDS)
    with pytest.raises(UserError, match=r"export_2020-01-02\.dat: its content has changed since it came in"):
        replay("los_angeles", run.key, run.workplace)
    assert not (run.folder / RECORDS).exists()
    later.write_bytes(text)
    assert past.bring(RECORDS).read_bytes() == (whole.folder / RECORDS).read_bytes()


def test_a_run_taken_up_again_goes_by_its_former_only_while_that_is_as_it_was(tmp_path: Path) -> None:
    write_sample(tmp_path / "export_2020-01-01.dat", rows=2_000, seed=11)
    lines = read_lines(tmp_path / "export_2020-01-01.dat")
    first = deliver(tmp_path / "export_2020-01-01.dat", tmp_path / "nightly")
    later = write_lines(tmp_path / "export_2020-01-02.dat", [*lines[:700], *lines[703:]])
    whole = deliver(later, tmp_path / "alone")
    run = deliver(later, tmp_path / "nightly", DECISION[:2])
    assert find_differing(run) is not None
    spoilt = first.folder / "determinations.parquet"
    text = spoilt.read_bytes()
    spoilt.write_bytes(text[:200] + bytes([text[200] ^ 1]) + text[201:])
    assert find_differing(run) is None
    assert compare(deliver(later, tmp_path / "nightly"), whole) == Compared(by_difference=False, differ=())


def test_a_run_is_noted_for_later_ones_once_its_manifest_is_kept(tmp_path: Path) -> None:
    write_sample(tmp_path / "export_2020-01-01.dat", rows=300, seed=11)
    lines = read_lines(tmp_path / "export_2020-01-01.dat")
    first = deliver(tmp_path / "export_2020-01-01.dat", tmp_path / "nightly")
    (note,) = (tmp_path / "nightly").glob("made/*/former/*.json")
    later = write_lines(tmp_path / "export_2020-01-02.dat", lines[3:])
    run = deliver(later, tmp_path / "nightly", DECISION[:3])
    assert json.loads(note.read_text())["prefix"] == first.prefix
    determine = DECISION[3]
    assert determine.then is not None and not is_done(determine, run)
    with pytest.raises(StepFailed):
        do(replace(determine, then=_refuse_what_is_done), run)
    assert is_done(determine, run) and json.loads(note.read_text())["prefix"] == first.prefix
    do(determine, run)
    assert json.loads(note.read_text())["prefix"] == run.prefix


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


def _refuse_what_is_done(run: Run) -> None:
    assert not is_done(DECISION[3], run)
