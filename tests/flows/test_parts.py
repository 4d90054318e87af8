"""A county decided in parts has the answers of the whole, whatever its file is like; some people can be decided alone."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from connectors.samples import damage, write_sample
from connectors.samples.state import write_state
from flows.intake import take_in
from flows.run import Run, plan_run
from flows.step import do
from flows.steps import check, determine, match, read
from flows.steps.asking import ask
from flows.workplace import Workplace
from relief.assurance.known import write_known_people
from relief.database import name_convictions
from relief.own_folder import FOLDER
from relief.parts import Asked, decide_parts, decide_some, label_people
from relief.records import SET_ASIDE
from relief.reviewing import DECIDED, DECISION

AS_OF = date(2020, 7, 1)


def asked_of(word: str, exports: list[Path], out: Path) -> Asked:
    workplace = Workplace.choose(str(out))
    run: Run = plan_run(word, take_in(word, exports, workplace), AS_OF, workplace)
    for step in (read.STEP, check.STEP, match.STEP):
        do(step, run)
    return ask(run)


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """A file with rows that name nobody, and people who share a CII number."""
    folder = tmp_path_factory.mktemp("damaged")
    write_sample(folder / "plain.dat", rows=6_000, seed=11)
    damage(folder / "plain.dat", folder / "export.dat", seed=3)
    one, other = sorted({line.split(b",")[2] for line in (folder / "plain.dat").read_bytes().splitlines()})[3:5]
    text = (folder / "export.dat").read_bytes()
    (folder / "export.dat").write_bytes(text.replace(b",A" + one + b",", b",A" + other + b","))
    return asked_of("los_angeles", [folder / "export.dat"], folder / "work")


def hold_to_be_the_same(asked: Asked, folder: Path, at_once: int) -> None:
    known = write_known_people(folder / "known.parquet", asked.county)
    whole = decide_parts(asked, folder, known=known)
    parts = decide_parts(asked, folder, known=known, at_once=at_once)
    assert whole.determinations.height > 100
    text = {pl.Categorical: pl.String}
    assert_frame_equal(parts.determinations.cast(text), whole.determinations.cast(text))
    assert_frame_equal(parts.facts, whole.facts)
    assert (parts.tally, parts.impact) == (whole.tally, whole.impact)
    assert parts.known.height == whole.known.height > 0


def test_parts_give_the_answers_of_the_whole(damaged: Asked, tmp_path: Path) -> None:
    assert damaged.set_aside.filter(pl.col("subject_id").is_null()).height
    assert label_people(damaged)["tangled"].any()
    hold_to_be_the_same(damaged, tmp_path, 900)


def test_parts_of_several_sources_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "counties"))
    written = write_state(tmp_path, rows=200_000, seed=5, day=AS_OF, words=["san_francisco"])
    asked = asked_of("san_francisco", [one.path for one in written], tmp_path / "work")
    assert asked.matched.height and asked.weights.height
    hold_to_be_the_same(asked, tmp_path, 1_500)
    hold_to_be_the_same(set_rows_aside(asked, tmp_path), tmp_path, 1_500)


def set_rows_aside(asked: Asked, folder: Path) -> Asked:
    """The check set a row aside, one without a CII number, of every third of those in whom two sources' rows are united, and
    with it the row goes out of the match; it is of the source that does not come first."""
    records = pl.read_parquet(asked.records).with_row_index("row")
    united = records.join(asked.matched.select("row", "person_row"), on="row")
    first = records.select(person_row="row", of="subject_id")
    theirs = united.join(first, on="person_row").filter(pl.col("of") != pl.col("subject_id"))
    several = theirs.filter(pl.len().over("subject_id") > 1).unique("subject_id", keep="last")
    lost = several.filter(pl.col("subject_id").hash(seed=2) % 3 == 0).sort("row")
    assert lost.height > 20
    place, gone = ("source_file", "source_row", "subject_id"), lost["row"].implode()
    told = lost.select(*place, step=pl.lit("check"), reason=pl.lit("lost"), field=pl.lit(""))
    aside = pl.concat([asked.set_aside, told.select(pl.col(name).cast(kind) for name, kind in SET_ASIDE.items())])
    number = pl.when(~pl.col("row").is_in(gone)).then("cii_number")
    records.with_columns(cii_number=number).drop("row").write_parquet(folder / "aside.parquet")
    count = pl.when(~pl.col("count_row").is_in(gone)).then("count_row")
    matched = asked.matched.filter(~pl.col("row").is_in(gone)).with_columns(count_row=count)
    return replace(asked, records=folder / "aside.parquet", set_aside=aside, matched=matched)


def test_some_people_are_decided_as_they_are_among_all(damaged: Asked, tmp_path: Path) -> None:
    known = write_known_people(tmp_path / "known.parquet", damaged.county)
    whole = decide_parts(damaged, tmp_path, known=known).determinations.cast({pl.Categorical: pl.String})
    people = label_people(damaged).filter(pl.col("tangled") | (pl.col("person").hash(seed=1) % 7 == 0))
    some = decide_some(damaged, people.select("row"), tmp_path).cast({pl.Categorical: pl.String})
    expected = whole.filter(pl.col("subject_id").is_in(people["person"].unique().implode()))
    assert some.height > 30
    assert_frame_equal(some, expected)


def test_no_run_goes_by_answers_that_persons_gave(tmp_path: Path) -> None:
    """A decision that is in force no more, as where a second signature is asked for since, leaves nothing behind."""
    write_sample(tmp_path / "export.dat", rows=3_000, seed=11)
    steps = (read.STEP, check.STEP, match.STEP, determine.STEP)

    def decide(out: str, *runs: str) -> pl.DataFrame:
        workplace = Workplace.choose(str(tmp_path / out))
        run = plan_run("los_angeles", take_in("los_angeles", [tmp_path / "export.dat"], workplace), AS_OF, workplace)
        for each in runs:
            run = replace(
                run, key=hashlib.sha256(each.encode()).hexdigest(), decided=decided if each == "with" else none
            )
            for step in steps:
                do(step, run)
        orders = pl.scan_parquet(run.folder / read.RECORDS).select("source_file", "source_row", "count_order")
        answers = pl.scan_parquet(run.folder / "determinations.parquet")
        return answers.join(orders, on=["source_file", "source_row"], how="left", maintain_order="left").collect()

    decided = none = pl.DataFrame(schema=DECIDED)
    rules = decide("rules", "without")
    left = rules.filter(pl.col("outcome") == "attorney review")
    granted = ("eligible", "dismissal and sealing", DECISION, "Decided", "attorney review")
    decided = pl.DataFrame([(name, *granted) for name in name_convictions(left)], schema=DECIDED, orient="row")
    assert left.height and decide("theirs", "with").filter(pl.col("rule") == DECISION).height
    assert_frame_equal(decide("both", "with", "without"), rules)
