"""What a delivery is held against: the county's own history, what its file declares, and exemptions that end."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations import Background, Checking, Severity, check
from expectations.history import near_median
from expectations.suites.sources import SUITES
from relief.deliveries import Checks, Coverage, Delivery, Exemption, Own, digest, find_median, find_quiet
from relief.errors import UserError
from tests.expectations.canonical import AS_OF, changed, person, write

MEDIAN = near_median("doj")
NEWS = "new coded values of disposition in doj"
STRANGE = {"disposition": "unlisted", "disposition_text": "DSPN 17"}


def delivered(rows: int, *, times: int = 3, unlisted: tuple[str, ...] = ()) -> list[Delivery]:
    return [
        Delivery(content=str(n), source="doj", day=AS_OF - timedelta(days=90 * n), rows=rows, unlisted=unlisted)
        for n in range(1, times + 1)
    ]


def examine(folder: Path, rows: list[dict[str, object]], *, source: str = "doj", **behind: object) -> Checking:
    records = write(folder / "records.parquet", [{"source": source} | row for row in rows])
    background = Background(**behind)  # type: ignore[arg-type]
    return check(records, folder / "out", county="Los Angeles", as_of=AS_OF, background=background)


def people(number: int) -> list[dict[str, object]]:
    return [row for n in range(number) for row in person(n)]


def exemption(name: str, until: date = AS_OF, percent: float | None = None) -> dict[str, Checks]:
    told = Exemption(expectation=name, reason="The county says why.", until=until, percent=percent)
    return {"doj": Checks(exemptions=(told,))}


@pytest.mark.parametrize(("median", "stops"), [(17, True), (19, False), (20, False), (22, False), (23, True)])
def test_rows_far_from_the_running_median_stop_the_load(tmp_path: Path, median: int, stops: bool) -> None:
    if not stops:
        assert examine(tmp_path, people(10), history=delivered(median)).failed(Severity.BLOCKING) == []
        return
    with pytest.raises(UserError, match="rows of doj far from the running median"):
        examine(tmp_path, people(10), history=delivered(median))


def test_two_deliveries_make_no_median(tmp_path: Path) -> None:
    assert MEDIAN not in {each.name for each in examine(tmp_path, people(2), history=delivered(99, times=2)).results}


def test_a_coded_value_that_is_new_stops_the_load_and_one_that_was_there_before_does_not(tmp_path: Path) -> None:
    rows = [*people(4), *changed(9, STRANGE)]
    first = examine(tmp_path, rows)
    assert NEWS not in {each.name for each in first.results}, "nothing was delivered before"
    with pytest.raises(UserError, match="new coded values of disposition in doj \\(1 of 1 rows\\)") as refused:
        examine(tmp_path, rows, history=delivered(10, times=1))
    assert "relief county check" in str(refused.value) and "DSPN" not in str(refused.value)
    known = delivered(10, times=1, unlisted=first.unlisted["doj"])
    assert examine(tmp_path, rows, history=known).failed(Severity.BLOCKING) == []


def test_an_exemption_holds_to_its_last_day_and_then_says_that_it_ended(tmp_path: Path) -> None:
    rows = [*people(4), *changed(9, STRANGE)]
    history = delivered(10, times=1)
    held = examine(tmp_path, rows, history=history, declared=exemption(NEWS))
    assert NEWS in {each.name for each in held.failed(Severity.WARNING)} and held.ended == ()
    with pytest.raises(UserError, match=f"exemption from '{NEWS}' ended on 2020-06-30 and no longer holds"):
        examine(tmp_path, rows, history=history, declared=exemption(NEWS, AS_OF - timedelta(days=1)))


def test_an_exemption_is_only_as_wide_as_it_says(tmp_path: Path) -> None:
    examine(tmp_path, people(10), history=delivered(16), declared=exemption(MEDIAN, percent=25))
    with pytest.raises(UserError, match="running median"):
        examine(tmp_path, people(11), history=delivered(16), declared=exemption(MEDIAN, percent=25))
    rows = [*people(3), *changed(9, {"sentence_length": -1})]
    assert examine(tmp_path, rows, declared=exemption("negative sentence", percent=50)).set_aside.is_empty()
    assert examine(tmp_path, rows, declared=exemption("negative sentence", percent=1)).set_aside.height == 1
    elsewhere = {"court": exemption("negative sentence")["doj"]}
    assert examine(tmp_path, rows, declared=elsewhere).set_aside.height == 1, "the rows are not of that source"


def test_an_exemption_from_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no expectation 'negative sentense'"):
        examine(tmp_path, people(2), declared=exemption("negative sentense"))


@pytest.mark.parametrize(
    ("source", "change", "name"),
    [
        ("doj", {"cii_number": None}, "doj: CII number missing"),
        ("doj", {"cii_number": "?"}, "doj: CII number that is none"),
        ("court", {"case_number": None}, "court: case number missing"),
        ("court", {"event_date_precision": "year"}, "court: conviction without its day"),
        ("prosecutor", {"charge_text": None}, "prosecutor: charge missing"),
        ("rap_sheets", {"cii_number": None}, "rap_sheets: CII number missing"),
    ],
)
def test_each_kind_of_source_has_a_suite_of_its_own(
    tmp_path: Path, source: str, change: dict[str, object], name: str
) -> None:
    clean = {each.name for each in examine(tmp_path, people(3), source=source).failed(Severity.WARNING)}
    found = examine(tmp_path, [*people(3), *changed(9, change)], source=source)
    assert name in {each.name for each in found.failed(Severity.WARNING)} - clean
    own = {each.name for each in SUITES[source]}
    others = {each.name for kind, suite in SUITES.items() if kind != source for each in suite}
    assert own <= {each.name for each in found.results} and not others & {each.name for each in found.results}


def test_a_laboratorys_list_is_checked_by_its_own_suite(tmp_path: Path) -> None:
    listed = pl.DataFrame({"case_number": ["1", "1", None], "grams": [5.0, 9.0, -1.0]})
    found = {each.name for each in examine(tmp_path, people(2), weights=listed).failed(Severity.WARNING)}
    assert {name for name in found if name.startswith("weights")} == {
        "weights: case number missing", "weights: less than nothing or more than a ton",
        "weights: several weights of one case",
    }  # fmt: skip


def test_what_a_county_declares_of_a_source_is_expected_of_it_alone(tmp_path: Path) -> None:
    own = Own(name="rows of the old system", column="agency", severity="set aside", matches_not="(?i)migrated")
    declared = {"doj": Checks(expect=(own,), covers=Coverage(from_=date(1990, 1, 1), to=date(1998, 8, 1)))}
    rows = [*people(2), *changed(9, {"agency": "MIGRATED JUDGE"})]
    found = examine(tmp_path, rows, declared=declared)
    assert found.set_aside["reason"].to_list() == ["doj: rows of the old system"]
    outside = next(each for each in found.results if each.name == "event outside the days that doj covers")
    assert (outside.failing_rows, outside.rows) == (3, 6)
    assert examine(tmp_path, rows, source="court", declared=declared).set_aside.is_empty()


def test_a_source_that_goes_quiet_raises_an_alarm() -> None:
    declared = {"doj": Checks(cadence_days=90), "court": Checks(cadence_days=30), "prosecutor": Checks()}
    assert find_quiet(delivered(5), declared, AS_OF) == ["court: nothing was ever delivered; every 30 days is declared"]
    late = find_quiet(delivered(5), {"doj": Checks(cadence_days=90)}, AS_OF + timedelta(days=1))
    assert late == ["doj: quiet for 91 days, since 2020-04-02; every 90 days is declared"]


@given(st.lists(st.integers(1, 1000), min_size=3), st.randoms())
def test_the_median_and_the_digest_know_no_order(rows: list[int], dice: object) -> None:
    history = [replace(delivered(1, times=1)[0], rows=n, content=str(i)) for i, n in enumerate(rows)]
    shuffled = history[:]
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert find_median(history, "doj") == find_median(shuffled, "doj")
    assert digest(history) == digest(shuffled) != digest(history[1:])
