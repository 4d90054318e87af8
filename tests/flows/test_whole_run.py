import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from connectors.doj_columns import COLUMNS
from connectors.samples import damage
from flows.prefect_server import TemporaryServer
from tests.flows.conftest import WholeRun
from tests.flows.leaks import find_leaks, read_database, read_folder
from tests.flows.whole_runs import AS_OF, ROWS, hash_tree, run, run_here

PERSONAL = ("PRI_NAME", "CII_NUMBER", "PRI_DOB", "PRI_SSN", "FE_NUM_CRT_CASE", "SUBJECT_ID")


def list_personal(export: Path) -> set[str]:
    """Every name, number, birth date and case number of an export that is long enough to be told from chance."""
    with export.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    columns = [COLUMNS.index(name) for name in PERSONAL]
    return {row[column] for row in rows for column in columns if len(row[column]) > 5}


def only_run(out: Path) -> Path:
    [folder] = (out / "runs" / "los_angeles").iterdir()
    return folder


def test_a_run_ends_well_and_its_summary_adds_up(whole_run: WholeRun) -> None:
    assert whole_run.ended.code == 0, whole_run.ended.error
    summary = json.loads((only_run(whole_run.out) / "summary.json").read_text())
    rows = summary["rows"]
    assert rows["read"] == ROWS == sum(rows["used"].values()) + sum(rows["set aside"].values())
    assert f"{ROWS:,} rows read = " in whole_run.ended.out
    assert summary["determinations"]["outcome"]["eligible"] > 20
    assert sum(summary["determinations"]["outcome"].values()) == rows["used"]["convictions in the county"]


def test_a_run_writes_its_papers_for_each_court_and_names_them_in_the_database(whole_run: WholeRun) -> None:
    folder = only_run(whole_run.out)
    courts = [place for place in (folder / "papers").iterdir() if place.name != "lists"]
    assert courts
    assert all((court / name).exists() for court in courts for name in ("motion.pdf", "order.pdf", "exhibit_a.pdf"))
    with closing(sqlite3.connect(whole_run.out / "relief.db")) as database:
        keys = {key for (key,) in database.execute("SELECT key FROM paper")}
    assert keys == {str(path.relative_to(whole_run.out)) for path in (folder / "papers").rglob("*.pdf")}


def test_a_run_leaves_nothing_half_written_and_nothing_in_the_home_folder(whole_run: WholeRun) -> None:
    names = [path.name for path in whole_run.out.rglob("*") if ".prefect" not in path.parts]
    assert [name for name in names if name.startswith(".") or name.endswith((".part", ".partial", ".tmp"))] == []
    assert [path for path in whole_run.home.rglob("*") if path.is_file()] == []


def test_nothing_of_a_person_is_in_what_a_run_says_or_in_anything_of_prefects(whole_run: WholeRun) -> None:
    personal = list_personal(whole_run.export)
    assert len(personal) > 100
    said = (whole_run.ended.out + whole_run.ended.error).encode()
    names = "\n".join(str(path) for path in whole_run.out.rglob("*")).encode()
    assert find_leaks([said, names, *read_folder(whole_run.out / ".prefect")], personal) == []


def test_the_search_for_leaks_finds_what_is_there(whole_run: WholeRun) -> None:
    personal = list_personal(whole_run.export)
    assert find_leaks([(only_run(whole_run.out) / "determinations.csv").read_bytes()], personal)


def test_prefect_is_told_a_county_keys_and_a_day_and_shows_the_summary(whole_run: WholeRun) -> None:
    with closing(sqlite3.connect(whole_run.out / ".prefect" / "prefect.db")) as database:
        [parameters] = [json.loads(row[0]) for row in database.execute("SELECT parameters FROM flow_run")]
        states = dict(database.execute("SELECT name, state_type FROM flow_run"))
        tasks = {name.partition("-")[0] for (name,) in database.execute("SELECT name FROM task_run")}
        artifacts = dict(database.execute("SELECT type, data FROM artifact"))
    assert parameters["county"] == "los_angeles"
    assert parameters["as_of"] == AS_OF
    assert [len(key) for key in parameters["exports"]] == [64]
    assert set(states.values()) == {"COMPLETED"}
    assert tasks >= {"read", "check", "determine", "papers", "summarize", "record"}
    assert f"{ROWS:,} rows read" in artifacts["markdown"]
    assert artifacts["table"]


