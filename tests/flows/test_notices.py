"""The month's notices: written where the policy asks for them, the eligible only, the others with their day."""

from datetime import date
from pathlib import Path

import polars as pl

from flows.run import plan_run
from flows.steps.check import SET_ASIDE
from flows.steps.match import MATCHED
from flows.steps.notices import write_notices
from flows.steps.whole import RECORDS
from flows.workplace import Workplace
from relief.rules.cases import read_cases
from relief.rules.cases.history import CaseHistory
from relief.rules.cases.records import number_rows, set_rows_aside, write_records
from relief.rules.cases.settle import name_person
from relief.uniting import CHANGED

DAY = date(2025, 1, 1)


def write(tmp_path: Path, policy: str) -> tuple[dict[str, object], Path]:
    (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")
    run = plan_run("los_angeles", [], DAY, Workplace.choose(str(tmp_path), policy=tmp_path / "policy.yaml"))
    run.folder.mkdir(parents=True, exist_ok=True)
    cases = [*read_cases("pc1203_425"), *read_cases("pc851_93")]
    told = [record for n, case in enumerate(cases) for record in name_person(CaseHistory(case).records, n)]
    write_records(number_rows(told), run.folder / RECORDS)
    set_rows_aside([]).write_parquet(run.folder / SET_ASIDE)
    pl.DataFrame(schema=CHANGED).write_parquet(run.folder / MATCHED)
    out = tmp_path / "out"
    out.mkdir(exist_ok=True)
    return write_notices(run, out), out


def test_a_county_that_elects_none_gets_none(tmp_path: Path) -> None:
    counts, out = write(tmp_path, "misdemeanors_and_infractions: floor\n")
    assert counts == {}
    assert list(out.iterdir()) == []


def test_each_law_writes_its_notice_of_the_month(tmp_path: Path) -> None:
    _, out = write(tmp_path, "automatic_relief: {convictions: yes, arrests: yes}\n")
    for law in ("pc1203_425", "pc851_93"):
        notice = pl.read_csv(out / "notices" / f"{law}_2025-01.csv")
        all_of_them = pl.read_parquet(out / "notices" / f"{law}.parquet")
        eligible = all_of_them.filter(pl.col("outcome").cast(pl.String) == "eligible")
        assert notice.height == eligible.height > 3
        assert notice["relief"].null_count() == 0
        waiting = all_of_them.filter(pl.col("outcome").cast(pl.String) == "ineligible")["eligible_on"].drop_nulls()
        assert len(waiting) > 2
        assert waiting.min() > DAY  # type: ignore[operator]  # dates, not checked by Polars' types


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    policy = "automatic_relief: {convictions: yes, arrests: yes}\n"
    first = {path.name: path.read_bytes() for path in sorted(write(tmp_path, policy)[1].rglob("*.*"))}
    second = {path.name: path.read_bytes() for path in sorted(write(tmp_path, policy)[1].rglob("*.*"))}
    assert first == second
