"""Determinations: for every conviction in a county its outcome, the rule that gave it, and why.

All convictions are decided in one pass over columns. Rules are folded from the last to the first, so
that each row ends with the first rule whose condition is true, and with the knowledge whether an
unknown condition before it could have ended otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from relief.deciding import OUTCOME, RELIEF, decide, tabulate
from relief.facts import find_facts
from relief.history import read_history
from relief.policy import Policy
from relief.records import LEVEL, PRECISION
from relief.rules.prop64 import RULE_SET, list_rules
from relief.rules.rule import Outcome, Relief, Rule
from relief.rules.terms import read_terms
from relief.uniting import CHANGED, unite
from relief.words import describe_unknown

SERVING = "sentence still running"
"""Not a rule: whether relief is by petition (still serving) or by application (sentence complete)."""

DETERMINATIONS: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_file": pl.String,
    "source_row": pl.UInt32,
    "subject_id": pl.String,
    "cii_number": pl.String,
    "name": pl.String,
    "birth_date": pl.Date,
    "court": pl.String,
    "ori": pl.String,
    "case_number": pl.String,
    "count": pl.Int32,
    "charge_text": pl.String,
    "code_section": pl.String,
    "conviction_date": pl.Date,
    "conviction_date_precision": PRECISION,
    "offense_date": pl.Date,
    "offense_date_source": pl.String,
    "level": LEVEL,
    "outcome": OUTCOME,
    "relief": RELIEF,
    "rule": pl.Categorical,
    "citation": pl.Categorical,
    "reason": pl.Categorical,
    "unknown_facts": pl.String,
    "facts": pl.String,
    "serving": pl.Boolean,
    "destruction_due": pl.Boolean,
    "law_version": pl.Categorical,
    "as_of": pl.Date,
}
"""One row a conviction in the county, in the order of the export. ``source_row`` counts records from 1;
``court`` is the agency as printed; ``count`` its number in the court event; dates hold the first day they
can be; ``facts`` lists, for the rule that decided, each fact it read and its value; ``unknown_facts``
names, separated by "; ", what would settle a review."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """All determinations of one county on one day, and what they rest on."""

    determinations: pl.DataFrame
    """Columns as ``DETERMINATIONS``."""
    rows: pl.Series
    """Their rows' positions in records.parquet."""
    facts: pl.DataFrame
    """One row a conviction, every fact a column: what ``explain`` answers from."""
    tally: dict[str, int]
    """Use to rows: every row of records.parquet once, those set aside by the check included."""
    known: pl.DataFrame
    """As ``determinations``, of the people whose answers are known."""


@dataclass(frozen=True, kw_only=True)
class RuleAnswer:
    """One rule's answer for one conviction."""

    rule: str
    answer: bool | None
    outcome: str
    relief: str | None
    citation: str
    reason: str
    facts: dict[str, object]
    """Name to value of the facts that the condition read."""


def determine(
    records: Path,
    set_aside: pl.DataFrame,
    *,
    county: str,
    policy: Policy,
    as_of: date,
    matched: pl.DataFrame | None = None,
    weights: pl.DataFrame | None = None,
    known: Path | None = None,
    law_of: date | None = None,
) -> Decision:
    """Decide every conviction that a court of ``county`` entered.

    Args:
        records: canonical records as Parquet (``relief.records.SCHEMA``), all files of one run together.
        set_aside: rows set aside so far (``relief.records.SET_ASIDE``).
        county: DOJ's name of the county, upper case.
        policy: what the county elects.
        as_of: the day that rules treat as today.
        matched: people and counts of several sources made one (``relief.uniting.CHANGED``); None: one source.
        weights: what a laboratory weighed (``relief.weights.WEIGHTS``); None: nothing was delivered.
        known: further records, of people whose answers are known; they are in ``Decision.known`` and nowhere else.
        law_of: the day whose law applies, where it is another than the as-of day's.
    """
    terms = read_terms(RULE_SET, law_of or as_of)
    read = [records, *([known] if known else [])]
    own = pl.scan_parquet(records).select(pl.len()).collect().item()
    # No name for the history: it is the largest thing in memory, and done with once the facts are found.
    found = find_facts(
        unite(read_history(read, set_aside, terms), pl.DataFrame(schema=CHANGED) if matched is None else matched),
        county=county, terms=terms, as_of=as_of, weights=weights, own=own,
    )  # fmt: skip
    rules = list_rules(policy, terms, as_of)
    verdicts = _reach_verdicts(decide(found.scope, rules), rules)
    mine, scope = pl.col("row") < own, found.scope
    ours, theirs = (found.local.filter(side) for side in (mine, ~mine))
    scope = scope if known is None else scope.filter(mine)
    return Decision(
        rows=ours["row"],
        determinations=_present(ours, verdicts, read, rules[0], terms.law_version, as_of),
        known=_present(theirs, verdicts, read, rules[0], terms.law_version, as_of),
        facts=scope.join(_read_places(records, scope), on="row", how="left", maintain_order="left").cast(
            {pl.Categorical: pl.String}
        ),
        tally={str(use): int(rows) for use, rows in found.use.iter_rows()},
    )


