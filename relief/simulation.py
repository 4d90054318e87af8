"""Policies tried on facts that were found before: a policy more costs a decision more, not a run.

Bounds come from unknown facts. Low: eligible whatever they are. High: eligible under some answer to them, each rule
taken by itself. What a rule leaves to an attorney is in neither.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from relief.deciding import decide
from relief.disclosure import count_cells
from relief.groups import WORDS
from relief.policy import Policy
from relief.rules.prop64 import RULE_SET, list_rules
from relief.rules.rule import Outcome, Relief
from relief.rules.terms import read_terms

DIMENSIONS = ("county", "section", "level", "age", "sex", "race", "all")
"""By what the counts are broken down; ``all`` is the whole. Sex and race only where a source prints them."""
_AGES = (18, 30, 40, 50, 65)
IN_SCOPE = "in scope"
NOT_KNOWN = "not known"


@dataclass(frozen=True, kw_only=True)
class CountyFacts:
    """What a county's run found."""

    county: str
    """The county's word."""
    facts: pl.DataFrame
    """As ``relief.eligibility.keep_facts`` gives them, with ``sex`` and ``race`` (``relief.groups``) where printed."""
    as_of: date


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """Counts under each policy; None is a number that may not be published (``relief.disclosure``)."""

    policies: Sequence[str]
    """Names; the others are compared with the first."""
    counties: Mapping[str, date]
    """County to the day of its run."""
    columns: Sequence[str]
    """Of the tables: convictions in scope, then for each policy low and high, and gained and lost beside the first."""
    convictions: Mapping[str, Mapping[str, Mapping[str, int | None]]]
    """Dimension to cell to column to convictions."""
    people: Mapping[str, int | None]
    """Column to people with such a conviction; a person in two counties' exports is counted in both."""
    differ: Mapping[str, Mapping[str, int | None]]
    """Policy to "first's answer, then its own" to convictions whose answer differs."""


def simulate(counties: Sequence[CountyFacts], policies: Mapping[str, Policy]) -> Simulation:
    """Decide every conviction under every policy, and count.

    Args:
        counties: each with the facts of its run.
        policies: name to policy, the one to compare with first.
    """
    names = list(policies)
    frame = pl.concat([_decide(each, policies) for each in counties])
    frame = frame.filter(pl.col(IN_SCOPE)).with_columns(
        person=pl.struct("county", "person_row").rank("dense"), all=pl.lit("all"), **_compare(names)
    )
    columns = [IN_SCOPE, *(f"{name}, {bound}" for name in names for bound in ("low", "high"))]
    columns += [f"{name}, {way}" for name in names[1:] for way in ("gained", "lost")]
    printed = [name for name in DIMENSIONS if name not in WORDS or (frame[name] != NOT_KNOWN).any()]
    told = {name: count_cells(frame, name, _group(names), base=f"{names[0]}, low") for name in printed}
    shown = told["all"].get("all", {})
    return Simulation(
        policies=names,
        counties={each.county: each.as_of for each in counties},
        columns=columns,
        convictions=told,
        people={
            name: None if shown.get(name) is None else frame.filter(pl.col(name))["person"].n_unique()
            for name in columns
        },
        differ={name: _list_differences(frame, names[0], name) for name in names[1:]},
    )


def _group(names: Sequence[str]) -> list[tuple[str, ...]]:
    """The columns as they may be published: what another policy gains and loses follows from its count and the first's."""
    first = [(IN_SCOPE,), (f"{names[0]}, low",), (f"{names[0]}, high",)]
    others = [[tuple(f"{name}, {it}" for it in ("low", "gained", "lost")), (f"{name}, high",)] for name in names[1:]]
    return [*first, *itertools.chain(*others)]


def _compare(names: Sequence[str]) -> dict[str, pl.Expr]:
    first = pl.col(f"{names[0]}, low")
    ways: dict[str, pl.Expr] = {}
    for name in names[1:]:
        own = pl.col(f"{name}, low")
        ways |= {f"{name}, gained": own & ~first, f"{name}, lost": first & ~own}
    return ways