def test_the_same_run_again_is_only_looked_up(whole_run: WholeRun) -> None:
    before = hash_tree(whole_run.out / "runs")
    again = run(
        "run", "los_angeles", whole_run.export, "--as-of", AS_OF, "--out", whole_run.out, more={}, home=whole_run.home
    )
    assert again.code == 0
    assert again.error.count("done before") == 7
    assert "recording" not in again.error
    assert hash_tree(whole_run.out / "runs") == before


def test_a_run_on_postgresql_and_s3_writes_the_same_bytes_as_on_sqlite_and_a_folder(
    whole_run: WholeRun, prefect_server: TemporaryServer, s3_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    from connectors.store import open_store

    more = {**prefect_server.client(), "TMPDIR": str(tmp_path)}
    words = ["run", "los_angeles", whole_run.export, "--as-of", AS_OF, "--out", s3_url, "--database", postgresql_url]
    ended = run(*words, "--json", more=more, home=tmp_path / "home")
    assert ended.code == 0, ended.error
    assert json.loads(ended.out)["rows"]["read"] == ROWS
    store = open_store(s3_url)
    into = tmp_path / "back"
    for key in store.keys("runs/"):
        store.fetch(key, into)
    assert hash_tree(into / "runs") == hash_tree(whole_run.out / "runs")
    status = run("status", "--out", s3_url, "--database", postgresql_url, more=more, home=tmp_path / "home")
    assert "finished, in force" in status.out
    where = ["--out", s3_url, "--database", postgresql_url]
    explained = run("explain", "los_angeles", *where, "--row", "2", more=more, home=tmp_path / "home")
    assert explained.out.startswith("sample.dat row 2")
    assert not list(tmp_path.glob("relief-*"))


def test_no_row_of_a_damaged_export_is_lost(
    whole_run: WholeRun, prefect_server: TemporaryServer, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.dat"
    damage(whole_run.export, damaged)
    words = ["run", "los_angeles", damaged, "--as-of", AS_OF, "--out", tmp_path / "work", "--json"]
    ended = run_here(*words, server=prefect_server, home=tmp_path / "home")
    assert ended.code == 0, ended.error
    rows = json.loads(ended.out)["rows"]
    assert rows["set aside"]
    assert rows["read"] == sum(rows["used"].values()) + sum(rows["set aside"].values())


def test_a_refusal_within_the_flow_leaves_no_word_of_it_with_prefect(
    whole_run: WholeRun, prefect_server: TemporaryServer, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "PLANTED_FAMILYNAME.dat"
    elsewhere.write_text(whole_run.export.read_text().replace("LOS ANGELES", "ALAMEDA"))
    words = ["run", "los_angeles", elsewhere, "--as-of", AS_OF, "--out", tmp_path / "work"]
    ended = run(*words, more=prefect_server.client(), home=tmp_path / "home")
    assert ended.code == 2, ended.error
    assert "Traceback" not in ended.error
    home = Path(prefect_server.client()["PREFECT_HOME"])
    told = b"\n".join(read_database(home / "prefect.db"))
    assert b"refused what it was given" in told
    personal = {*list_personal(elsewhere), "PLANTED_FAMILYNAME"}
    assert find_leaks([*read_folder(home), ended.out.encode()], personal) == []


@pytest.mark.parametrize("verb", ["check", "explain", "status", "--help"])
def test_only_a_run_imports_prefect(verb: str, whole_run: WholeRun) -> None:
    import subprocess
    import sys

    from tests.flows.whole_runs import surroundings

    words = {
        "check": ["check", "los_angeles", str(whole_run.export)],
        "explain": ["explain", "los_angeles", "--out", str(whole_run.out), "--row", "2"],
        "status": ["status", "--out", str(whole_run.out)],
        "--help": ["--help"],
    }[verb]
    heavy = {"prefect", "great_expectations", "polars", "sqlalchemy", "typst", "boto3"}
    allowed = {"check": {"great_expectations", "polars", "sqlalchemy", "boto3"}, "explain": {"polars", "sqlalchemy"}}
    allowed |= {"status": {"polars", "sqlalchemy"}, "--help": set()}
    script = (
        "import sys\nfrom flows.command_line import main\n"
        f"try:\n    code = main({words!r})\nexcept SystemExit as end:\n    code = end.code\n"
        f"print(code, sorted(set(sys.modules) & {heavy!r}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", script],
        env=surroundings({}, home=whole_run.home),
        capture_output=True,
        text=True,
        check=False,
    )
    code, _, modules = done.stderr.strip().splitlines()[-1].partition(" ")
    assert code == "0", done.stderr
    assert set(json.loads(modules.replace("'", '"'))) <= allowed[verb]
