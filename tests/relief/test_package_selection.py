"""Which convictions go into a package, which are taken out of it, and how a list is divided."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relief.packages.alternatives import find_alternatives
from relief.packages.charges import list_charges
from relief.packages.manifest import find_whole_cases
from relief.packages.selection import (
    IN_A_PACKAGE,
    NOT_FILED_NOW,
    PRINTED,
    WITHHELD,
    find_waiting,
    find_withdrawn,
    split,
)
from relief.uniting import CHANGED

LIFE = {"conviction": pl.String, "position": pl.Int64, "step": pl.String, "day": pl.Date, "actor": pl.String,
        "paper": pl.String, "cause": pl.String}  # fmt: skip


def live(**lives: list[str]) -> pl.DataFrame:
    rows = [
        (name, position, step, date(2026, 1, 1), "x", None, None)
        for name, steps in lives.items()
        for position, step in enumerate(steps)
    ]
    return pl.DataFrame(rows, schema=LIFE, orient="row")


def wait(
    lives: pl.DataFrame, withheld: Sequence[tuple[str, str]] = (), taken: Sequence[str] = ()
) -> dict[str, str | None]:
    names = lives["conviction"].unique(maintain_order=True)
    asked = pl.DataFrame({"conviction": names, "relief": ["dismissal and sealing"] * names.len()})
    told = pl.DataFrame(list(withheld), schema={"conviction": pl.String, "why": pl.String}, orient="row")
    why = find_waiting(asked, lives, told, pl.Series(list(taken), dtype=pl.String))
    return dict(zip(names, why, strict=True))


def test_what_waits_says_why_and_the_gravest_reason_is_said() -> None:
    filed = ["identified", "reviewed", "not challenged", "filed"]
    lives = live(
        new=["identified"], given_back=[*filed, "rejected"], filed=filed, taken=["identified"],
        challenged=["identified", "reviewed", "challenged"], dead=["identified"], gone=["identified", "records destroyed"],
        sealed=[*filed, "accepted", "granted", "entered"],
    )  # fmt: skip
    assert wait(lives, [("dead", "deceased")], ["taken", "dead", "challenged"]) == {
        "new": None, "given_back": None, "filed": NOT_FILED_NOW, "taken": IN_A_PACKAGE, "challenged": NOT_FILED_NOW,
        "dead": WITHHELD, "gone": WITHHELD, "sealed": WITHHELD,
    }  # fmt: skip


def printed(outcome: str = "eligible", **changed: Any) -> dict[str, Any]:
    told = {"name": "FICTIONAL,ALEX", "case_number": "X1", "count": 1, "code_section": "HS 11358",
            "conviction_date": date(1999, 1, 1), "level": "felony", "relief": "dismissal and sealing"}  # fmt: skip
    return {"conviction": "A", "outcome": outcome, **told, **changed}


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (printed(), None),
        (printed("attorney review"), "attorney review in the run in force"),
        (printed(relief="redesignation to misdemeanor"), "the run in force says otherwise of it"),
        (printed(name="FICTIONAL,ALEXIS"), "the run in force says otherwise of it"),
        (printed(conviction="B"), "the run in force does not list it"),
    ],
)
def test_a_row_of_which_the_run_in_force_says_otherwise_is_taken_out(now: dict[str, Any], said: str | None) -> None:
    rows = pl.DataFrame({"row": [3], "conviction": ["A"]})
    then = pl.DataFrame([printed()]).select("conviction", *PRINTED)
    found = find_withdrawn(rows, then, pl.DataFrame([now]), pl.Series([IN_A_PACKAGE]))
    assert found == ({3: said} if said else {})


@given(st.lists(st.integers(0, 12)).map(sorted), st.none() | st.integers(1, 9))
def test_a_divided_list_is_the_list_and_a_case_stays_whole_where_it_fits(numbers: list[int], most: int | None) -> None:
    cases, convictions = [f"X{number}" for number in numbers], [f"{at}" for at in range(len(numbers))]
    parts = list(split(convictions, cases, most))
    assert [each for part in parts for each in part] == convictions
    assert most is None or all(0 < len(part) <= most for part in parts)
    of = dict(zip(convictions, cases, strict=True))
    for one, other in pairwise(parts):
        divided = of[one[-1]] == of[other[0]]
        assert not divided or {of[each] for each in one} == {of[one[-1]]}, "a case that fits a part is not divided"


def test_only_a_case_all_of_whose_charges_are_in_the_package_is_whole() -> None:
    rows = pl.DataFrame(
        {"subject_id": ["S", "S", "T", "U"], "case_number": ["X1", " X2", "X1", "X4"], "count": [1, 1, 1, 1]}
    )
    charges = pl.DataFrame({
        "subject_id": ["S", "S", "S", "T", "U", "U"], "case_number": ["X1", "X2", "x-2 ", "X1", "X4", "X4"],
        "count": [1, 1, 2, 1, 1, None],
    })  # fmt: skip
    assert find_whole_cases(rows, charges)["whole_case"].to_list() == ["yes", "no", "yes", "unknown"]
    none = charges.clear()
    assert set(find_whole_cases(rows, none)["whole_case"]) == {"unknown"}


def test_another_number_of_the_case_and_a_later_day_of_the_sentence_are_told(tmp_path: Path) -> None:
    day = date(2001, 5, 6)
    records = pl.DataFrame({
        "source_file": ["doj", "court", "court", "doj", "doj"], "source_row": [1, 1, 2, 2, 3],
        "case_number": ["X1", "x-1 ", "SCN 77", "X2", "X3"], "sentence_place": ["jail", None, None, "jail", "jail"],
        "disposition_date": [date(2001, 6, 7), None, None, day, date(2001, 6, 1)], "event_date": [day] * 5,
        "disposition_date_precision": ["day", None, None, "day", "month"],
    }).with_columns(pl.col("source_row").cast(pl.UInt32))  # fmt: skip
    records.write_parquet(tmp_path / "records.parquet")
    one = {"person_row": 0, "count_row": 0, "cii_agrees": True, "in_question": False}
    matched = pl.DataFrame([{"row": 1, **one}, {"row": 2, **one}], schema=CHANGED)
    named = records.filter(source_file="doj").select("source_file", "source_row", "case_number")
    told = find_alternatives(tmp_path / "records.parquet", matched, named)
    assert told.select("source_row", "case_number_alt", "sentence_date").rows() == [
        (1, "SCN 77", date(2001, 6, 7)), (2, None, None), (3, None, None),
    ]  # fmt: skip
    assert find_alternatives(tmp_path / "records.parquet", matched.clear(), named)["case_number_alt"].null_count() == 3


def test_a_charge_that_only_another_source_tells_of_leaves_the_case_open(tmp_path: Path) -> None:
    """The court knows the person by a number of its own, and has a second count, of which the state's file is silent."""
    records = pl.DataFrame({
        "source_file": ["doj", "court", "court", "court"], "source_row": [1, 1, 2, 3],
        "subject_id": ["D1", "C9", "C9", "C8"], "case_number": ["X1", "X-1", "X-1", "X-1"],
        "event": ["court action"] * 4, "count_order": ["001001001000", "001001002000", "001001003000", "001001004000"],
    }).with_columns(pl.col("source_row").cast(pl.UInt32))  # fmt: skip
    records.write_parquet(tmp_path / "records.parquet")
    named = records.head(1).with_columns(count=pl.lit(1, pl.Int64))
    one = {"cii_agrees": True, "in_question": False}
    paired = pl.DataFrame([{"row": 1, "person_row": 0, "count_row": 0, **one}], schema=CHANGED)
    both = pl.DataFrame(
        [{"row": 1, "person_row": 0, "count_row": 0, **one}, {"row": 2, "person_row": 0, **one}], schema=CHANGED
    )

    def judge(matched: pl.DataFrame) -> list[str]:
        return find_whole_cases(named, list_charges(tmp_path / "records.parquet", matched, named))[
            "whole_case"
        ].to_list()

    assert judge(paired) == ["yes"], "the count is the same in both, whatever its number in the court's file"
    assert judge(both) == ["no"], "and what only the court's file has is a charge of the case"
