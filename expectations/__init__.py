"""What must hold of a county's records before anything is decided on them.

``check`` validates a records.parquet with Great Expectations and names the rows that cannot be used; ``write_report``
writes Great Expectations' report of it; ``describe`` is the suite as a list. Importing this costs nothing:
Great Expectations itself, which takes seconds, is imported by the check, or before it by ``prepare``
in a thread beside other work. ``check_difference`` is ``check`` of a county of which only some people changed, from what
was counted then.
"""

from expectations import counted
from expectations.check import Background, check, check_difference
from expectations.checking import DUPLICATE, Checking, Result
from expectations.context import prepare
from expectations.expectation import Expectation, Severity
from expectations.report import write_report
from expectations.suites.records import describe

__all__ = [
    "DUPLICATE", "Background", "Checking", "Expectation", "Result", "Severity", "check", "check_difference", "counted",
    "describe", "prepare", "write_report",
]  # fmt: skip
