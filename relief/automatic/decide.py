"""The determinations of a law that the Department of Justice applies by itself, and the notice for one month."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from relief.automatic.arrests import find_arrest_facts
from relief.automatic.convictions import find_conviction_facts
from relief.deciding import OUTCOME, RELIEF, decide, tabulate
from relief.history import History, read_history
from relief.policy import Policy
from relief.records import LEVEL, PRECISION
from relief.rules import pc851_93, pc1203_425, prop64
from relief.rules.rule import Outcome, Rule
from relief.rules.rule_sets import find_rule_set
from relief.rules.terms import Terms, read_terms
from relief.uniting import CHANGED, unite
from relief.words import describe_unknown

DETERMINATIONS: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_file": pl.String,
    "source_row": pl.UInt32,
    "subject_id": pl.String,
    "name": pl.String,
    "birth_date": pl.Date,
    "agency": pl.String,
    "case_number": pl.String,
    "count": pl.Int32,
    "code_section": pl.String,
    "day": pl.Date,
    "day_precision": PRECISION,
    "level": LEVEL,
    "outcome": OUTCOME,
    "relief": RELIEF,
    "rule": pl.String,
    "citation": pl.String,
    "reason": pl.String,
    "unknown_facts": pl.String,
    "eligible_on": pl.Date,
    "law_version": pl.String,
    "as_of": pl.Date,
}
"""One row a conviction (PC 1203.425) or a count of an arrest (PC 851.93) in the county, in the order of the export.
``day`` is the judgment's or the arrest's; ``eligible_on`` the first day on which a way to relief is open, if nothing
new happens: in the future where the outcome is ``ineligible``; null where there is no such day."""


@dataclass(frozen=True, kw_only=True)
class _Law:
    find_facts: Callable[..., pl.DataFrame]
    later: tuple[str, ...]
    """Rules whose "ineligible" passes with time."""
    precision: str


_LAWS = {
    pc1203_425.RULE_SET: _Law(
        find_facts=find_conviction_facts,
        later=(pc1203_425.RUNNING, pc1203_425.NOT_YET, "relief not yet in force"),
        precision="judgment_precision",
    ),
    pc851_93.RULE_SET: _Law(
        find_facts=find_arrest_facts,
        later=(pc851_93.NOT_YET, "relief not yet in force"),
        precision="event_date_precision",
    ),
}
LAWS = tuple(_LAWS)
"""Names of the rule sets that can be decided here."""


@dataclass(frozen=True, kw_only=True)
class AutomaticDecision:
    """All determinations of one law in one county on one day."""

    determinations: pl.DataFrame
    """Columns as ``DETERMINATIONS``."""
    decided: pl.DataFrame
    """One row each, every fact a column, and each rule's answer as ``_answer<n>``."""
    rules: tuple[Rule, ...]


def decide_automatic(
    rule_set: str,
    records: Path,
    set_aside: pl.DataFrame,
    *,
    county: str,
    as_of: date,
    matched: pl.DataFrame | None = None,
) -> AutomaticDecision:
    """Decide everything that ``rule_set``, one of ``LAWS``, reads in the county; arguments as of ``determine``."""
    law, terms = _LAWS[rule_set], read_terms(rule_set, as_of)
    rules = find_rule_set(rule_set).list_rules(Policy(), terms, as_of)
    # Which charges require registration is a list of Proposition 64's.
    history = read_history([records], set_aside, read_terms(prop64.RULE_SET, as_of))
    facts = _find(law, history, matched, county, terms, as_of)
    decided = decide(facts, rules)
    return AutomaticDecision(
        determinations=_present(decided, rules, law, records, terms, as_of), decided=decided, rules=tuple(rules)
    )


def list_notice(determinations: pl.DataFrame) -> pl.DataFrame:
    """The month's notice to the court: those that are eligible, without whose relief nothing is known of."""
    eligible = determinations.filter(pl.col("outcome").cast(pl.String) == Outcome.ELIGIBLE.value)
    return eligible.drop("unknown_facts", "reason", "outcome").sort(
        "agency", "case_number", "source_file", "source_row"
    )


def _find(
    law: _Law, history: History, matched: pl.DataFrame | None, county: str, terms: Terms, as_of: date
) -> pl.DataFrame:
    united = unite(history, pl.DataFrame(schema=CHANGED) if matched is None else matched)
    return law.find_facts(united, county=county, terms=terms, as_of=as_of)


def _present(
    decided: pl.DataFrame, rules: list[Rule], law: _Law, records: Path, terms: Terms, as_of: date
) -> pl.DataFrame:
    joined = decided.lazy().join(tabulate(rules), on="_rule", how="left", maintain_order="left")
    settled, told = ~pl.col("_unsettled"), pl.col("outcome")
    passing = pl.col("rule").cast(pl.String).is_in(list(law.later))
    hopeful = (told == Outcome.ELIGIBLE.value) | (passing & (pl.col("eligible_on") > as_of))
    said = joined.with_columns(
        unknown_facts=pl.when(~settled).then(describe_unknown(rules, pl.col("_rule"))),
        eligible_on=pl.when(settled & hopeful).then("eligible_on"),
        day_precision=law.precision,
        count="count_number",
        law_version=pl.lit(terms.law_version),
        as_of=pl.lit(as_of),
    ).with_columns(
        outcome=pl.when(settled).then("outcome").otherwise(pl.lit(Outcome.REVIEW.value)),
        relief=pl.when(settled).then("relief"),
        rule=pl.when(settled).then(pl.col("rule").cast(pl.String)).otherwise(pl.lit("unknown fact")),
        citation=pl.col("citation").cast(pl.String),
        reason=pl.when(settled)
        .then(pl.col("reason").cast(pl.String))
        .otherwise(pl.lit("A fact that the record does not give could change the answer, so a person decides.")),
    )
    identity = ["source_file", "source_row", "subject_id", "name", "birth_date", "agency", "case_number"]
    own = [name for name in DETERMINATIONS if name not in identity]
    places = pl.scan_parquet(records).with_row_index("row").select("row", *identity)
    whole = said.select("row", *own).join(places, on="row", how="left", maintain_order="left")
    return whole.select(pl.col(name).cast(dtype) for name, dtype in DETERMINATIONS.items()).collect()
