"""Pages of the law for a browser or a printer: rules of a day, changes between two, cases. One file, nothing fetched."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from relief.presets import EVERYWHERE
from relief.rules.cases.settle import Settled
from relief.rules.condition import describe_condition
from relief.rules.page import Page, describe_outcome, list_changes, tell_days, took_effect
from relief.rules.rule_sets import find_rule_set


def write_page(page: Page) -> str:
    """The rules and numbers of one day as HTML."""
    return _render(
        "page",
        title=page.rule_set.title,
        page=page,
        paths=page.rule_set.paths,
        everywhere=EVERYWHERE,
        describe_condition=describe_condition,
        tell_days=tell_days,
    )


def write_changes(rule_set: str, earlier: date, later: date) -> str:
    """What took effect between two days as HTML."""
    return _render(
        "changes",
        title=find_rule_set(rule_set).title,
        earlier=earlier,
        later=later,
        effective=took_effect(rule_set, earlier, later),
        changes=list_changes(rule_set, earlier, later),
    )


def write_cases(rule_set: str, settled: Sequence[Settled]) -> str:
    """Every case with its outcome as HTML."""
    return _render("cases", title=find_rule_set(rule_set).title, settled=settled, describe_outcome=describe_outcome)


def _render(name: str, **told: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "law"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["words"] = _spell_out
    return environment.get_template(f"{name}.html.j2").render(**told)


def _spell_out(name: str) -> str:
    """``two_priors.at_least`` as ``two priors at least``."""
    return name.replace("_", " ").replace(".", " ")
