"""Tasks: what a person has to settle, whose it is, and since when."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What is the matter."""

    UNREADABLE_ROW = "row cannot be read"
    """No text, or a batch, row or count that is no number."""
    UNREADABLE_DAY = "day cannot be read"
    UNKNOWN_WORD = "outcome is in no vocabulary"
    NO_OUTCOME = "no outcome"
    NO_REASON = "no reason"
    """A refusal, or relief in part, without saying why or what."""
    NO_DAY = "no day"
    UNMATCHED = "matches nothing that was filed"
    TOO_LITTLE = "too little to match by"
    """Neither batch and row, nor all of case number, defendant and count."""
    SEVERAL = "matches several"
    DISAGREES = "row number and case disagree"
    FUTURE = "day is in the future"
    BEFORE_FILING = "day is before the filing"
    OUT_OF_ORDER = "days are out of order"
    TWICE = "stands twice in the file"
    CONTRADICTS_ITSELF = "the file contradicts itself"
    CONTRADICTS = "contradicts an earlier outcome"
    STAMP = "stamp cannot be read"
    """A page of a returned paper without the one stamp that would tell."""
    FILED_WRONG = "a rerun finds what was filed not eligible any more"
    GRANT_WRONG = "a rerun finds an earlier grant wrong"
    GRANT_IN_DOUBT = "a rerun finds an earlier grant in doubt"
    FILED_IN_DOUBT = "a package went to the court with a row that is not to be filed any more"
    NOT_TO_DOJ = "DOJ cannot be told: no CII number, or no case number"
    TELL = "who was told of the grant has to be told of the reinstatement"


OF_THE_COURT = frozenset(
    {Kind.UNREADABLE_ROW, Kind.UNREADABLE_DAY, Kind.UNKNOWN_WORD, Kind.NO_OUTCOME, Kind.NO_REASON, Kind.NO_DAY,
     Kind.FUTURE, Kind.BEFORE_FILING, Kind.OUT_OF_ORDER, Kind.TWICE, Kind.CONTRADICTS_ITSELF, Kind.STAMP}
)  # fmt: skip
"""Kinds that only the court can put right; the others are the filing agency's."""


@dataclass(frozen=True, kw_only=True)
class Raised:
    """A task as it is raised: nothing of a person."""

    kind: Kind
    source: str
    """Name of the file, or key of the run."""
    digest: str
    """Hash of the file, or key of the run: with kind and place it makes the task the same one again."""
    owner: str
    """A court or an agency."""
    place: int | None = None
    conviction: str | None = None
    batch: str | None = None
    row: int | None = None
    outcome: str | None = None
    day: date | None = None

    @property
    def name(self) -> str:
        """The task's name: 16 hexadecimal digits."""
        told = [self.digest, self.place, self.kind.value, self.conviction]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
