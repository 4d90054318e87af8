"""What a scheduled run says in its log: a line of JSON each, which alarms count (``infra/terraform/alarms.tf``).

Counties and numbers only. What it means and what to do is in ``infra/operations.md``.
"""

import json
from typing import TYPE_CHECKING

from flows.clock import now
from flows.workplace import Workplace

if TYPE_CHECKING:
    from relief.database import StateTold

RUN_FAILED, COUNTY_FAILED = "run failed", "county failed"
AUDIT_BROKEN, RUN_FINISHED = "audit broken", "statewide run finished"
BODIES = (RUN_FAILED, COUNTY_FAILED, AUDIT_BROKEN, RUN_FINISHED)


def say(body: str, **attributes: str | int) -> None:
    """One line on standard output."""
    severity = "INFO" if body == RUN_FINISHED else "ERROR"
    told = {"timestamp": now().isoformat(), "severity": severity, "body": body, "attributes": attributes}
    print(json.dumps(told), flush=True)


def say_how_it_ended(told: "StateTold", workplace: Workplace) -> None:
    """Each county that was not decided, an audit chain that was tampered with, and that the run has come to its end."""
    for word, each in told.counties.items():
        if each.state in ("failed", "busy"):
            say(COUNTY_FAILED, county=word, state=each.state, number=told.number)
    _check_audit(workplace)
    states = [each.state for each in told.counties.values()]
    say(
        RUN_FINISHED,
        number=told.number,
        **{state.replace(" ", "_"): states.count(state) for state in sorted(set(states))},
    )


def _check_audit(workplace: Workplace) -> None:
    from relief import database

    engine = database.open_database(workplace.database)
    try:
        database.verify_audit(engine)
    except database.AuditBroken as broken:
        say(AUDIT_BROKEN, why=str(broken))
    finally:
        engine.dispose()
