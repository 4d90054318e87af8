"""Defects that only the county's own history, or what its file declares of a source, can show."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from expectations import Background
from relief.deliveries import Checks, Coverage, Delivery, Own
from relief.errors import UserError
from tests.data_quality.state import AFFECTED, AS_OF, Row, clean_state, decide

ROWS = len(clean_state())


def earlier(rows: int) -> Background:
    days = (AS_OF - timedelta(days=90 * n) for n in (1, 2, 3))
    return Background(history=[Delivery(content=f"{d}", source="doj", day=d, rows=rows) for d in days])


def changed(**cells: str) -> list[Row]:
    """The affected person's conviction with other cells."""
    rows = clean_state()
    mine = max(n for n, row in enumerate(rows) if row["SUBJECT_ID"] == AFFECTED)
    return [row | cells if n == mine else row for n, row in enumerate(rows)]


def test_half_of_the_rows_that_came_before_are_no_delivery(tmp_path: Path) -> None:
    """DQ-089."""
    assert decide(clean_state(), tmp_path / "same", checked=True, background=earlier(ROWS)).aside == {}
    with pytest.raises(UserError, match="rows of doj far from the running median"):
        decide(clean_state()[: ROWS // 2], tmp_path / "half", checked=True, background=earlier(ROWS))


def test_rows_of_an_old_system_are_set_aside_where_the_county_says_so(tmp_path: Path) -> None:
    """DQ-071."""
    own = Own(name="migrated rows", column="agency", severity="set aside", matches_not="(?i)migrated")
    behind = Background(declared={"doj": Checks(expect=(own,))})
    found = decide(changed(STP_ORI_DESCR="MIGRATED JUDGE"), tmp_path, checked=True, background=behind)
    assert found.aside == {"doj: migrated rows": 1} and found.aside_of == {AFFECTED}
    assert not {outcome for outcome, _ in found.answers.get(AFFECTED, [])} - {"attorney review"}


def test_an_event_outside_the_days_that_a_source_covers_is_set_aside_where_the_county_says_so(tmp_path: Path) -> None:
    """DQ-083."""
    covers = Coverage(from_=date(2000, 1, 1), to=date(2012, 1, 1), outside="set aside")
    behind = Background(declared={"doj": Checks(covers=covers)})
    late = changed(STP_EVENT_DATE="20130405", DISP_DATE="20130405")
    found = decide(late, tmp_path, checked=True, background=behind)
    assert found.aside == {"event outside the days that doj covers": 1} and found.aside_of == {AFFECTED}
    assert decide(clean_state(), tmp_path / "clean", checked=True, background=behind).aside == {}
