"""The relational ledger: who sent what, what was decided, what was filed, and who did it.

SQLite in a file by default, PostgreSQL by URL. Tables are in ``tables``; whatever writes is a function
here, and each does nothing when it is done twice.
"""

from relief.database.audit import AuditBroken, AuditHead, record_audit, verify_audit
from relief.database.corrections import read_corrections, write_corrections
from relief.database.deliveries import read_deliveries, record_deliveries
from relief.database.determinations import WrittenPaper, name_convictions, record_determinations, record_papers
from relief.database.engine import Conflict, DatabaseFailure, open_database
from relief.database.outcomes import Taken, take_outcomes
from relief.database.owners import name_owner
from relief.database.packages import (
    PACKAGES,
    ROWS,
    Doing,
    list_in_packages,
    mark_delivered,
    mark_made,
    mark_sending,
    open_package,
    read_package_rows,
    read_packages,
    withdraw_package,
    withdraw_rows,
)
from relief.database.reversals import Move, Order, advance, notify, question, read_reversals, withhold
from relief.database.reviews import challenge, proceed, read_decided, read_signatures, sign
from relief.database.runs import (
    Claim,
    CountyBusy,
    LeaseLost,
    begin_run,
    fail_run,
    finish_run,
    name_run,
    record_export,
    renew_lease,
)
from relief.database.statewide import (
    CountyTold,
    StateTold,
    begin_state_run,
    finish_state_run,
    pause,
    read_asked,
    read_in_force,
    read_paused,
    read_state_run,
    tell_county,
)
from relief.database.status import ExportStatus, RunStatus, Status, count_last_steps, list_put_in_force, read_status
from relief.database.steps import IllegalStep, identify, name_followed, read_lives, record_steps
from relief.database.tasks import TASKS, move_task, raise_tasks, read_tasks

__all__ = [
    "PACKAGES",
    "ROWS",
    "TASKS",
    "AuditBroken",
    "AuditHead",
    "Claim",
    "Conflict",
    "CountyBusy",
    "CountyTold",
    "DatabaseFailure",
    "Doing",
    "ExportStatus",
    "IllegalStep",
    "LeaseLost",
    "Move",
    "Order",
    "RunStatus",
    "StateTold",
    "Status",
    "Taken",
    "WrittenPaper",
    "advance",
    "begin_run",
    "begin_state_run",
    "challenge",
    "count_last_steps",
    "fail_run",
    "finish_run",
    "finish_state_run",
    "identify",
    "list_in_packages",
    "list_put_in_force",
    "mark_delivered",
    "mark_made",
    "mark_sending",
    "move_task",
    "name_convictions",
    "name_followed",
    "name_owner",
    "name_run",
    "notify",
    "open_database",
    "open_package",
    "pause",
    "proceed",
    "question",
    "raise_tasks",
    "read_asked",
    "read_corrections",
    "read_decided",
    "read_deliveries",
    "read_in_force",
    "read_lives",
    "read_package_rows",
    "read_packages",
    "read_paused",
    "read_reversals",
    "read_signatures",
    "read_state_run",
    "read_status",
    "read_tasks",
    "record_audit",
    "record_deliveries",
    "record_determinations",
    "record_export",
    "record_papers",
    "record_steps",
    "renew_lease",
    "sign",
    "take_outcomes",
    "tell_county",
    "verify_audit",
    "withdraw_package",
    "withdraw_rows",
    "withhold",
    "write_corrections",
]
