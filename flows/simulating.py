"""What-ifs over the last runs of any set of counties: their facts are read, never found again."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from flows.past import find_in_force, read_past
from flows.run import read_policy_file
from flows.steps.read import GROUPS
from flows.steps.whole import RECORDS
from flows.workplace import Workplace
from relief.errors import UserError
from relief.groups import add_groups
from relief.policy import Policy, read_policy
from relief.presets import list_presets
from relief.simulation import CountyFacts, Simulation, simulate


def simulate_counties(workplace: Workplace, counties: Sequence[str], policies: Sequence[str]) -> Simulation:
    """Decide the counties' convictions under each policy.

    Args:
        counties: words; none: all that have a run in force.
        policies: names of presets, or YAML files.
    """
    words = list(counties) or sorted({run.county for run in read_past(workplace).runs if run.in_force})
    if not words:
        raise UserError(f"{workplace.out}: no run is in force here; begin with: relief run")
    elected = {_name(policy): _read(policy) for policy in policies}
    if len(elected) != len(policies):
        raise UserError("two policies have one name; give each --policy once, and files names of their own")
    return simulate([_open(word, workplace) for word in words], elected)


def _open(word: str, workplace: Workplace) -> CountyFacts:
    past = find_in_force(word, workplace)
    facts = pl.read_parquet(past.bring("facts.parquet"))
    if "person_row" not in facts.columns:
        raise UserError(f"{word}: an earlier version of this program did this run; do it again")
    if past.holds(GROUPS) and past.holds(RECORDS):
        facts = add_groups(facts, pl.scan_parquet(past.bring(RECORDS)), pl.read_parquet(past.bring(GROUPS)))
    return CountyFacts(county=word, facts=facts, as_of=past.as_of)


def _name(policy: str) -> str:
    return Path(policy).stem if policy not in list_presets() else policy


def _read(policy: str) -> Policy:
    if policy in list_presets():
        return read_policy({"preset": policy}, source=policy)
    if not Path(policy).is_file():
        raise UserError(f"--policy {policy}: neither a file nor a preset; presets: {', '.join(list_presets())}")
    return read_policy_file(Path(policy))
