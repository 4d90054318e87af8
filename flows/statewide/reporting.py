"""What a run of the state leaves for others, whoever started it: its summary, metrics, traces and alerts."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.statewide.alerting import Alerts, find_alerts, read_alerts, send_alerts
from flows.statewide.observing import observe
from flows.statewide.summing import describe_state, sum_state
from flows.workplace import Workplace, make_folder

if TYPE_CHECKING:
    from relief.database import StateTold

ALERTS = "RELIEF_ALERTS"
"""Variable of the environment: the file of alerts, where no other is named."""


def choose_alerts(path: Path | None) -> Alerts | None:
    """Whom to alert of what, from a file or the one that the environment names; None: nobody. UserError if it is wrong."""
    named = os.environ.get(ALERTS)
    place = path or (Path(named) if named else None)
    return read_alerts(place) if place else None


def report(
    told: "StateTold", before: "StateTold | None", workplace: Workplace, limits: Alerts | None
) -> tuple[dict[str, Any], list[str]]:
    """Write ``statewide/<number>/summary.json``, tell whoever listens; gives the summary, and who took no alert."""
    found = sum_state(told, workplace)
    summary = describe_state(found)
    place = workplace.folder / "statewide" / str(told.number) / "summary.json"
    make_folder(place.parent)
    place.write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    observe(found)
    if limits is None:
        return summary, []
    alerts = find_alerts(found, sum_state(before, workplace) if before else None, limits)
    return summary, send_alerts(alerts, limits, workplace)
