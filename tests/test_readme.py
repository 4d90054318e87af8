"""Everything that the README prints is run, in its order, and must come out as printed (``...``: anything more)."""

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def read_steps(text: str) -> list[tuple[str, str]]:
    """Each command of the README's console blocks, and what it is said to print; a line of three points alone is also nothing at all."""
    blocks = re.findall(r"^```console\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    parts = [part.partition("\n") for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part]
    return [(command, "..." if printed == "...\n" else printed) for command, _, printed in parts]


@pytest.mark.timeout(600)
def test_every_command_of_the_readme_prints_what_the_readme_says(tmp_path: Path) -> None:
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
    steps = read_steps(README)
    assert len(steps) > 6
    for command, printed in steps:
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        matches = doctest.OutputChecker().check_output(printed, done.stdout, doctest.ELLIPSIS)
        assert matches, f"{command}\nprinted\n{done.stdout}\nand not\n{printed}"
    assert not [path for path in home.rglob("*") if path.is_file()]


def test_the_readme_names_only_files_that_exist() -> None:
    linked = re.findall(r"\]\(([^)#:]+)\)", README)
    assert linked
    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_the_readme_begins_with_the_two_commands() -> None:
    assert shutil.which("make")
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert f"\n{target}:" in targets
