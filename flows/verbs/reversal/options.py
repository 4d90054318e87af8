"""Options of the reversal's verbs, and what they share."""

from typing import TYPE_CHECKING, Annotated, TypeVar

from typer import Argument

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.reversing import Matter
    from flows.workplace import Workplace

Which = Annotated[
    str, Argument(metavar="WHICH", help="batch and row, as LA-2026-0001/12, or a task about it", show_default=False)
]

Answer = TypeVar("Answer")


def move(
    county: str, which: str, out: str, database: str | None, by: str, day: str | None,
    work: "Callable[[Matter, Workplace], Answer]",
) -> Answer:  # fmt: skip
    """Find the conviction and do ``work`` on it."""
    from flows.reversing import find_matter
    from flows.verbs.review.options import read_past_day
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    try:
        return work(find_matter(county, workplace, which, by=by, day=read_past_day(day)), workplace)
    finally:
        workplace.forget()
