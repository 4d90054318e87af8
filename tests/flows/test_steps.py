import json
import pickle
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows import shelf, steps
from flows.failures import Incomplete, StepFailed, safely
from flows.intake import find_export, take_in
from flows.run import Run, plan_run
from flows.shelf import FolderShelf
from flows.spreadsheet import disarm
from flows.step import do
from flows.steps.summarize import count_rows
from flows.workplace import Workplace
from relief.challenging import SHOWN, Ground
from relief.eligibility import DETERMINATIONS
from relief.errors import UserError
from relief.ledger import Step
from tests.fictional_batch import determination

AS_OF = date(2020, 7, 1)


def plan_papers(tmp_path: Path, rows: list[dict[str, object]], county: str = "los_angeles") -> Run:
    """A run of which everything before the papers is done."""
    run = plan_run(county, [], AS_OF, Workplace.choose(str(tmp_path)))
    run.folder.mkdir(parents=True)
    blank = dict.fromkeys(DETERMINATIONS)
    pl.DataFrame([{**blank, **row} for row in rows], schema=DETERMINATIONS).write_parquet(
        run.folder / "determinations.parquet"
    )
    return run


def test_a_worker_without_its_settings_says_which_and_a_refusal_of_data_quotes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("RELIEF_OUT", raising=False)
    with pytest.raises(StepFailed) as told, safely("clear_county"):
        Workplace.read()
    assert "RELIEF_OUT is not set" in str(pickle.loads(pickle.dumps(told.value)))
    with pytest.raises(StepFailed) as told, safely("clear_county"):
        raise UserError("export.dat, row 3: PLANTED")
    assert "PLANTED" not in str(told.value)


def test_what_no_paper_can_name_is_listed_with_its_reason_and_the_rest_is_printed(tmp_path: Path) -> None:
    rows = [
        determination(1),
        determination(2, case_number=None),
        determination(3, name="FICTIONAL,\U00013000 PERSON"),
        determination(4, conviction_date=None),
    ]
    counts = do(steps.papers.STEP, plan_papers(tmp_path, rows)).counts
    assert counts["not printed"] == {"no_case_number": 1, "blank_field": 1, "no_font": 1}
    assert (counts["rows"], counts["printed"]) == (4, 1)
    lists = {path.stem: pl.read_csv(path) for path in tmp_path.rglob("papers/lists/*.csv")}
    assert {name: rows["source_row"].to_list() for name, rows in lists.items()} == {
        "no_case_number": [2],
        "no_font": [3],
        "blank_field": [4],
    }
    assert all("name" not in rows.columns for rows in lists.values())


def test_a_notice_of_challenges_and_the_data_for_doj_come_from_the_same_determinations(tmp_path: Path) -> None:
    outcome, rule, reason = SHOWN[Step.CHALLENGED]
    challenged = {"outcome": outcome, "relief": None, "rule": rule, "reason": f"{reason}: {Ground.CRITERIA}."}
    rows = [
        determination(1, cii_number="99000001", serving=True, relief="recall and resentencing"),
        determination(2, cii_number=None),
        determination(3, **challenged),
        determination(4, **challenged, case_number=None),
        determination(5, name="FICTIONAL,\U0001f600", **challenged),
    ]
    run = plan_papers(tmp_path, rows, "san_francisco")
    counts = do(steps.papers.STEP, run).counts
    assert counts["challenged"] == {"in a notice": 1, "without": 2}
    assert (counts["rows"], counts["printed"], counts["not printed"]) == (2, 2, {})
    folder = run.folder / "papers"
    told = pl.read_csv(folder / "ca000000j" / "disposition_data.csv", infer_schema=False)
    first = f"{run.key[:5].upper()}-0001"
    assert told.select("report", "reference", "cii_number", "subsequent_action", "action_date").rows() == [
        ("JUS 8715A", first, "99000001", "SENTENCE RECALLED, RESENTENCED", None)
    ]
    assert pl.read_csv(folder / "lists" / "no_cii_number.csv")["source_row"].to_list() == [2]
    assert sorted(pl.read_csv(folder / "lists" / "challenged_without_notice.csv")["source_row"]) == [4, 5]
    assert {paper["kind"] for paper in counts["files"]} >= {"challenge notice", "confidential exhibit", "cover sheet"}
    assert all(paper["edition"] and len(paper["template"]) == 64 for paper in counts["files"])


def test_many_files_are_kept_as_few_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for many in (1, 1000):
        monkeypatch.setattr(shelf, "_MANY", many)
        made, kept = tmp_path / f"made{many}", FolderShelf(folder=tmp_path / str(many), root=tmp_path)
        (made / "a" / "b").mkdir(parents=True)
        for name in ("one", "a/two", "a/b/three"):
            (made / name).write_text(name)
        kept.keep_all(made, ["one", "a/two", "a/b/three"])
        assert [kept.read(name) for name in ("one", "a/two", "a/b/three")] == ["one", "a/two", "a/b/three"]
        assert not any(path.is_file() for path in made.rglob("*"))


