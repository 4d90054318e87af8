"""The worklist: which field settles what, and in which order."""

import polars as pl

from relief.correctable import FIELDS
from relief.eligibility import keep_facts
from relief.settling import QUESTIONS, SETTLES
from relief.worklist import find_work, rank
from tests.relief.test_settling import decided, settling

FACTS = pl.DataFrame(
    {
        "row": [1, 2, 3],
        "birth_date_precision": ["day", "year", None],
        "offense_date_source": ["arrest", "cycle", "judgment"],
    },
    schema_overrides={"row": pl.UInt32},
)


def settle(*rows: tuple[int, str, str, str]) -> pl.DataFrame:
    return pl.DataFrame([(*row, None) for row in rows], schema=SETTLES, orient="row")


def test_every_question_is_one_that_is_asked_and_every_field_one_that_can_be_corrected() -> None:
    asked = [(row, question.asks, "yes", "eligible") for row in (1, 2, 3) for question in QUESTIONS]
    work = find_work(settle(*asked), FACTS)
    assert work.height == len(asked)
    assert set(work["field"].drop_nulls()) <= set(FIELDS)
    settled = set(work.filter(pl.col("field").is_not_null())["question"])
    assert len(settled) == 8, "a question was renamed, and its field was not"


def test_an_age_is_settled_by_the_birth_date_unless_that_is_known_to_the_day() -> None:
    work = find_work(settle(*((row, "age at the offense", "21 or over", "eligible") for row in (1, 2, 3))), FACTS)
    assert work["field"].to_list() == [None, "birth_date", "birth_date"]


def test_what_frees_nobody_is_not_listed_and_every_answer_is_told() -> None:
    level = "level of the conviction"
    rows = settle(
        (1, level, "felony", "eligible"), (1, level, "infraction", "ineligible"), (2, level, "felony", "ineligible")
    )
    assert find_work(rows, FACTS).rows() == [
        (1, level, "conviction_level", "felony = eligible; infraction = ineligible")
    ]


def test_the_law_s_cases_that_one_fact_frees_are_listed_with_the_field_that_holds_it() -> None:
    found = settling()
    work = find_work(found, keep_facts(decided()))
    freed = found.filter(pl.col("outcome") == "eligible")
    assert set(work["row"]) == set(freed["row"])
    named = work.filter(pl.col("field").is_not_null())
    assert {"charge_text", "conviction_level", "disposition", "birth_date", "sentence_length"} <= set(named["field"])


def test_a_spelling_that_many_share_comes_before_what_each_must_be_asked_for() -> None:
    def fact(number: int, field: str | None, reads: str | None, person: str, record: str | None) -> tuple[object, ...]:
        return "q", field, reads, record, person, "a.dat", number

    rows = [
        fact(1, "disposition", "not stated", "p1", "r1"),
        fact(2, "disposition", "unlisted | CONVTD", "p2", "r2"),
        fact(3, "disposition", "unlisted | CONVTD", "p3", "r3"),
        fact(4, "birth_date", "9999", "p4", "r4"),
        fact(5, "birth_date", "9999", "p4", "r4"),
        fact(6, None, None, "p5", None),
    ]
    names = ["question", "field", "reads", "record", "person", "source_file", "source_row"]
    ranked = rank(pl.DataFrame(rows, schema=names, orient="row"))
    told = ranked.select("record", "people", "convictions").rows()
    assert told == [("r2", 2, 2), ("r3", 2, 2), ("r4", 1, 2), ("r1", 1, 1), (None, 1, 1)]
