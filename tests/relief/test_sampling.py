"""The second opinion: who is drawn, what it proves, and that wrong answers are found."""

import math
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest

from relief.assurance.sampling import BLIND, bound_share, draw_sample, judge
from relief.eligibility import determine
from relief.policy import Policy
from relief.rules.cases.records import HOME, set_rows_aside, write_records
from tests.relief.histories import invent_people

DAY = date(2020, 7, 1)


@pytest.fixture(scope="module")
def determinations(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    records, aside = invent_people(5, 600, DAY)
    path = write_records(records, tmp_path_factory.mktemp("sample") / "r.parquet")
    return determine(path, set_rows_aside(aside), county=HOME, policy=Policy(), as_of=DAY).determinations


def answer(sample: pl.DataFrame, determinations: pl.DataFrame, *, wrong: int) -> pl.DataFrame:
    """A reviewer who agrees but for the first ``wrong`` that were granted."""
    joined = sample.select("source_file", "source_row").join(determinations, on=["source_file", "source_row"])
    answers = joined.select(
        "source_file", "source_row",
        answer=pl.when(pl.col("outcome") == "eligible").then(pl.lit("eligible")).otherwise(pl.lit("not eligible")),
    )  # fmt: skip
    granted = (answers["answer"] == "eligible").arg_true().to_list()[:wrong]
    return answers.with_row_index().with_columns(
        answer=pl.when(pl.col("index").is_in(granted)).then(pl.lit("not eligible")).otherwise("answer")
    )


def test_a_sample_has_every_stratum_and_shows_no_answer(determinations: pl.DataFrame) -> None:
    sample = draw_sample(determinations, 5)
    assert sample.columns == BLIND
    drawn = sample.join(determinations.select("source_file", "source_row", "rule", "outcome"),
                        on=["source_file", "source_row"])  # fmt: skip
    decided = determinations.filter(pl.col("outcome").is_in(["eligible", "ineligible"]))
    assert set(drawn["rule"].cast(pl.String)) == set(decided["rule"].cast(pl.String))
    assert drawn.group_by("rule").len()["len"].max() <= 20  # type: ignore[operator]  # a number
    assert draw_sample(determinations.reverse(), 5).equals(sample), "the order of the rows chooses nobody"


def test_no_wrong_answer_among_so_many_bounds_the_share_as_the_formula_says() -> None:
    for reviewed in (1, 10, 59, 300):
        assert math.isclose(bound_share(0, reviewed, 0.95), 1 - 0.05 ** (1 / reviewed), rel_tol=1e-9)
    assert bound_share(0, 59, 0.95) < 0.05 < bound_share(0, 58, 0.95)
    assert bound_share(3, 3, 0.95) == 1.0
    assert bound_share(0, 0, 0.95) == 1.0


def test_the_bound_holds_as_often_as_it_says() -> None:
    random, share, reviewed, held = Random(7), 0.08, 60, 0
    for _ in range(2000):
        wrong = sum(random.random() < share for _ in range(reviewed))
        held += bound_share(wrong, reviewed, 0.95) >= share
    assert held / 2000 >= 0.94


def test_a_wrong_grant_is_counted_and_raises_the_bound(determinations: pl.DataFrame) -> None:
    sample = draw_sample(determinations, 30)
    clean = judge(determinations, answer(sample, determinations, wrong=0))
    dirty = judge(determinations, answer(sample, determinations, wrong=3))
    assert clean.wrong_grants.wrong == 0 < clean.wrong_grants.reviewed
    assert dirty.wrong_grants.wrong == 3
    assert dirty.wrong_grants.at_most > clean.wrong_grants.at_most
    assert dirty.wrong_denials == clean.wrong_denials
    assert 0 < clean.wrong_denials.at_most < 1


def test_nothing_reviewed_proves_nothing(determinations: pl.DataFrame) -> None:
    none = pl.DataFrame(schema={"source_file": pl.String, "source_row": pl.UInt32, "answer": pl.String})
    assert judge(determinations, none).wrong_grants.at_most == 1.0


def test_two_runs_of_the_same_records_are_sampled_alike(tmp_path: Path, determinations: pl.DataFrame) -> None:
    determinations.cast({pl.Categorical: pl.String}).write_parquet(tmp_path / "d.parquet")
    assert draw_sample(pl.read_parquet(tmp_path / "d.parquet"), 4).equals(draw_sample(determinations, 4))
