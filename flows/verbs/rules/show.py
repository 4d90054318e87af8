"""``relief rules show``: a rule set as a page, on a day, as a preset or the default policy elects."""

from typing import Annotated

from typer import Argument, Option

from flows.verbs.rules.days import read_day

RuleSet = Annotated[str, Argument(help="the rule set, as prop64", show_default=False)]


def act(
    rule_set: RuleSet,
    as_of: Annotated[str | None, Option("--as-of", metavar="DAY", help="the day; default: today")] = None,
    preset: Annotated[
        str | None, Option("--preset", metavar="NAME", help="elections by name; default: the statute's floor")
    ] = None,
) -> int:
    """Print the page."""
    from relief.policy import read_policy
    from relief.rules.page import open_page, print_page

    policy = read_policy({} if preset is None else {"preset": preset}, source="--preset")
    for line in print_page(open_page(rule_set, policy, read_day("--as-of", as_of))):
        print(line)
    return 0
