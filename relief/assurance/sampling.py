"""A second opinion: a stratified sample, reviewed by a person who does not see the answers, and what it proves.

The sample is drawn from each stratum (outcome, relief and rule) by a hash of the place of the row, so that the same
determinations give the same sample and nobody chooses. Bounds are exact (Clopper and Pearson), one-sided, and hold
for all strata at once (Bonferroni): with this confidence no more than so many of the decided are wrong.
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

BLIND = [
    "source_file", "source_row", "subject_id", "court", "case_number", "count", "charge_text", "conviction_date",
    "offense_date", "level",
]  # fmt: skip
"""What the second reviewer is given: where to look, and nothing of what was decided."""
ANSWERS = ("eligible", "not eligible", "cannot tell")
_STRATUM = ["outcome", "relief", "rule"]
_PLACE = ["source_file", "source_row"]


@dataclass(frozen=True, kw_only=True)
class Bound:
    """How many of one kind of answer can be wrong."""

    decided: int
    """Determinations of this kind in the run."""
    reviewed: int
    wrong: int
    """Where the second opinion was another."""
    at_most: float
    """With the confidence asked for, no greater share of them is wrong; 1.0 where nothing was reviewed."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the second opinion proves."""

    wrong_grants: Bound
    """Eligible here; not, says the reviewer."""
    wrong_denials: Bound
    """Ineligible here; eligible, says the reviewer."""
    confidence: float


def draw_sample(determinations: pl.DataFrame, each: int) -> pl.DataFrame:
    """At most ``each`` determinations of every stratum that is decided, in a hashed order: columns ``BLIND``."""
    decided = _decided(determinations)
    order = [_hash(file, row) for file, row in decided.select(_PLACE).iter_rows()]
    ranked = decided.with_columns(_order=pl.Series(order, dtype=pl.String)).sort("_order")
    return ranked.group_by(_STRATUM, maintain_order=True).head(each).sort("_order").select(BLIND)


def judge(determinations: pl.DataFrame, answers: pl.DataFrame, *, confidence: float = 0.95) -> Verdict:
    """What the answers prove of the determinations.

    Args:
        determinations: those that the sample was drawn from.
        answers: ``source_file``, ``source_row`` and ``answer``, one of ``ANSWERS``; "cannot tell" counts as wrong,
            since a bound must not rest on what nobody could see.
        confidence: of both bounds, each for all its strata at once.
    """
    given = answers.select(*(pl.col(name).cast(determinations.schema[name]) for name in _PLACE), "answer")
    joined = _decided(determinations).join(given, on=_PLACE, how="left", maintain_order="left")
    grants = joined.filter(pl.col("outcome") == "eligible")
    denials = joined.filter(pl.col("outcome") == "ineligible")
    return Verdict(
        wrong_grants=_bound(grants, "eligible", confidence),
        wrong_denials=_bound(denials, "not eligible", confidence),
        confidence=confidence,
    )


def bound_share(wrong: int, reviewed: int, confidence: float) -> float:
    """The greatest share under which so few wrong ones among those reviewed are not too unlikely."""
    if wrong >= reviewed:
        return 1.0
    low, high = wrong / reviewed, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, reviewed, middle) > 1 - confidence else (low, middle)
    return high


def _bound(decided: pl.DataFrame, right: str, confidence: float) -> Bound:
    """Over all strata: each one's bound, weighed by how many it has."""
    strata = decided.group_by(_STRATUM, maintain_order=True).agg(
        decided=pl.len(),
        reviewed=pl.col("answer").count(),
        wrong=(pl.col("answer") != right).sum(),
    )
    if strata.is_empty():
        return Bound(decided=0, reviewed=0, wrong=0, at_most=0.0)
    each = 1 - (1 - confidence) / strata.height
    at_most = sum(
        int(row["decided"]) * bound_share(int(row["wrong"]), int(row["reviewed"]), each)
        for row in strata.iter_rows(named=True)
    )
    return Bound(
        decided=decided.height,
        reviewed=int(strata["reviewed"].sum()),
        wrong=int(strata["wrong"].sum()),
        at_most=at_most / decided.height,
    )


def _at_most(wrong: int, reviewed: int, share: float) -> float:
    """How likely at most ``wrong`` of ``reviewed`` are wrong where ``share`` of all are."""
    return math.fsum(_likely(range(wrong + 1), reviewed, share))


def _likely(counts: Iterable[int], of: int, share: float) -> Iterable[float]:
    for k in counts:
        ways = math.lgamma(of + 1) - math.lgamma(k + 1) - math.lgamma(of - k + 1)
        yield math.exp(ways + k * math.log(share or 1e-300) + (of - k) * math.log(1 - share or 1e-300))


def _decided(determinations: pl.DataFrame) -> pl.DataFrame:
    """What a rule decided, one way or the other; what a person decides anyway needs no second opinion."""
    told = determinations.with_columns(pl.col(name).cast(pl.String) for name in _STRATUM)
    return told.filter(pl.col("outcome").is_in(["eligible", "ineligible"]))


def _hash(file: str, row: int) -> str:
    return hashlib.sha256(f"{file}\0{row}".encode()).hexdigest()
