"""Prefect deployments of the runs of the state, as ``infra/prefect.yaml`` declares them, on a server that is running."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from relief.declared import read_declared, read_yaml
from relief.errors import UserError

FILE = Path(__file__).resolve().parents[2] / "infra" / "prefect.yaml"


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When a deployment runs by itself."""

    cron: str
    timezone: str


@dataclass(frozen=True, kw_only=True)
class WorkPool:
    """Whose workers do it."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """One entry of the file: the part of Prefect's own form that is used here."""

    name: str
    entrypoint: str
    work_pool: WorkPool
    description: str = ""
    concurrency_limit: int | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    schedules: tuple[Schedule, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Deployments:
    """The file."""

    name: str
    deployments: tuple[Deployment, ...]


def read_deployments(path: Path) -> Sequence[Deployment]:
    """What the file declares; UserError names what is wrong in it."""
    try:
        declared = read_yaml(path.read_text(encoding="utf-8"), path.name)
    except OSError as error:
        raise UserError(f"{path}: it cannot be read: {error.strerror}") from None
    found: Deployments = read_declared(Deployments, declared, path.name)
    return found.deployments


def deploy(path: Path) -> list[str]:
    """Make or renew every deployment, and its pool where there is none; gives a line each."""
    return asyncio.run(_deploy(read_deployments(path)))


async def _deploy(wanted: Sequence[Deployment]) -> list[str]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.exceptions import ObjectNotFound
    from prefect.flows import load_flow_from_entrypoint
    from prefect.utilities.callables import parameter_schema

    lines = []
    async with get_client() as client:
        for each in wanted:
            try:
                await client.read_work_pool(each.work_pool.name)
            except ObjectNotFound:
                await client.create_work_pool(WorkPoolCreate(name=each.work_pool.name, type="process"))
            flow: Any = load_flow_from_entrypoint(each.entrypoint)
            schedules = [
                DeploymentScheduleCreate(schedule=CronSchedule(cron=one.cron, timezone=one.timezone))
                for one in each.schedules
            ]
            await client.create_deployment(
                flow_id=await client.create_flow(flow), name=each.name, description=each.description,
                entrypoint=each.entrypoint, work_pool_name=each.work_pool.name, parameters=dict(each.parameters),
                schedules=schedules, concurrency_limit=each.concurrency_limit,
                # Without it nobody can name a county: Prefect takes no parameter that it does not know of.
                parameter_openapi_schema=parameter_schema(flow).model_dump_for_openapi(), enforce_parameter_schema=True,
            )  # fmt: skip
            when = ", ".join(f"{one.cron} {one.timezone}" for one in each.schedules) or "when somebody asks"
            lines.append(f"{flow.name}/{each.name}: {when}")
    return lines
