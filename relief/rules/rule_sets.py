"""The rule sets by name: what each is called and how its rules are listed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from relief.errors import UserError
from relief.policy import Policy
from relief.rules import pc851_93, pc1203_425, prop64
from relief.rules.paths import PATHS, Path
from relief.rules.rule import Rule
from relief.rules.terms import Terms


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """One law as rules in order."""

    name: str
    """As in its YAML's file name."""
    title: str
    list_rules: Callable[[Policy, Terms, date], list[Rule]]
    """Its rules as a county elected them, on one day, in the order in which they are asked."""
    paths: tuple[Path, ...] = ()
    """Ways to the relief, where there are several."""


RULE_SETS = {
    rule_set.name: rule_set
    for rule_set in (
        RuleSet(
            name=prop64.RULE_SET,
            title="Proposition 64: Health and Safety Code 11361.8 and 11361.9",
            list_rules=prop64.list_rules,
            paths=PATHS,
        ),
        RuleSet(
            name=pc1203_425.RULE_SET,
            title="Automatic conviction relief: Penal Code 1203.425",
            list_rules=pc1203_425.list_rules,
        ),
        RuleSet(
            name=pc851_93.RULE_SET,
            title="Automatic arrest relief: Penal Code 851.93",
            list_rules=pc851_93.list_rules,
        ),
    )
}


def find_rule_set(name: str) -> RuleSet:
    """The rule set of this name; UserError if there is none."""
    if name not in RULE_SETS:
        raise UserError(f"rule set {name}: there is none of this name; known here: {', '.join(RULE_SETS)}")
    return RULE_SETS[name]
