"""What a rule is, and the answers it can lead to."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl


class Outcome(StrEnum):
    """The five answers a conviction can get."""

    ELIGIBLE = "eligible"
    REVIEW = "attorney review"
    INELIGIBLE = "ineligible"
    ALREADY_RELIEVED = "already relieved"
    OUT_OF_SCOPE = "out of scope"


class Relief(StrEnum):
    """What an eligible conviction gets."""

    DISMISSAL = "dismissal and sealing"
    MISDEMEANOR = "redesignation to misdemeanor"
    INFRACTION = "redesignation to infraction"
    RESENTENCING = "recall and resentencing"
    CONVICTION_RELIEF = "dismissal by notation"
    ARREST_RELIEF = "arrest relief by notation"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A noun phrase, a citation, and a condition over facts."""

    name: str
    outcome: Outcome
    relief: Relief | None = None
    when: pl.Expr
    """True, false or null (unknown) for each conviction."""
    citation: str
    reason: str
    """One plain sentence, printed where this rule decided."""
    since: date | None = None
    """The day from which it decides anything; None: with the rule set's law."""
    until: date | None = None
    """The day on which it has nothing left to decide; None: it is in force until the law is changed."""
    asks: str = ""
    """What would settle the condition where it is unknown though every fact it names is known."""

    @property
    def verdict(self) -> str:
        """Outcome and relief as one text: two rules with the same verdict cannot disagree."""
        return f"{self.outcome}/{self.relief or ''}"

    @property
    def answer(self) -> str:
        """What it decides, for a reader: ``eligible: dismissal and sealing``."""
        return self.outcome if self.relief is None else f"{self.outcome}: {self.relief}"

    @property
    def facts(self) -> list[str]:
        """Names of the fact columns that the condition reads, in their own order, once each."""
        return list(dict.fromkeys(self.when.meta.root_names()))
