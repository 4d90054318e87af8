"""The flow of the state's history: one task a day. Parameters are days; results are not kept."""

from datetime import date

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.failures import safely
from flows.statewide.backfilling import UNDERWAY


class DayFailed(Exception):
    """A county was not decided on a day. The history says which, and why."""


@task(name="clear_day", task_run_name="{day}", persist_result=False, cache_policy=NO_CACHE)
def clear_day(day: date) -> None:
    """Decide every county on a day."""
    with safely("clear_day"):
        if not UNDERWAY[day]():
            raise DayFailed


@flow(name="backfill_state", persist_result=False, log_prints=False)
def backfill_state(days: list[date]) -> None:
    """Decide past days one after the other; a day that fails stops no other."""
    with safely("backfill_state"):
        for day in days:
            clear_day(day, return_state=True)
