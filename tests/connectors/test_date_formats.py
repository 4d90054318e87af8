"""Days in a county's own formats: read as they are printed, to the precision that they have, and never guessed."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.date_formats import DateReader, check_formats
from connectors.layouts import read_layout
from connectors.normalize import Normalizer
from connectors.readers.block import ROW
from connectors.samples.twin.cells import print_day
from relief.errors import UserError
from relief.records import PRECISION

FORMATS = (
    "YYYYMMDD", "YYYY-MM-DD", "M/D/YYYY", "MM/DD/YY", "MMDDYY", "YYMMDD", "DD-MON-YYYY", "CYYMMDD", "CYYDDD", "YYYYDDD",
    "YYDDD", "serial",
)  # fmt: skip


def read(text: str, *formats: str) -> tuple[date | None, str | None]:
    days, precisions = DateReader(formats, 2018, ()).read(pl.Series([text]))
    return days[0], precisions[0]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(FORMATS), st.dates(date(1930, 1, 1), date(2018, 12, 31)))
def test_a_day_printed_in_a_format_is_read_in_it(day_format: str, day: date) -> None:
    frame = pl.DataFrame({"day": [day], "day_precision": pl.Series(["day"], dtype=PRECISION)})
    assert read(frame.select(print_day("day", day_format)).item(), day_format) == (day, "day")


@settings(deadline=None, max_examples=40)
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_packed_year_has_its_century_in_front_and_needs_no_guess(day: date) -> None:
    century = "0" if day < date(2000, 1, 1) else "1"
    assert read(century + day.strftime("%y%m%d"), "CYYMMDD") == (day, "day")
    assert read(century + day.strftime("%y%j"), "CYYDDD") == (day, "day")


@pytest.mark.parametrize(
    ("text", "day_format", "day", "precision"),
    [
        ("0970700", "CYYMMDD", date(1997, 7, 1), "month"),
        ("0970000", "CYYMMDD", date(1997, 1, 1), "year"),
        ("1999000", "YYYYDDD", date(1999, 1, 1), "year"),
        ("2000366", "YYYYDDD", date(2000, 12, 31), "day"),
        ("0000000", "CYYMMDD", None, None),
        ("0000000", "YYYYDDD", None, None),
        ("9999999", "CYYMMDD", None, "unreadable"),
        ("2990101", "CYYMMDD", None, "unreadable"),  # a century that nobody declared
        ("970704", "CYYMMDD", None, "unreadable"),  # a zero lost: which digit is the century's?
        ("1999366", "YYYYDDD", None, "unreadable"),
        ("1050229", "CYYMMDD", None, "unreadable"),
    ],
)
def test_what_a_packed_date_does_not_say_is_not_known(
    text: str, day_format: str, day: date | None, precision: str | None
) -> None:
    assert read(text, day_format) == (day, precision)


@pytest.mark.parametrize("day_format", ["MMDD", "YYYYYY", "YYYYMMDDD", "CYYYYMMDD", "DD", "MMMON"])
def test_a_format_that_cannot_say_one_day_is_refused(day_format: str) -> None:
    with pytest.raises(UserError, match="date_formats"):
        check_formats((day_format,), 2018, "invented.yaml")


def test_two_digits_of_a_year_need_the_last_that_they_can_mean() -> None:
    with pytest.raises(UserError, match="two_digit_years_until"):
        check_formats(("MMDDYY",), None, "invented.yaml")
    check_formats(("CYYMMDD",), None, "invented.yaml")
    assert read("070418", "MMDDYY")[0] == date(2018, 7, 4)
    assert read("070419", "MMDDYY")[0] == date(1919, 7, 4)


def test_the_next_day_is_the_next_packed_number() -> None:
    days = [date(1999, 12, 30) + timedelta(days=number) for number in range(4)]
    assert [read(text, "CYYDDD")[0] for text in ("099364", "099365", "100001", "100002")] == days


@pytest.mark.parametrize(
    ("formats", "good"),
    [
        (("serial", "YYYY-MM-DD", "M/D/YYYY"), True),
        (("MM/DD/YY", "M/D/YYYY"), True),
        (("YYYYMMDD", "MMDDYYYY"), True),
        (("M/D/YYYY", "D/M/YYYY"), False),
        (("YYMMDD", "MMDDYY"), False),
        (("CYYMMDD", "YYYYDDD"), False),
        (("MM/DD/YY", "YY/MM/DD"), False),
    ],
)
def test_two_formats_that_read_one_text_as_two_days_are_refused(formats: tuple[str, ...], good: bool) -> None:
    if good:
        check_formats(formats, 2018, "invented.yaml")
        return
    with pytest.raises(UserError, match="can be read as another day by"):
        check_formats(formats, 2018, "invented.yaml")


def test_a_column_may_write_its_days_otherwise() -> None:
    declared = {
        "title": "invented", "file": {"format": "delimited"}, "columns": ["PERSON", "BORN", "DAY"],
        "text": {"subject_id": "PERSON"}, "dates": {"birth_date": "BORN", "event_date": "DAY"}, "two_digit_years_until": 2018,
        "date_formats": ["YYMMDD"], "date_formats_of": {"DAY": ["MMDDYY"]},
    }  # fmt: skip
    layout = read_layout(declared, "invented.yaml")
    block = pl.DataFrame({ROW: [1], "PERSON": ["1001"], "BORN": ["700203"], "DAY": ["040506"]})
    record = Normalizer(layout, "court").normalize(block.cast({ROW: pl.UInt32}), "a.txt").row(0, named=True)
    assert (record["birth_date"], record["event_date"]) == (date(1970, 2, 3), date(2006, 4, 5))
    with pytest.raises(UserError, match="date_formats_of: no day is read from PERSON"):
        read_layout(declared | {"date_formats_of": {"PERSON": ["MMDDYY"]}}, "invented.yaml")
