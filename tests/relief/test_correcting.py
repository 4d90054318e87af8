"""Corrections of records: which row they name in the next delivery, when they hold, and that nothing else changes."""

from contextlib import suppress
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relief.correctable import FIELDS, columns, printed, read_charge, read_day, show, value
from relief.correcting import (
    KEY,
    Correction,
    State,
    digest,
    gather,
    identify,
    judge,
    name_reading,
    name_record,
    tabulate,
)
from relief.records import SCHEMA

DAY = date(2020, 7, 1)
ROW = {
    "source": "doj", "source_file": "a.dat", "source_row": 1, "subject_id": "1", "count_order": "001002001000",
    "event": "court action", "birth_date": date(1970, 1, 2), "birth_date_precision": "day", "disposition": "unlisted",
    "disposition_text": "CONVTD", "charge_text": "HS 11359",
}  # fmt: skip
PART = ROW | {"source_row": 2, "disposition": None, "disposition_text": None, "sentence_place": "jail"}
OTHER = ROW | {"source_row": 3, "subject_id": "2"}


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(SCHEMA) | row for row in rows], schema=SCHEMA)


def correct(rows: pl.DataFrame, name: str, becomes: str, *, row: int = 1) -> Correction:
    """As a workbook does: of the fact as that row has it."""
    field = FIELDS[name]
    people = identify(gather(rows.lazy(), rows), field).with_columns(_said=printed(field))
    if field.of_person:
        people = people.with_columns(count_order=pl.lit(None, dtype=pl.String))
    on = KEY[:2] if field.of_person else KEY
    mine = people.filter(pl.col("source_row") == row)
    texts = people.join(mine.select(on), on=on, how="semi", nulls_equal=True)["_said"]
    key = mine.select(KEY).row(0, named=True)
    record = name_record(*key.values())
    return Correction(
        record=record, field=name, **key, read=name_reading(record, name, texts), shown="", becomes=becomes,
        reason="r", evidence="court file", author="a", day=DAY,
    )  # fmt: skip


def states(rows: pl.DataFrame, *corrections: Correction) -> list[tuple[str, int | None]]:
    return judge(rows.lazy(), tabulate(corrections)).select("state", "source_row").rows()


READ = frame(ROW, PART, OTHER)
CONVICTED = correct(READ, "disposition", "convicted")


def test_it_is_applied_to_its_row_alone_wherever_that_is_in_the_next_delivery() -> None:
    assert states(READ, CONVICTED) == [(State.APPLIED, 1)]
    moved = frame(OTHER | {"source_row": 1}, PART, ROW | {"source_row": 9, "source_file": "b.dat"})
    assert states(moved, CONVICTED) == [(State.APPLIED, 9)]


def test_a_row_delivered_twice_is_corrected_twice() -> None:
    twice = frame(ROW, PART, ROW | {"source_file": "b.dat", "source_row": 4})
    assert states(twice, CONVICTED) == [(State.APPLIED, 1), (State.APPLIED, 4)]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"disposition": "convicted", "disposition_text": "CONVICTED"}, State.AGREED),
        ({"disposition": "dismissed", "disposition_text": "DISMISSED"}, State.CONFLICT),
        ({"disposition_text": "CONV OR DISM"}, State.CONFLICT),
        ({"charge_text": "HS 11358"}, State.APPLIED),
        ({"subject_id": "7"}, State.NOT_FOUND),
    ],
)
def test_what_the_county_says_next_decides_what_becomes_of_it(told: dict[str, object], state: State) -> None:
    assert [found for found, _ in states(frame(ROW | told, PART, OTHER), CONVICTED)] == [state]


def test_a_further_row_of_the_count_makes_it_unknown_which_is_meant() -> None:
    more = frame(ROW, PART, ROW | {"source_row": 8, "disposition_text": "OTHER"})
    assert states(more, CONVICTED) == [(State.NOT_FOUND, None)]


def test_a_persons_birth_date_is_corrected_in_every_row_that_says_another() -> None:
    later = ROW | {"source_row": 5, "count_order": "002001001000", "birth_date": date(1971, 1, 2)}
    rows = frame(ROW, later, OTHER)
    told = correct(rows, "birth_date", "1971-01-02")
    assert states(rows, told) == [(State.APPLIED, 1)]
    assert states(frame(ROW | {"birth_date": date(1971, 1, 2)}, later), told)[0][0] == State.AGREED
    assert states(frame(ROW, later | {"birth_date": date(1972, 1, 2)}), told)[0][0] == State.CONFLICT


def test_the_digest_is_of_all_that_could_change_an_answer() -> None:
    one = tabulate([CONVICTED])
    assert digest(one) == digest(tabulate([CONVICTED])) != ""
    assert digest(one) != digest(tabulate([correct(READ, "disposition", "dismissed")]))
    assert digest(tabulate([])) == ""


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from([4, 7, 10]))
def test_a_day_month_or_year_becomes_columns_and_the_same_text_again(day: date, length: int) -> None:
    text = read_day(day.isoformat()[:length])
    made = pl.DataFrame(list(columns(FIELDS["event_date"], pl.Series([text])).values()))
    assert made.select(value(FIELDS["event_date"])).item() == text
    assert made["event_date"].item() <= day < made["event_date"].item() + timedelta(days=366)


@pytest.mark.parametrize("text", ["", "1999-13", "1999-02-30", "12/31/1999", "99", "1899-01-01", "1999-1-1"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write the day|no calendar|1900"):
        read_day(text)


@pytest.mark.parametrize("text", ["POSSESS", "11357", "11359 PC", "11#59 HS", ""])
def test_what_names_no_section_with_its_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a section with its code"):
        read_charge(text)


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=12))
def test_every_other_text_is_refused_in_words_or_kept_in_the_columns(name: str, text: str) -> None:
    field = FIELDS[name]
    kept = None
    with suppress(ValueError):
        kept = field.read(text)
    if kept is None:
        with pytest.raises(ValueError, match=r"must be|write|calendar"):
            field.read(text)
        return
    made = frame(ROW).with_columns(columns(field, pl.Series([kept])).values())
    assert made.select(value(field)).item() == kept


def test_what_is_private_is_shown_masked() -> None:
    assert show(FIELDS["birth_date"], "1970-01-02") == "9999-99-99"
    assert show(FIELDS["case_number"], "BA123-01") == "AA999-99"
    assert show(FIELDS["disposition"], "convicted") == "convicted"
