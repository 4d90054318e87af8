"""``relief rules diff``: what of the law took effect between two days."""

from typing import Annotated

from typer import Option

from flows.verbs.rules.days import read_day
from flows.verbs.rules.pages import Html, put_page
from flows.verbs.rules.show import RuleSet
from relief.errors import UserError


def act(
    rule_set: RuleSet,
    earlier: Annotated[str, Option("--from", metavar="DAY", help="the earlier day", show_default=False)],
    later: Annotated[str, Option("--to", metavar="DAY", help="the later day", show_default=False)],
    html: Html = None,
) -> int:
    """Print a line for each change, or write them as HTML."""
    from relief.rules.page import print_changes

    first, last = read_day("--from", earlier), read_day("--to", later)
    if first > last:
        raise UserError(f"--from {first} is after --to {last}: give the earlier day first")
    if html is not None:
        from templates.law_page import write_changes

        put_page(write_changes(rule_set, first, last), html)
        return 0
    lines = list(print_changes(rule_set, first, last))
    print("\n".join(lines) or f"nothing took effect from {first} to {last}")
    return 0
