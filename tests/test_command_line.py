"""How the command ends, and what it says: exit codes and messages. Whole runs are in ``tests/flows``."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.samples import write_sample
from flows.command_line import main


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "export.dat"
    write_sample(path, rows=300, seed=7)
    return path


def ends(*words: object) -> int:
    """The exit code."""
    return main([str(word) for word in words])


def test_help_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert ends("--help") == 0
    said = capsys.readouterr().out
    assert all(verb in said for verb in ("sample", "run", "check", "explain", "status"))


@pytest.mark.parametrize("verb", ["sample", "run", "check", "explain", "status"])
def test_every_verb_has_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(verb, "--help") == 0
    assert "Usage: relief " + verb in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "los_angeles", "{export}", "--as-of", "2999-01-01", "--out", "{out}"], "in the future"),
        (["run", "los_angeles", "{export}", "--as-of", "July 1", "--out", "{out}"], "write the day as 2020-07-01"),
        (["run", "atlantis", "{export}", "--out", "{out}"], "atlantis"),
        (["run", "los_angeles", "{out}/none.dat", "--out", "{out}/work"], "none.dat: there is no such file"),
        (["run", "los_angeles", "{out}", "--out", "{out}/work"], "directory"),
        (["run", "los_angeles", "{empty}", "--out", "{out}/work"], "empty.dat: the file is empty"),
        (["run", "los_angeles", "/dev/null", "--out", "{out}/work"], "not a regular file"),
        (["run", "los_angeles", "{export}", "--out", "s3://bucket/prefix"], "--database"),
        (["run", "los_angeles", "{export}", "--out", "{out}", "--policy", "{out}/none.yaml"], "none.yaml"),
        (["run", "los_angeles", "{export}", "--out", "{out}", "--policy", "{policy}"], "unknown key felony"),
        (["run", "los_angeles", "{export}", "--out", "{empty}/below"], "cannot be made"),
        (["check", "los_angeles", "s3://bucket/export.dat"], "export.dat: an export is read from this machine"),
        (["check", "los_angeles", "{empty}"], "empty.dat: the file is empty"),
        (["check", "los_angeles", "{policy}"], "not the DOJ bulk layout"),
        (["explain", "los_angeles", "--out", "{out}", "--row", "1"], "no run was done here"),
        (["status", "--out", "{out}"], "no run was done here"),
        (["sample", "los_angeles", "--rows", "0", "--out", "{out}/x.dat"], "--rows 0"),
        (["sample", "los_angeles", "--out", "{out}"], "this is a folder"),
        (["sample", "los_angeles", "--out", "{out}/x.dat", "--source", "court"], "Sources: doj, rap_sheets"),
        (["sample", "los_angeles", "--out", "{out}/x.zip", "--source", "rap_sheets", "--header"], "no header line"),
        (["serve", "--out", "{out}", "--host", "0.0.0.0"], "others could reach the page"),
        (["accounts", "add", "Jane Doe", "--out", "{out}", "--role", "auditor"], "no person's name"),
        (["accounts", "add", "c.1", "--out", "{out}", "--role", "judge"], "one of clerk, county"),
        (
            ["accounts", "add", "c.1", "--out", "{out}", "--role", "clerk", "--county", "los_angeles", "--court", "X"],
            "the county's file names",
        ),
        (["run"], "Missing argument 'county'"),
        (["run", "los_angeles", "{export}"], "Missing option '--out'"),
        (["run", "--rows", "3"], "No such option"),
        (["explain", "los_angeles", "--out", "{out}", "--row", "x"], "Invalid value for '--row'"),
        (["file"], "No such command 'file'"),
        ([], "Missing command"),
    ],
)
def test_a_users_mistake_ends_with_2_and_says_what_to_do(
    words: list[str], said: str, export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, policy, out = tmp_path / "empty.dat", tmp_path / "policy.yaml", tmp_path / "out"
    empty.touch()
    policy.write_text("felony: dismiss\n")
    out.mkdir()
    assert ends(*(word.format(export=export, empty=empty, policy=policy, out=out) for word in words)) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert "Traceback" not in told.err
    assert not told.out
    assert not list(out.rglob("*.db"))


_END = "print(*sys.modules, file=sys.stderr)"


def _imported_by(*words: object) -> set[str]:
    """The packages that a command has imported at its end."""
    given = [str(word) for word in words]
    text = f"import sys; from flows.command_line import main; main({given!r}); print(file=sys.stderr); {_END}"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-P", "-c", text], capture_output=True, text=True, env=environment, check=True
    )
    return {name.partition(".")[0] for name in done.stderr.splitlines()[-1].split()}


_LARGE = {"prefect", "great_expectations", "polars", "pandas", "numpy", "scipy", "pyarrow", "boto3", "dask", "sqlmodel",
          "sqlalchemy", "fastapi", "jinja2", "httpx"}  # fmt: skip


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["explain", "--help"]])
def test_help_is_quick_since_it_imports_no_large_package(words: list[str]) -> None:
    assert not _imported_by(*words) & _LARGE


def test_verbs_that_decide_nothing_never_start_prefect(export: Path, tmp_path: Path) -> None:
    for words in (
        ["check", "los_angeles", export],
        ["explain", "los_angeles", "--out", tmp_path, "--row", "1"],
        ["status", "--out", tmp_path],
    ):
        assert "prefect" not in _imported_by(*words)


def test_our_mistake_ends_with_1_and_quotes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_given: object) -> None:
        raise ValueError("PLANTED NAME, 1970-02-03")

    monkeypatch.setattr("flows.past.read_past", fail)
    assert ends("status", "--out", tmp_path) == 1
    told = capsys.readouterr()
    assert "ValueError at flows/verbs/status.py:" in told.err
    assert "PLANTED" not in told.err + told.out


def test_a_reader_who_goes_away_is_told_nothing() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "-P", "-m", "flows.command_line", "--help"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUNBUFFERED": ""}
    done = subprocess.run(words, stdout=writing, stderr=subprocess.PIPE, env=environment, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_sample_is_the_same_bytes_for_the_same_seed(tmp_path: Path) -> None:
    first, second, other = (tmp_path / name for name in ("first", "second", "other"))
    for path, seed in ((first, 3), (second, 3), (other, 4)):
        assert ends("sample", "los_angeles", "--rows", 200, "--seed", seed, "--out", path) == 0
    assert first.read_bytes() == second.read_bytes() != other.read_bytes()
    assert first.read_bytes().count(b"\n") == 200


def test_a_check_tells_what_is_wrong_and_makes_nothing(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    short = tmp_path / "short.dat"
    short.write_bytes(export.read_bytes() + b"1,2,3\n")
    assert ends("check", "los_angeles", short, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rows read"] == 301
    assert [(each["rows"], each["first"]) for each in found["set aside"]] == [(1, ["short.dat row 301"])]
    assert [path.name for path in tmp_path.iterdir()] == ["short.dat"]
