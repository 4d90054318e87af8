"""What runs in containers: nobody's user, a root that is read only, and nothing that the lock does not name."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.command_line import main
from flows.serving.site import Binding, Site

INFRA = Path(__file__).parents[2] / "infra"
LOCK = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)


def _services() -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = yaml.safe_load((INFRA / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return told


def test_the_image_holds_the_versions_that_were_tested_and_none_that_only_tests_need() -> None:
    tested = dict(LOCK.findall((INFRA.parent / "requirements.lock").read_text(encoding="utf-8")))
    shipped = dict(LOCK.findall((INFRA / "requirements.lock").read_text(encoding="utf-8")))
    assert shipped.items() <= tested.items()
    assert {"prefect", "sqlmodel", "boto3", "great-expectations", "jinja2", "polars"} <= shipped.keys()
    assert not {"pytest", "mypy", "moto", "playwright", "hypothesis"} & shipped.keys()


def test_every_service_of_ours_runs_as_nobody_on_a_root_that_is_read_only() -> None:
    ours = {name: told for name, told in _services().items() if told["image"] == "relief:local"}
    assert set(ours) == {"bucket", "prefect", "deployments", "worker", "dask-scheduler", "dask-worker", "page"}
    for told in ours.values():
        assert told["user"] == "10001:10001" and told["read_only"] and told["cap_drop"] == ["ALL"]
        assert told["security_opt"] == ["no-new-privileges:true"]


def test_no_service_is_reached_from_outside_this_machine() -> None:
    published = [port for told in _services().values() for port in told.get("ports", [])]
    assert published and all(port.startswith("127.0.0.1:") for port in published)


def test_who_decides_and_who_shows_have_the_inbox_and_the_counties_where_they_are_told_that_they_are() -> None:
    told = _services()
    for name, wanted in (("worker", ("RELIEF_INBOX", "RELIEF_COUNTIES")), ("page", ("RELIEF_COUNTIES",))):
        mounted = {volume.rpartition("}:")[2].removesuffix(":ro") for volume in told[name]["volumes"]}
        assert {told[name]["environment"][variable] for variable in wanted} <= mounted
        assert told[name]["environment"]["RELIEF_DATABASE"] == told["bucket"]["environment"]["RELIEF_DATABASE"]


def test_passwords_are_asked_for_and_never_written() -> None:
    text = (INFRA / "compose.yaml").read_text(encoding="utf-8")
    for name in ("PASSWORD", "SECRET_ACCESS_KEY", "AUTH_STRING", "AUTH"):
        for value in re.findall(rf"\w*{name}: (\S.*)$", text, re.MULTILINE):
            assert value.startswith("${") and ":?" in value, value


def test_the_page_is_started_as_the_program_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    services = (INFRA / "terraform/services.tf").read_text("utf-8")
    declared = re.search(r'command = (\["relief", "serve".*?"\])', services, re.DOTALL)
    assert declared is not None
    served: list[tuple[str, str, str | None]] = []

    def serve(site: Site, binding: Binding) -> int:
        served.append((site.workplace.out, site.origin, binding.proxy))
        return 0

    monkeypatch.setattr("flows.serving.server.serve", serve)
    given = {"${RELIEF_ADDRESS:?in my.env}": "https://relief.example.gov", "${var.address}": "https://relief.example.gov",
             "${local.of_relief.RELIEF_OUT}": "s3://work/relief", "${local.of_relief.RELIEF_DATABASE}": "sqlite:///x",
             "${RELIEF_PROXY:-172.16.0.0/12}": "172.16.0.0/12", "${var.network}": "10.60.0.0/20"}  # fmt: skip
    for command in (_services()["page"]["command"], json.loads(declared[1])):
        words = [
            name + "=" * bool(value) + given.get(value, value) for name, _, value in (w.partition("=") for w in command)
        ]
        assert main(words[1:]) == 0
    assert served == [
        ("s3://relief/work", "https://relief.example.gov", "172.16.0.0/12"),
        ("s3://work/relief", "https://relief.example.gov", "10.60.0.0/20"),
    ]


def test_what_is_named_in_the_environment_is_what_the_program_reads() -> None:
    rooms = ("relief", "connectors", "flows")
    read = "\n".join(path.read_text("utf-8") for room in rooms for path in (INFRA.parent / room).rglob("*.py"))
    files = (INFRA / "compose.yaml", *(INFRA / "terraform").glob("*.tf"))
    named = {name for path in files for name in re.findall(r"\b(RELIEF_[A-Z_]+)(?:: | += )", path.read_text("utf-8"))}
    assert {"RELIEF_OUT", "RELIEF_DATABASE", "RELIEF_INBOX", "RELIEF_COUNTIES", "RELIEF_DASK"} <= named
    assert not [name for name in named if f'"{name}"' not in read]


def test_alarms_count_what_a_scheduled_run_says_and_each_is_explained() -> None:
    from flows.statewide.saying import BODIES

    alarms = (INFRA / "terraform" / "alarms.tf").read_text("utf-8")
    assert set(re.findall(r'body = \\"([^"\\]+)\\"', alarms)) == set(BODIES)
    explained = (INFRA / "operations.md").read_text("utf-8")
    counted = re.findall(r"^    ([a-z-]+) += \{ group", alarms, re.MULTILINE)
    assert len(counted) == 8
    assert not [name for name in (*counted, "no-run", "not-running") if f"`{name}`" not in explained]
