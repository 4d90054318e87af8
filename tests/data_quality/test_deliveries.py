"""A wrong, truncated, duplicated, reordered or re-delivered file never changes an answer silently, of whatever kind it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import polars as pl
import pytest

from connectors import read_exports
from expectations import check
from expectations.suites.records import KEYS
from relief.eligibility import determine
from relief.errors import UserError
from relief.policy import Policy
from relief.records import DUPLICATE
from tests.data_quality import kinds
from tests.data_quality.kinds import Kind
from tests.data_quality.state import AS_OF

MAKE: dict[str, Callable[[Path], Kind]] = {
    "DOJ": lambda _: kinds.doj(),
    "delimited": lambda _: kinds.delimited("sacramento"),
    "delimited without totals or numbers of counts": lambda _: kinds.delimited("san_francisco", totals=False),
    "fixed width": lambda _: kinds.fixed_width(),
    "workbook": lambda _: kinds.workbook(),
    "JSON": lambda _: kinds.nested(),
    "RAP sheets": kinds.rap_sheets,
}
COPIES = [expectation for expectation in KEYS if expectation.name == DUPLICATE]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was decided, and what was said of it."""

    told: list[tuple[str, ...]]
    """Person, case, section, day, outcome and rule of every conviction."""
    aside: dict[str, int]
    people_aside: int


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Kind]:
    return {name: make(tmp_path_factory.mktemp("kind")) for name, make in MAKE.items()}


@pytest.fixture(scope="module", params=MAKE)
def kind(request: pytest.FixtureRequest, every_kind: dict[str, Kind]) -> Kind:
    return every_kind[request.param]


@pytest.fixture(scope="module")
def clean(kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    folder = tmp_path_factory.mktemp("clean")
    found = answer(kind, folder, send(kind, folder / kind.name, kind.records))
    assert len(found.told) > 3 and not found.aside
    return found


def send(kind: Kind, path: Path, records: Sequence[object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    kind.write(path, records)
    return path


def answer(kind: Kind, folder: Path, *paths: Path) -> Answers:
    reading = read_exports(paths, kind.county, folder / "read")
    checked = check(reading.records, folder / "checked", county=kind.county.doj_name, as_of=AS_OF, suite=COPIES)
    aside = pl.concat([pl.read_parquet(reading.set_aside_records), checked.set_aside])
    decision = determine(reading.records, aside, county=kind.county.doj_name, policy=Policy(), as_of=AS_OF)
    named = ["subject_id", "case_number", "code_section", "conviction_date", "outcome", "rule"]
    told = decision.determinations.select(pl.col(named).cast(pl.String)).fill_null("").rows()
    assert sum(decision.tally.values()) + reading.rows_set_aside == reading.rows_read
    lost = aside.filter(pl.col("reason") != DUPLICATE)["subject_id"].n_unique()
    return Answers(told=sorted(told), aside=dict(aside.group_by("reason").len().iter_rows()), people_aside=lost)


def test_another_order_changes_no_answer(kind: Kind, clean: Answers, tmp_path: Path) -> None:
    records = Random(3).sample(list(kind.records), len(kind.records))
    assert records != list(kind.records)
    found = answer(kind, tmp_path, send(kind, tmp_path / kind.name, records))
    assert (found.told, found.aside) == (clean.told, {})


def test_the_same_file_under_another_name_is_refused(kind: Kind, tmp_path: Path) -> None:
    one = send(kind, tmp_path / kind.name, kind.records)
    other = send(kind, tmp_path / f"again_{kind.name}", kind.records)
    other.write_bytes(one.read_bytes())
    with pytest.raises(UserError, match=r"byte for byte|one folder or ZIP"):
        read_exports([one, other], kind.county, tmp_path / "out")


def test_what_is_delivered_again_is_set_aside_as_a_copy(kind: Kind, clean: Answers, tmp_path: Path) -> None:
    if kind.name == "rap_sheets.zip":
        return  # sheets of two deliveries are refused: the test above
    one = send(kind, tmp_path / kind.name, kind.records)
    other = send(kind, tmp_path / f"again_{kind.name}", list(kind.records)[::-1])
    found = answer(kind, tmp_path, one, other)
    assert found.told == clean.told and set(found.aside) == {DUPLICATE}


def test_records_twice_in_a_file_are_copies_and_no_further_convictions(
    kind: Kind, clean: Answers, tmp_path: Path
) -> None:
    if not kind.numbered:
        return  # a second row that says the same is a second count, as in life: test_versions
    found = answer(kind, tmp_path, send(kind, tmp_path / kind.name, [*kind.records, *kind.records[:4]]))
    assert found.told == clean.told and set(found.aside) == {DUPLICATE}


@pytest.mark.parametrize("share", [0.3, 0.5, 0.97])
def test_a_file_that_is_cut_off_is_refused_or_its_people_are_in_doubt(
    kind: Kind, clean: Answers, share: float, tmp_path: Path
) -> None:
    path = send(kind, tmp_path / kind.name, kind.records)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    try:
        found = answer(kind, tmp_path, path)
    except UserError:
        return
    assert not kind.counted and found.people_aside >= 1
    assert set(found.told) - set(clean.told) <= {row for row in found.told if row[4] == "attorney review"}


def test_a_file_of_another_kind_is_refused(kind: Kind, every_kind: dict[str, Kind], tmp_path: Path) -> None:
    for other in every_kind.values():
        if other.county.key == kind.county.key and other.name == kind.name:
            continue
        wrong = send(other, tmp_path / "wrong" / kind.name, other.records)
        with pytest.raises(UserError):
            read_exports([wrong], kind.county, tmp_path / "out")
