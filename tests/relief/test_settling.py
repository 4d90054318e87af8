"""The single fact that settles a review: whoever finds it out gets what was foretold."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from relief.eligibility import Decision, determine, keep_facts, reach_verdicts
from relief.policy import Policy, read_policy
from relief.readings import READINGS, find_readings
from relief.rules.cases import AS_OF, read_cases
from relief.rules.cases.history import CaseHistory
from relief.rules.cases.records import HOME, number_rows, set_rows_aside, write_records
from relief.rules.prop64 import RULE_SET, list_rules
from relief.rules.rule import Outcome
from relief.rules.terms import read_terms
from relief.settling import QUESTIONS, SETTLES, find_settling, tell_settling


@cache
def decided() -> Decision:
    """All histories of the rule set's cases, each a person's, under the default policy."""
    cases = read_cases(RULE_SET)
    rows = [record | {"subject_id": str(n)} for n, case in enumerate(cases) for record in CaseHistory(case).records]
    with TemporaryDirectory() as folder:
        path = write_records(number_rows(rows), Path(folder) / "r.parquet")
        return determine(path, set_rows_aside([]), county=HOME, policy=Policy(), as_of=AS_OF)


@cache
def settling() -> pl.DataFrame:
    return find_settling(keep_facts(decided()), policy=Policy(), as_of=AS_OF)


def test_verdicts_on_kept_facts_are_the_runs_own() -> None:
    place = ["source_file", "source_row"]
    kept = keep_facts(decided())
    again = reach_verdicts(kept, policy=Policy(), as_of=AS_OF).join(kept.select("row", *place), on="row")
    names = [*place, "outcome", "relief", "rule"]
    texts = pl.col(pl.Enum, pl.Categorical).cast(pl.String)
    first = decided().determinations.join(again.select(place), on=place, how="semi")
    assert (
        again.select(names).with_columns(texts).sort(place).equals(first.select(names).with_columns(texts).sort(place))
    )


def test_only_reviews_are_settled_and_never_to_a_review() -> None:
    assert settling().schema == pl.Schema(SETTLES)
    assert "attorney review" not in settling()["outcome"]
    reviewed = reach_verdicts(keep_facts(decided()), policy=Policy(), as_of=AS_OF).filter(
        pl.col("outcome").cast(pl.String) == "attorney review"
    )
    assert set(settling()["row"]) < set(reviewed["row"]), "some are settled by a fact, and an attempt by a reading"
    assert len(set(settling()["question"])) >= 8


def test_every_question_asks_for_facts_that_there_are() -> None:
    columns = set(decided().facts.columns)
    named = {name for question in QUESTIONS for answer in question.answers.values() for name in answer}
    assert named <= columns, named - columns


def test_no_answer_contradicts_what_the_record_says() -> None:
    level = settling().filter(pl.col("question") == "level of the conviction")
    stated = keep_facts(decided()).filter(pl.col("row").is_in(level["row"].implode()))
    assert stated.height and stated["is_felony"].is_null().all()


def test_every_rule_that_sends_to_an_attorney_has_the_question_that_the_attorney_answers() -> None:
    everything = read_policy({"over_one_pound": "review", "felonies": {"11358": "review"}}, source="a test")
    rules = list_rules(everything, read_terms(RULE_SET, AS_OF), AS_OF)
    asking = {rule.name for rule in rules if rule.outcome == Outcome.REVIEW}
    # The disposition's question is of a fact that is not known; what is left by election has no question of the law.
    assert asking - {"disposition in doubt", "felony left to an attorney by election"} == set(READINGS)
    columns = set(decided().facts.columns)
    assert {name for question in READINGS.values() for told in question.answers.values() for name in told} <= columns


def test_a_reading_comes_to_what_the_rules_say_of_the_record_that_it_amends() -> None:
    kept = keep_facts(decided())
    readings = find_readings(kept, policy=Policy(), as_of=AS_OF)
    assert readings.schema == pl.Schema(SETTLES)
    assert "attorney review" not in readings["outcome"]
    assert set(readings["question"]) >= {
        question.asks for rule, question in READINGS.items() if rule != "over one pound"
    }
    row = kept.filter(pl.col("attempt") & (pl.col("section") == "11359") & (pl.col("level") == "felony"))["row"][0]
    told = readings.filter(pl.col("row") == row).select("question", "answer", "outcome", "relief").rows()
    assert told == [("whether the attempt follows its offense", "yes", "eligible", "redesignation to misdemeanor")]


def test_what_settles_is_told_in_one_sentence_a_conviction() -> None:
    told = tell_settling(settling())
    assert told["row"].n_unique() == told.height == settling()["row"].n_unique()
    assert told["settles"].str.contains(" = (eligible|ineligible|already relieved|out of scope)").all()
