"""Everything that the README prints is run, in its order, and must come out as printed (``...``: anything more)."""

import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

from flows.command_line import main
from flows.prefect_server import TemporaryServer

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def read_steps(text: str) -> list[tuple[str, str]]:
    """Each command of the README's console blocks, and what it is said to print; a line of three points alone is also nothing at all."""
    blocks = re.findall(r"^```console\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    parts = [part.partition("\n") for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part]
    return [(command, "..." if printed == "...\n" else printed) for command, _, printed in parts]


IN_PROCESSES = 3
"""How many of the first commands run as a reader runs them: in a shell, each in a process of its own, with a Prefect server
for one run. So do later ones that need a shell. The rest run in the test's process and with a server that runs already."""


@pytest.mark.timeout(600)
def test_every_command_of_the_readme_prints_what_the_readme_says(
    prefect_server: TemporaryServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    relief = tmp_path / "bin" / "relief"
    relief.parent.mkdir()
    relief.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m flows.command_line "$@"\n')
    relief.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        **os.environ,
        "PATH": f"{relief.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
    }
    monkeypatch.chdir(tmp_path)
    steps = read_steps(README)
    assert len(steps) > IN_PROCESSES
    for number, (command, said) in enumerate(steps):
        if number < IN_PROCESSES or not command.startswith("relief ") or re.search("[|<>;&$]", command):
            code, printed, error = do_in_shell(command, environment)
        else:
            code, printed, error = do_here(command, {**environment, **prefect_server.client()})
        assert code == 0, f"{command}\n{error}"
        matches = doctest.OutputChecker().check_output(said, printed, doctest.ELLIPSIS)
        assert matches, f"{command}\nprinted\n{printed}\nand not\n{said}"
    assert not [path for path in home.rglob("*") if path.is_file()]


def do_in_shell(command: str, environment: Mapping[str, str]) -> tuple[int, str, str]:
    done = subprocess.run(command, shell=True, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def do_here(command: str, environment: Mapping[str, str]) -> tuple[int, str, str]:
    out, error = io.StringIO(), io.StringIO()
    with patch.dict(os.environ, environment, clear=True), redirect_stdout(out), redirect_stderr(error):
        code = main(shlex.split(command)[1:])
    return code, out.getvalue(), error.getvalue()


def test_the_readme_names_only_files_that_exist() -> None:
    linked = re.findall(r"\]\(([^)#:]+)\)", README)
    assert linked
    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_the_readme_begins_with_the_two_commands() -> None:
    assert shutil.which("make")
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert f"\n{target}:" in targets
