"""Exports handed to another machine by key: their content and what is known of them lie in the store, once.

``inputs/<sha256>`` holds the bytes and ``exports/<county>/<key>.json`` the name that they came under. A work folder is
shared as it is: there a key already stands for a file that every process can read.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.intake import Export, find_export, write_down
from flows.statewide.keeping import FOLDER, put_input
from flows.workplace import Workplace, is_remote, make_folder
from relief.errors import UserError

if TYPE_CHECKING:
    from flows.statewide.planning import Plan


def hand_over_all(plan: "Plan", workplace: Workplace, held: Mapping[str, str]) -> "Plan":
    """The plan whose counties' exports other machines find; a county whose exports cannot be handed over has failed.

    Args:
        plan: of the run.
        workplace: where the runs are.
        held: county to its run in force, which stays that of a county that has failed.
    """
    from relief.database import CountyTold

    jobs, settled = [], list(plan.settled)
    for job in plan.jobs:
        try:
            hand_over(job.county, job.exports, workplace)
        except UserError as error:
            settled.append(CountyTold(county=job.county, state="failed", run=held.get(job.county), why=str(error)))
        else:
            jobs.append(job)
    return replace(plan, jobs=jobs, settled=settled)


def hand_over(county: str, keys: Sequence[str], workplace: Workplace) -> None:
    """See that other machines find these exports. UserError for a folder, which no object can hold."""
    if not is_remote(workplace.out):
        return
    from connectors.store import open_store

    store = open_store(workplace.out)
    for key in keys:
        export = find_export(county, key, workplace)
        if Path(export.path).is_dir():
            raise UserError(f"{export.name}: a folder is on this machine only; send it as an archive (.zip)")
        put_input(export, workplace)
        told = {"name": export.name, "sha256": export.sha256}
        store.put(_record(county, key), json.dumps(told).encode())


def receive(county: str, key: str, workplace: Workplace) -> Export:
    """The export that a key stands for, fetched where it came in elsewhere. UserError where it never came in."""
    try:
        return find_export(county, key, workplace)
    except UserError:
        if not is_remote(workplace.out):
            raise
        return _fetch(county, key, workplace)


def _fetch(county: str, key: str, workplace: Workplace) -> Export:
    from connectors.store import Missing, open_store

    store, content = open_store(workplace.out), workplace.folder / FOLDER
    try:
        told = json.loads(store.read_bytes(_record(county, key)))
        if not (content / told["sha256"]).exists():
            store.fetch(f"{FOLDER}/{told['sha256']}", workplace.folder)
    except Missing:
        raise UserError(f"no export with the key {key[:12]} came in for {county}") from None
    place = workplace.folder / "received" / key / told["name"]
    make_folder(place.parent)
    half = place.with_name(f".{os.getpid()}")
    half.unlink(missing_ok=True)
    half.symlink_to(content / told["sha256"])
    os.replace(half, place)
    return write_down(county, place, key, told["sha256"], workplace)


def _record(county: str, key: str) -> str:
    return f"exports/{county}/{key}.json"
