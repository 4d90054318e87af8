"""What relief changes for people, counted a second time, person by person."""

from datetime import date
from pathlib import Path

import pytest

from relief.eligibility import Decision, determine, keep_facts
from relief.impact import Impact, measure_impact
from relief.policy import Policy
from relief.rules.cases.records import HOME, Record, make_record, number_rows, set_rows_aside, write_records
from tests.relief.histories import invent_people
from tests.relief.oracle import END, decide_all, gather_people, shift_years
from tests.relief.test_oracle import AS_OF_DAYS, PEOPLE, invent_policy

AS_OF = date(2020, 7, 1)
GONE = {"dismissal and sealing", "recall and resentencing"}


def decide(records: list[Record], folder: Path, policy: Policy | None = None) -> Decision:
    path = write_records(records, folder / "records.parquet")
    return determine(path, set_rows_aside([]), county=HOME, policy=policy or Policy(), as_of=AS_OF)


def convict(charge: str, day: str, level: str | None, cycle: int, **fields: object) -> Record:
    """One convicted count, three years of probation, long over."""
    base = {
        "birth_date": "1970-01-01", "event": "court action", "disposition": "convicted", "charge_text": charge,
        "event_date": day, "conviction_level": level, "count_order": f"{cycle:03}001001000",
        "sentence_place": "jail", "sentence_length": 10, "sentence_unit": "day",
    }  # fmt: skip
    return make_record(**(base | fields))


def measure(records: list[Record], folder: Path, policy: Policy | None = None) -> Impact:
    decision = decide(number_rows(records), folder, policy)
    return measure_impact(decision.determinations, keep_facts(decision), AS_OF)


def test_a_redesignated_felony_is_no_felony_and_still_a_conviction(tmp_path: Path) -> None:
    impact = measure([convict("11359 HS", "2010-05-01", "felony", 1)], tmp_path)
    assert (impact.people, impact.people_eligible) == (1, 1)
    assert (impact.lose_last_felony, impact.lose_last_conviction) == (1, 0)


def test_a_dismissed_misdemeanor_is_no_conviction_and_was_no_felony(tmp_path: Path) -> None:
    impact = measure([convict("11357(C) HS", "2010-05-01", "misdemeanor", 1)], tmp_path)
    assert (impact.lose_last_felony, impact.lose_last_conviction) == (0, 1)


def test_a_felony_in_another_county_is_left(tmp_path: Path) -> None:
    elsewhere = convict("459 PC", "2010-05-01", "felony", 2, county="KERN")
    impact = measure([convict("11359 HS", "2010-05-01", "felony", 1), elsewhere], tmp_path)
    assert (impact.lose_last_felony, impact.lose_last_conviction) == (0, 0)


def test_a_conviction_of_unknown_level_is_counted_as_a_felony(tmp_path: Path) -> None:
    elsewhere = convict("459 PC", "2010-05-01", None, 2, county="KERN")
    impact = measure([convict("11359 HS", "2010-05-01", "felony", 1), elsewhere], tmp_path)
    assert impact.lose_last_felony == 0


@pytest.mark.parametrize(("day", "loses"), [("2013-07-02", 1), ("2013-07-01", 0), ("2014", 1)])
def test_the_last_conviction_within_seven_years_is_counted_from_the_as_of_day(
    day: str, loses: int, tmp_path: Path
) -> None:
    impact = measure([convict("11357(C) HS", day, "misdemeanor", 1)], tmp_path)
    assert impact.lose_last_conviction_within_seven_years == loses
    assert impact.lose_last_conviction == 1


def test_a_conviction_of_unknown_day_may_be_recent(tmp_path: Path) -> None:
    elsewhere = make_record(event="court action", disposition="convicted", charge_text="459 PC", conviction_level="felony", count_order="002001001000", county="KERN")  # fmt: skip
    impact = measure([convict("11357(C) HS", "2015-05-01", "misdemeanor", 1), elsewhere], tmp_path)
    assert impact.lose_last_conviction_within_seven_years == 0


def test_a_felony_that_was_reduced_long_ago_is_not_the_last_felony_lost_now(tmp_path: Path) -> None:
    judged = convict("11357(A) HS", "2010-05-01", "felony", 1)
    impact = measure([judged, judged | {"disposition": "reduced to misdemeanor"}], tmp_path)
    assert (impact.lose_last_felony, impact.lose_last_conviction) == (0, 1)


def test_people_without_a_cannabis_conviction_are_not_counted(tmp_path: Path) -> None:
    impact = measure([convict("459 PC", "2010-05-01", "felony", 1)], tmp_path)
    assert impact == Impact(
        people=0, people_eligible=0, lose_last_felony=0, lose_last_conviction=0,
        lose_last_conviction_within_seven_years=0,
    )  # fmt: skip


def count_by_hand(seed: int, people: int) -> tuple[Impact, list[Record], list[dict[str, object]]]:
    """The oracle's impact, person by person."""
    as_of, policy = AS_OF_DAYS[seed], invent_policy(seed)
    records, aside = invent_people(seed, people, as_of)
    verdicts = decide_all(records, aside, county=HOME, policy=policy, as_of=as_of)
    decided: set[str] = set()
    helped: set[str] = set()
    felony = conviction = recent = 0
    since = shift_years(as_of, -7)
    for person in gather_people(records, aside):
        before, after = [], []
        for count in person.counts:
            verdict = verdicts.get(count.key)
            relief = verdict.relief if verdict else None
            if verdict and verdict.outcome != "out of scope":
                decided.add(count.key[0])
                helped |= {count.key[0]} if verdict.outcome == "eligible" else set()
            if "convicted" not in count.said:
                continue
            lately = count.judgment[1] > since or count.judgment[1] == END
            is_felony = count.level in ("felony", None)
            before.append((is_felony, lately))
            if relief not in GONE:
                after.append((is_felony and relief is None, lately))
        felony += any(f for f, _ in before) and not any(f for f, _ in after)
        conviction += bool(before) and not after
        recent += any(r for _, r in before) and not any(r for _, r in after)
    impact = Impact(
        people=len(decided), people_eligible=len(helped), lose_last_felony=felony, lose_last_conviction=conviction,
        lose_last_conviction_within_seven_years=recent,
    )  # fmt: skip
    return impact, records, aside


@pytest.mark.parametrize("seed", range(len(AS_OF_DAYS)))
def test_impact_is_what_counting_person_by_person_gives(seed: int, tmp_path: Path) -> None:
    by_hand, records, aside = count_by_hand(seed, 3 * PEOPLE)
    path = write_records(records, tmp_path / "records.parquet")
    decision = determine(path, set_rows_aside(aside), county=HOME, policy=invent_policy(seed), as_of=AS_OF_DAYS[seed])
    assert measure_impact(decision.determinations, keep_facts(decision), AS_OF_DAYS[seed]) == by_hand
