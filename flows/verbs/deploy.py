"""``relief deploy``: the runs of the state as Prefect deployments, with their schedules."""

import os
from pathlib import Path
from typing import Annotated

from typer import Option

from relief.errors import SettingMissing

File = Annotated[Path | None, Option("--file", metavar="FILE", help="default: infra/prefect.yaml of the program")]


def act(file: File = None) -> int:
    """Make or renew them on the server that PREFECT_API_URL names."""
    from flows.prefect_settings import PRIVATE, QUIET

    if not os.environ.get("PREFECT_API_URL"):
        raise SettingMissing("PREFECT_API_URL is not set: schedules need a Prefect server that keeps running")
    os.environ.update({**QUIET, **PRIVATE, **{name: os.environ[name] for name in QUIET if name in os.environ}})
    from flows.statewide.deploying import FILE, deploy

    for line in deploy(file or FILE):
        print(line)
    return 0
