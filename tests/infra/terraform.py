"""Terraform as the tests run it: without an account, without a network, in a copy of the folder."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[2] / "infra" / "terraform"
ACCOUNT = "000000000000"
VARIABLES = {
    "environment": "test",
    "account": ACCOUNT,
    "image": f"{ACCOUNT}.dkr.ecr.us-gov-west-1.amazonaws.com/relief@sha256:{'0' * 64}",
    "address": "https://relief.example.gov",
    "certificate_arn": f"arn:aws-us-gov:acm:us-gov-west-1:{ACCOUNT}:certificate/00000000-0000-0000-0000-000000000000",
    "clients": ["10.20.0.0/16"],
    "alarm_addresses": ["operations@relief.example"],
    "emulated": True,
}


def find_plugins() -> Path | None:
    """A folder of providers (a file system mirror): RELIEF_TERRAFORM_PLUGINS, or one that a machine came with."""
    named = os.environ.get("RELIEF_TERRAFORM_PLUGINS")
    if named:
        return Path(named)
    return next((place.parent for place in sorted(Path("/opt").glob("*/registry.terraform.io"))), None)


class Terraform:
    """Terraform over a copy of infra/terraform whose state is a file beside it."""

    def __init__(self, folder: Path, plugins: Path) -> None:
        self.folder = folder / "terraform"
        shutil.copytree(SOURCE, self.folder, ignore=shutil.ignore_patterns(".terraform*"))
        (self.folder / "backend_override.tf").write_text('terraform {\n  backend "local" {}\n}\n')
        (self.folder / "test.auto.tfvars.json").write_text(json.dumps(VARIABLES))
        settings = folder / "terraform.rc"
        settings.write_text(
            f'provider_installation {{ filesystem_mirror {{ path="{plugins}" include=["hashicorp/*"] }} }}'
        )
        self._environment = {
            **os.environ,
            "TF_CLI_CONFIG_FILE": str(settings),
            "CHECKPOINT_DISABLE": "1",
            "AWS_ACCESS_KEY_ID": "tests-only",
            "AWS_SECRET_ACCESS_KEY": "tests-only-secret",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        }

    def run(self, *words: str, more: Mapping[str, str] | None = None, allowed: Sequence[int] = (0,)) -> str:
        """What the command printed; AssertionError with its last words if it ended otherwise."""
        ended = subprocess.run(
            ["terraform", *words, "-no-color"],
            cwd=self.folder,
            env={**self._environment, **(more or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode in allowed, f"terraform {words[0]}: {ended.stdout[-3000:]}{ended.stderr[-3000:]}"
        return ended.stdout

    def plan(self) -> list[dict[str, Any]]:
        """Every resource that would be made, with its values: modules' too."""
        self.run("plan", "-input=false", "-out=planned", "-refresh=false")
        return _flatten(json.loads(self.run("show", "-json", "planned"))["planned_values"]["root_module"])


def _flatten(module: Mapping[str, Any]) -> list[dict[str, Any]]:
    inner = [resource for child in module.get("child_modules", []) for resource in _flatten(child)]
    return [*module.get("resources", []), *inner]