def test_a_list_is_one_that_a_spreadsheet_does_not_run() -> None:
    frame = pl.DataFrame(
        {"text": ["=cmd|' /C calc'!A0", "@SUM(A1)", "-1", "HS 11357", None], "number": [-1, 2, 3, 4, 5]}
    )
    assert disarm(frame)["text"].to_list() == ["'=cmd|' /C calc'!A0", "'@SUM(A1)", "'-1", "HS 11357", None]
    assert disarm(frame)["number"].to_list() == [-1, 2, 3, 4, 5]


def counts_of(**changed: Any) -> dict[str, Any]:
    counts: dict[str, Any] = {
        "reading": {"rows": 10, "weighed": 0, "set aside": {"wrong number of columns": 2}},
        "checked": {"set aside": {"duplicate record": 1}},
        "decided": {"use": {"convictions in the county": 7, "set aside by the check": 1}},
    }
    return {**counts, **changed}


def test_rows_that_are_read_are_used_or_set_aside() -> None:
    assert count_rows(**counts_of()) == {
        "read": 10,
        "used": {"convictions in the county": 7},
        "set aside": {"wrong number of columns": 2, "duplicate record": 1},
    }


@pytest.mark.parametrize("used", [6, 8])
def test_a_row_lost_or_counted_twice_fails_the_run(used: int) -> None:
    with pytest.raises(Incomplete, match="10 rows were read"):
        count_rows(**counts_of(decided={"use": {"convictions in the county": used}}))


def test_an_export_is_known_by_a_key_that_says_nothing_of_its_name(tmp_path: Path) -> None:
    export = tmp_path / "PLANTED NAME.dat"
    export.write_text(",".join(["1"] * 95) + "\n")
    workplace = Workplace.choose(str(tmp_path / "work"))
    [taken] = take_in("los_angeles", [export], workplace)
    assert len(taken.key) == 64
    assert find_export("los_angeles", taken.key, workplace) == taken
    assert "PLANTED" not in "".join(str(path) for path in (tmp_path / "work").rglob("*"))


def test_an_export_that_changed_since_it_came_in_is_refused(tmp_path: Path) -> None:
    export = tmp_path / "export.dat"
    export.write_text(",".join(["1"] * 95) + "\n")
    workplace = Workplace.choose(str(tmp_path / "work"))
    [taken] = take_in("los_angeles", [export], workplace)
    export.write_text(",".join(["2"] * 95) + "\n" + ",".join(["2"] * 95) + "\n")
    with pytest.raises(UserError, match=r"export\.dat: the file is gone or has changed"):
        find_export("los_angeles", taken.key, workplace)


def test_two_exports_of_one_name_are_refused(tmp_path: Path) -> None:
    exports = [tmp_path / part / "export.dat" for part in ("one", "other")]
    for number, export in enumerate(exports):
        export.parent.mkdir()
        export.write_text(",".join([str(number)] * 95) + "\n")
    with pytest.raises(UserError, match=r"two exports are called export\.dat"):
        take_in("los_angeles", exports, Workplace.choose(str(tmp_path / "work")))


def test_a_run_is_another_run_when_anything_that_can_change_its_answer_is_another(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text('felonies: {"11359": dismiss}\n')
    workplace = Workplace.choose(str(tmp_path))
    plain = plan_run("los_angeles", [], AS_OF, workplace)
    assert plan_run("los_angeles", [], AS_OF, workplace).key == plain.key
    others = [
        plan_run("los_angeles", [], date(2020, 7, 2), workplace),
        plan_run("los_angeles", [], AS_OF, Workplace.choose(str(tmp_path), policy=policy)),
    ]
    assert len({plain.key, *(other.key for other in others)}) == 3


def test_a_failed_step_tells_its_place_and_keeps_what_was_said_to_itself(tmp_path: Path) -> None:
    import pickle

    def fail(_run: Run, _out: Path) -> dict[str, Any]:
        return json.loads('{"PLANTED": ')

    run = plan_run("los_angeles", [], AS_OF, Workplace.choose(str(tmp_path)))
    with pytest.raises(StepFailed) as caught:
        do(steps.Step(name="example", work=fail), run)
    assert str(caught.value).startswith("example: JSONDecodeError at flows/step.py:")
    assert isinstance(caught.value.cause, json.JSONDecodeError)
    pickled = pickle.dumps(caught.value)
    assert b"PLANTED" not in pickled
    assert b"Expecting" not in pickled
    assert str(pickle.loads(pickled)) == str(caught.value)