def keep_facts(decision: Decision) -> pl.DataFrame:
    """The facts as they are kept: without the numbers of people and counts, which name them in one process only.

    ``person_row``, the first of a person's rows here, stands for the person.
    """
    named = decision.facts.with_columns(person_row=pl.col("row").min().over("person"))
    return named.drop("person", "count", "cycle", "court_event")


def reach_verdicts(facts: pl.DataFrame, *, policy: Policy, as_of: date) -> pl.DataFrame:
    """What a policy decides on facts found before: ``row`` and, as in ``DETERMINATIONS``, the columns of the verdict.

    Args:
        facts: as ``keep_facts`` gives them, any rows of them.
        policy: what is elected, whatever was elected when the facts were found.
        as_of: as when the facts were found.
    """
    rules = list_rules(policy, read_terms(RULE_SET, as_of), as_of)
    return _reach_verdicts(decide(facts, rules), rules)


def explain(fact: Mapping[str, object], *, policy: Policy, as_of: date) -> list[RuleAnswer]:
    """Every rule's answer for one conviction, in order, then whether its sentence is still running.

    Args:
        fact: one row of ``Decision.facts``, or of ``keep_facts``.
        policy: as in the run that is explained.
        as_of: as in the run that is explained.
    """
    rules = list_rules(policy, read_terms(RULE_SET, as_of), as_of)
    frame = pl.DataFrame([dict(fact)], schema_overrides=_fact_types(fact))
    answers = frame.select(rule.when.cast(pl.Boolean).alias(str(n)) for n, rule in enumerate(rules)).row(0)
    explained = [_answer(rule, answer, fact) for rule, answer in zip(rules, answers, strict=True)]
    return [*explained, _answer(_serving_rule(), _as_bool(fact["serving"]), fact)]


def _reach_verdicts(decided: pl.DataFrame, rules: list[Rule]) -> pl.DataFrame:
    """Columns ``row``, ``level``, ``offense``, ``offense_date_source``, and the verdict's as in ``DETERMINATIONS``."""
    kept = ["row", "level", "offense", "offense_date_source", "serving", "destruction_due"]
    reached = decided.lazy().select(*kept, "_rule", "_unsettled")
    joined = reached.join(tabulate(rules), on="_rule", how="left", maintain_order="left")
    eligible = pl.col("outcome") == Outcome.ELIGIBLE.value
    settled = ~(pl.col("_unsettled") | (eligible & pl.col("serving").is_null()))
    resentenced = eligible & pl.col("serving").fill_null(False)
    verdicts = joined.with_columns(
        outcome=pl.when(settled).then("outcome").otherwise(pl.lit(Outcome.REVIEW.value)),
        relief=pl.when(settled & resentenced).then(pl.lit(Relief.RESENTENCING.value)).when(settled).then("relief"),
        rule=pl.when(settled).then("rule").otherwise(pl.lit(UNKNOWN_FACT)),
        reason=pl.when(settled).then("reason").otherwise(pl.lit(_UNKNOWN_REASON)),
        settled=settled,
    ).collect()
    unknown = describe_unknown(rules, pl.col("_rule"))
    unsettled = decided.filter(~verdicts["settled"]).select("row", unknown_facts=unknown)
    printed = pl.concat([_print_facts(decided, n, rule) for n, rule in enumerate(rules)])
    return (
        verdicts.lazy()
        .join(unsettled.lazy(), on="row", how="left", maintain_order="left")
        .join(printed.lazy(), on="row", how="left", maintain_order="left")
        .drop("_rule", "_unsettled", "settled")
        .collect()
    )


