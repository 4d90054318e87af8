"""A fictional state: sizes as in life, every form reads back as DOJ's own file does, the same bytes every time."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from connectors import load_county, read_exports
from connectors.onboarding.certificate import digest_county, read_certificate
from connectors.samples import write_sample
from connectors.samples.state import change_state, write_state
from connectors.samples.state.declared import variant_of
from connectors.samples.state.shares import residents, share_rows
from relief.errors import UserError
from relief.own_folder import FOLDER
from tests.flows.whole_runs import hash_tree

DAY = date(2026, 10, 31)
ROWS = 400_000
FORMS = {"delimited": "alpine", "fixed_width": "plumas", "json_lines": "trinity"}


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER, str(tmp_path / "counties"))
    return tmp_path / "counties"


def test_counties_have_the_sizes_that_they_have_in_life() -> None:
    assert len(residents()) == 58 and sum(residents().values()) == 39_538_223
    shares = share_rows(30_000_000)
    assert (next(iter(shares)), list(shares)[-1]) == ("los_angeles", "alpine")
    assert sum(shares.values()) == 30_000_000 and 0.25 < shares["los_angeles"] / 30_000_000 < 0.26


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("form", ["delimited", "fixed_width", "json_lines"])
def test_every_form_reads_back_as_the_same_records(form: str, tmp_path: Path) -> None:
    word = FORMS[form]
    assert variant_of(word) == form
    (written,) = write_state(tmp_path / "inbox", rows=ROWS, seed=1, day=DAY, words=[word])
    county = load_county(word)
    reading = read_exports([written.path], county, tmp_path / form)
    number = int(county.code)
    write_sample(tmp_path / "plain.dat", county=county.doj_name, rows=written.rows, seed=100 + number)
    plain = read_exports([tmp_path / "plain.dat"], load_county("los_angeles"), tmp_path / "plain")
    assert (reading.rows_read, dict(reading.set_aside)) == (written.rows, {})
    one, other = (pl.read_parquet(each.records).drop("source_file") for each in (reading, plain))
    assert one.equals(other)
    found = read_certificate(word)
    assert found is not None and found.active_since is not None and found.digest == digest_county(word)


@pytest.mark.usefixtures("own")
def test_the_same_seed_gives_the_same_bytes_and_a_county_is_the_same_without_the_others(tmp_path: Path) -> None:
    both, alone = ["alpine", "contra_costa", "san_francisco"], ["san_francisco"]
    write_state(tmp_path / "both", rows=20_000, seed=3, day=DAY, words=both, processes=1)
    write_state(tmp_path / "alone", rows=20_000, seed=3, day=DAY, words=alone)
    trees = hash_tree(tmp_path / "both"), hash_tree(tmp_path / "alone")
    assert {name for name in trees[0] if name.startswith("san_francisco")} == {
        "san_francisco/_COMPLETE", "san_francisco/doj_2026-10-31.dat", "san_francisco/cms_2026-10-31.txt", "san_francisco/weight_2026-10-31.txt"
    }  # fmt: skip
    assert trees[1].items() <= trees[0].items() and "contra_costa/court_2026-10-31.xlsx" in trees[0]


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("word", ["sierra", *FORMS.values()])
def test_the_next_delivery_has_other_rows_of_about_so_many_people_and_the_same_of_the_others(
    word: str, tmp_path: Path
) -> None:
    (before,) = write_state(tmp_path / "inbox", rows=8_000_000, seed=1, day=DAY, words=[word])
    (now,) = change_state(tmp_path / "inbox", share=0.2, seed=1, day=DAY + timedelta(days=1), words=[word])
    assert now.path.name == before.path.name.replace(str(DAY), str(DAY + timedelta(days=1)))
    readings = [read_exports([each.path], load_county(word), tmp_path / each.path.name) for each in (before, now)]
    assert [each.rows_read for each in readings] == [before.rows, now.rows] and not readings[1].set_aside
    people = [
        dict(pl.read_parquet(each.records).drop("source_file", "source_row").partition_by("subject_id", as_dict=True))
        for each in readings
    ]
    gone, new = people[0].keys() - people[1].keys(), people[1].keys() - people[0].keys()
    assert all(str(key).startswith("0") for (key,) in new)
    changed = [key for key in people[0].keys() & people[1].keys() if not people[0][key].equals(people[1][key])]
    assert 0 < len(changed) + len(gone) + len(new) < 0.5 * len(people[0])
    with pytest.raises(UserError, match="nothing was delivered"):
        change_state(tmp_path / "empty", share=0.2, seed=1, day=DAY, words=[word])


def test_a_county_file_that_is_not_fictional_is_left_alone(own: Path, tmp_path: Path) -> None:
    own.mkdir()
    (own / "alpine.yaml").write_text("name: Alpine\n")
    with pytest.raises(UserError, match="no fictional county"):
        write_state(tmp_path / "inbox", rows=100, seed=1, day=DAY, words=["alpine"])
    assert (own / "alpine.yaml").read_text() == "name: Alpine\n" and not (tmp_path / "inbox").exists()
