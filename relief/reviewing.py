"""A person's decisions: when they are in force, and how they stand beside the rules.

A decision is in force when as many people as the county asks for have signed it, one after the other,
for the same outcome and relief. It stands in every later run, and is shown as a decision. Where the rules
have come to another answer than when it was signed, it goes back to an attorney: neither is dropped in silence.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from relief.eligibility import DETERMINATIONS
from relief.rules.rule import Outcome, Relief

DECISION, DISAGREEMENT = "decision of an attorney", "decision and rules disagree"
CHALLENGE, RULING = "challenge by the prosecuting agency", "ruling on a challenge"
COURT = "ruling of the court"
_CITATION = "HS 11361.9(b), (c)"

DECIDED: dict[str, type[pl.DataType]] = {
    "conviction": pl.String, "outcome": pl.String, "relief": pl.String, "rule": pl.String, "reason": pl.String,
    "against": pl.String,
}  # fmt: skip
"""One row a conviction that a person, or the court, decided; ``against`` is what the rules said then, as
``verdict``; beside a ruling of the court, what a person had decided before."""

OUTCOMES = (Outcome.ELIGIBLE.value, Outcome.INELIGIBLE.value, Outcome.ALREADY_RELIEVED.value)
"""What a person may decide."""
RELIEFS = tuple(relief.value for relief in Relief)


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One person's word on one conviction."""

    conviction: str
    """``relief.database.name_convictions``."""
    outcome: str
    relief: str | None
    reason: str
    signer: str
    """An account, never a person's name."""
    day: date
    against: str
    """What the rules said of it when it was signed."""

    @property
    def verdict(self) -> str:
        """Outcome and relief as one text."""
        return verdict(self.outcome, self.relief)


def verdict(outcome: str, relief: str | None) -> str:
    """Outcome and relief as one text."""
    return f"{outcome}/{relief or ''}"


def find_in_force(signatures: Sequence[Signature], needed: int) -> Signature | None:
    """The last signature that completed a decision, of one conviction's in their order; None while none did."""
    completed, signers = None, dict[str, Signature]()
    for signature in signatures:
        if signers and next(iter(signers.values())).verdict != signature.verdict:
            signers = {}
        signers.setdefault(signature.signer, signature)
        if len(signers) >= needed:
            completed = signature
    return completed


def is_waiting(signatures: Sequence[Signature], needed: int) -> bool:
    """Whether the last word on the conviction still needs another signature."""
    standing = find_in_force(signatures, needed)
    return bool(signatures) and (standing is None or standing.verdict != signatures[-1].verdict)


def tabulate(decisions: Iterable[Signature]) -> pl.DataFrame:
    """Decisions in force as ``DECIDED``."""
    rows = [
        (each.conviction, each.outcome, each.relief, DECISION, f"Decided on {each.day}: {each.reason}", each.against)
        for each in decisions
    ]
    return pl.DataFrame(rows, schema=DECIDED, orient="row").sort("conviction")


def digest(decided: pl.DataFrame) -> str:
    """SHA-256 of all that was decided; empty where nothing was."""
    if decided.is_empty():
        return ""
    return hashlib.sha256(json.dumps(decided.sort("conviction", "rule").rows()).encode()).hexdigest()


def apply_decisions(determinations: pl.DataFrame, convictions: pl.Series, decided: pl.DataFrame) -> pl.DataFrame:
    """The determinations with what persons decided in place of what the rules left open or have not changed since.

    Args:
        determinations: as ``relief.eligibility.determine`` gives them.
        convictions: the name of each.
        decided: columns ``DECIDED``, at most one row a conviction.
    """
    words = decided.rename({name: f"_{name}" for name in DECIDED if name != "conviction"})
    named = determinations.with_columns(convictions.alias("conviction"))
    joined = named.join(words, on="conviction", how="left", maintain_order="left")
    outcome, relief = pl.col("outcome").cast(pl.String), pl.col("relief").cast(pl.String)
    said = pl.concat_str(outcome, relief.fill_null(""), separator="/")
    own = pl.concat_str("_outcome", pl.col("_relief").fill_null(""), separator="/")
    has = pl.col("_outcome").is_not_null() & (outcome != Outcome.OUT_OF_SCOPE.value)
    court = pl.col("_rule").is_in([CHALLENGE, RULING, COURT])
    stands = has & (court | (outcome == Outcome.REVIEW.value) | (said == own) | (said == pl.col("_against")))
    clash = has & ~stands
    told = {
        "outcome": pl.lit(Outcome.REVIEW.value), "relief": pl.lit(None, pl.String), "rule": pl.lit(DISAGREEMENT),
        "reason": pl.lit("The rules answer otherwise than when an attorney decided, so an attorney looks again."),
    }  # fmt: skip
    changed = joined.with_columns(
        *(
            pl.when(stands.fill_null(False)).then(f"_{name}").when(clash.fill_null(False)).then(words_of_clash)
            .otherwise(pl.col(name).cast(pl.String)).cast(DETERMINATIONS[name]).alias(name)
            for name, words_of_clash in told.items()
        ),
        citation=pl.when(has.fill_null(False)).then(pl.lit(_CITATION)).otherwise(pl.col("citation").cast(pl.String))
        .cast(DETERMINATIONS["citation"]),
        unknown_facts=pl.when(stands.fill_null(False)).then(None).otherwise("unknown_facts"),
    )  # fmt: skip
    return changed.select(list(DETERMINATIONS))
