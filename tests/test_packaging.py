"""What is installed holds everything that the program reads beside its code."""

import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("relief", "connectors", "expectations", "templates", "flows", "infra")
ONLY_TO_LOOK_AT = {"templates/motion_first_page.png", "templates/clerks_page.png"}
TO_DEPLOY_WITH = ("infra/terraform/", "infra/Dockerfile", "infra/requirements.lock")
"""Read by whoever sets the program up, before it is there."""


def test_every_file_of_the_rooms_goes_into_the_wheel() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = [*told["package-data"]["*"], "*.py"]
    listed = subprocess.run(["git", "ls-files", *ROOMS], cwd=ROOT, capture_output=True, text=True, check=True)
    files = listed.stdout.split()
    assert len(files) > 100
    left = {file for file in files if not any(fnmatch(Path(file).name, pattern) for pattern in patterns)}
    assert {file for file in left if not file.startswith(TO_DEPLOY_WITH)} == ONLY_TO_LOOK_AT
    assert {f"{room}*" for room in ROOMS} == set(told["packages"]["find"]["include"])