def _present(
    local: pl.DataFrame, verdicts: pl.DataFrame, records: list[Path], outside: Rule, law_version: str, as_of: date
) -> pl.DataFrame:
    """The determinations table: identity from the records, verdicts where the rule set decides, else ``outside``."""
    decided = local.lazy().select("row", "count_number", "code_section", "judgment", "judgment_precision", told="level")
    joined = decided.join(verdicts.lazy(), on="row", how="left", maintain_order="left")
    filled = joined.with_columns(
        count="count_number",
        conviction_date="judgment",
        conviction_date_precision="judgment_precision",
        offense_date="offense",
        level=pl.when(pl.col("rule").is_null()).then("told").otherwise("level"),
        outcome=pl.col("outcome").fill_null(outside.outcome.value),
        rule=pl.col("rule").fill_null(outside.name),
        citation=pl.col("citation").fill_null(outside.citation),
        reason=pl.col("reason").fill_null(outside.reason),
        destruction_due=pl.col("destruction_due").fill_null(False),
        law_version=pl.lit(law_version),
        as_of=pl.lit(as_of),
    )
    printed = {name: dtype for name, dtype in DETERMINATIONS.items() if name not in _IDENTITY}
    narrow = filled.select(pl.col(name).cast(dtype) for name, dtype in printed.items()).collect()
    identity = _read_identity(records, local)
    whole = pl.concat([identity, narrow], how="horizontal")
    return whole.with_columns(pl.col("code_section").fill_null(UNREADABLE)).select(list(DETERMINATIONS))


_IDENTITY = [
    "source_file", "source_row", "subject_id", "cii_number", "name", "birth_date", "court", "ori", "case_number",
    "charge_text",
]  # fmt: skip


def _read_identity(records: list[Path], local: pl.DataFrame) -> pl.DataFrame:
    """Who and where, as printed, for the rows of ``local`` in their order."""
    scan = pl.scan_parquet(records).rename({"agency": "court"}).with_row_index("row").select("row", *_IDENTITY)
    found = scan.join(local.lazy().select("row"), on="row", how="semi", maintain_order="left").collect(
        engine="streaming"
    )
    return found.drop("row") if found["row"].is_sorted() else found.sort("row").drop("row")


def _read_places(records: Path, convictions: pl.DataFrame) -> pl.DataFrame:
    """Columns ``row``, ``source_file`` and ``source_row`` of the rows of ``convictions``."""
    scan = pl.scan_parquet(records).with_row_index("row").select("row", "source_file", "source_row")
    return scan.join(convictions.lazy().select("row"), on="row", how="semi").collect(engine="streaming")


UNREADABLE = "charge that cannot be read"
"""Stands for the code section then: what is printed there may be anything, a name included."""

UNKNOWN_FACT = "unknown fact"
_UNKNOWN_REASON = "A fact that the record does not give could change the answer, so an attorney decides."


def _print_facts(decided: pl.DataFrame, n: int, rule: Rule) -> pl.DataFrame:
    """``row`` and ``facts``, the facts that the deciding rule read as ``name=value``, where rule ``n`` decided."""
    pairs = [pl.format("{}={}", pl.lit(name), pl.col(name).cast(pl.String).fill_null("unknown")) for name in rule.facts]
    return decided.filter(pl.col("_rule") == n).select(
        "row", facts=pl.concat_str(pairs, separator="; ") if pairs else pl.lit("")
    )


def _answer(rule: Rule, answer: bool | None, fact: Mapping[str, object]) -> RuleAnswer:
    return RuleAnswer(
        rule=rule.name,
        answer=answer,
        outcome=rule.outcome.value,
        relief=rule.relief.value if rule.relief else None,
        citation=rule.citation,
        reason=rule.reason,
        facts={name: fact[name] for name in rule.facts},
    )


def _serving_rule() -> Rule:
    return Rule(
        name=SERVING,
        outcome=Outcome.ELIGIBLE,
        relief=Relief.RESENTENCING,
        when=pl.col("serving"),
        citation="HS 11361.8(a), (b)",
        reason="A person still serving petitions for recall; one who has served applies for relief.",
    )


def _as_bool(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _fact_types(fact: Mapping[str, object]) -> dict[str, pl.DataType | type[pl.DataType]]:
    """Types for values that are null in this one row; a day stays a day and a text a text."""
    days = {name: pl.Date for name in fact if name.endswith(("_lo", "_hi", "_by", "_from"))}
    nulls = {name: pl.Boolean for name, value in fact.items() if value is None and name not in days}
    texts = dict.fromkeys(("section", "letter", "level", "kind", "agency"), pl.String)
    return {name: dtype for name, dtype in {**nulls, **texts, **days}.items() if name in fact}