def _list_differences(frame: pl.DataFrame, first: str, other: str) -> dict[str, int | None]:
    """Convictions by the first policy's answer and the other's, where these are not the same.

    What is gained and lost is told as a whole, so that each of them by itself must give nothing away.
    """
    before, after = pl.col(f"{first}, answer"), pl.col(f"{other}, answer")
    told = frame.with_columns(way=pl.format("{}, then {}", before, after), counted=pl.lit(True)).filter(before != after)
    gained, lost = pl.col(f"{other}, gained"), pl.col(f"{other}, lost")
    found: dict[str, int | None] = {}
    for kind in (gained, lost, ~gained & ~lost):
        cells = count_cells(told.filter(kind), "way", [("counted",)])
        found |= {name: numbers["counted"] for name, numbers in cells.items()}
    return dict(sorted(found.items()))


def _decide(county: CountyFacts, policies: Mapping[str, Policy]) -> pl.DataFrame:
    """One row a conviction: where it belongs, and under each policy its answer, low and high."""
    facts = county.facts
    decided = [_decide_one(facts, name, policy, county) for name, policy in policies.items()]
    own = facts.select(
        "person_row",
        county=pl.lit(county.county),
        section=_tell(facts, "section"),
        level=_tell(facts, "level"),
        age=_tell_age(county.as_of),
        sex=_tell(facts, "sex"),
        race=_tell(facts, "race"),
    )
    return pl.concat([own, decided[0].select(IN_SCOPE), *(each.drop(IN_SCOPE) for each in decided)], how="horizontal")


def _decide_one(facts: pl.DataFrame, name: str, policy: Policy, county: CountyFacts) -> pl.DataFrame:
    rules = list_rules(policy, read_terms(RULE_SET, county.as_of), county.as_of)
    decided = decide(facts, rules)
    rule, serving = pl.col("_rule"), pl.col("serving")
    eligible = [n for n, each in enumerate(rules) if each.outcome == Outcome.ELIGIBLE]
    grants = rule.is_in(eligible)
    settled = ~(pl.col("_unsettled") | (grants & serving.is_null()))
    could = [grants, *(pl.col(f"_answer{n}").is_null() & (rule > n) for n in eligible)]
    said = {n: f"{each.outcome}: {each.relief}" if each.relief else str(each.outcome) for n, each in enumerate(rules)}
    answer = (
        pl.when(~settled).then(pl.lit(str(Outcome.REVIEW)))
        .when(grants & serving).then(pl.lit(f"{Outcome.ELIGIBLE}: {Relief.RESENTENCING}"))
        .otherwise(rule.replace_strict(list(said), list(said.values()), return_dtype=pl.String))
    )  # fmt: skip
    outside = [n for n, each in enumerate(rules) if each.outcome == Outcome.OUT_OF_SCOPE]
    low = grants & settled
    return decided.select(
        (~(rule.is_in(outside) & settled)).alias(IN_SCOPE),
        answer.alias(f"{name}, answer"),
        low.alias(f"{name}, low"),
        (low | (~settled & pl.any_horizontal(could))).alias(f"{name}, high"),
    )


def _tell(facts: pl.DataFrame, name: str) -> pl.Expr:
    told = pl.col(name).cast(pl.String) if name in facts.columns else pl.lit(None, pl.String)
    return pl.when(told != "unlisted").then(told).fill_null(NOT_KNOWN)


def _tell_age(as_of: date) -> pl.Expr:
    """The person's age on the day, in bands; a birth date that is not certain to the band is not known."""
    told = pl.lit(f"under {_AGES[0]}")
    bands = [*(f"{low} to {high - 1}" for low, high in itertools.pairwise(_AGES)), f"{_AGES[-1]} and over"]
    days = pl.col("birth_lo"), pl.col("birth_hi")
    ends = []
    for birth in days:
        # A birthday later in the year takes one off.
        later = (birth.dt.month() > as_of.month) | ((birth.dt.month() == as_of.month) & (birth.dt.day() > as_of.day))
        age = as_of.year - birth.dt.year() - later.cast(pl.Int32)
        band: pl.Expr = told
        for least, name in zip(_AGES, bands, strict=True):
            band = pl.when(age >= least).then(pl.lit(name)).otherwise(band)
        ends.append(pl.when(birth.is_not_null()).then(band))
    return pl.when(ends[0] == ends[1]).then(ends[0]).otherwise(pl.lit(NOT_KNOWN))
