"""``relief rules show``: a rule set as a page, on a day, as a preset or the default policy elects."""

from typing import Annotated

from typer import Argument, Option

from flows.verbs.rules.days import read_day
from flows.verbs.rules.pages import Html, put_page

RuleSet = Annotated[str, Argument(help="the rule set, as prop64", show_default=False)]


def act(
    rule_set: RuleSet,
    as_of: Annotated[str | None, Option("--as-of", metavar="DAY", help="the day; default: today")] = None,
    preset: Annotated[
        str | None, Option("--preset", metavar="NAME", help="elections by name; default: the statute's floor")
    ] = None,
    html: Html = None,
) -> int:
    """Print the page, or write it as HTML."""
    from relief.policy import read_policy
    from relief.presets import load_preset
    from relief.rules.page import open_page, print_page

    policy = read_policy({} if preset is None else {"preset": preset}, source="--preset")
    page = open_page(rule_set, policy, read_day("--as-of", as_of), load_preset(preset) if preset else None)
    if html is not None:
        from templates.law_page import write_page

        put_page(write_page(page), html)
        return 0
    for line in print_page(page):
        print(line)
    return 0
