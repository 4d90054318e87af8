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
from relief.database.status import ExportStatus, RunStatus, Status, list_put_in_force, read_status
from relief.database.steps import IllegalStep, name_followed, read_lives, record_steps
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
    "DatabaseFailure",
    "Doing",
    "ExportStatus",
    "IllegalStep",
    "LeaseLost",
    "Move",
    "Order",
    "RunStatus",
    "Status",
    "Taken",
    "WrittenPaper",
    "advance",
    "begin_run",
    "challenge",
    "fail_run",
    "finish_run",
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
    "proceed",
    "question",
    "raise_tasks",
    "read_corrections",
    "read_decided",
    "read_deliveries",
    "read_lives",
    "read_package_rows",
    "read_packages",
    "read_reversals",
    "read_signatures",
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
    "verify_audit",
    "withdraw_package",
    "withdraw_rows",
    "withhold",
    "write_corrections",
]
