"""``relief rules cases``: every case that the rules are held to, with its outcome as it is computed now."""

from flows.verbs.rules.pages import Html, put_page
from flows.verbs.rules.show import RuleSet


def act(rule_set: RuleSet = "prop64", html: Html = None) -> int:
    """Decide the cases and print them."""
    from relief.rules.cases import read_cases
    from relief.rules.cases.settle import settle
    from relief.rules.page import print_cases
    from relief.rules.rule_sets import find_rule_set

    settled = settle(read_cases(find_rule_set(rule_set).name), rule_set)
    if html is not None:
        from templates.law_page import write_cases

        put_page(write_cases(rule_set, settled), html)
        return 0
    for line in print_cases(settled):
        print(line)
    return 0
