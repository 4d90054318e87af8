"""When so much of a file cannot be read that reading the rest would mislead."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.readers.block import SetAside
from relief.errors import UserError


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """When a file has so many bad records that it is refused as a whole."""

    share_set_aside: float = 0.1
    at_least: int = 20
    """Bad records; fewer are set aside, whatever their share."""
    undecodable: int = 5
    """Records that are not in the encoding, where none proves that the encoding is right."""


def refuse_too_bad(name: str, records: int, bad: Sequence[SetAside], limits: Refusal, what: str = "rows") -> None:
    """UserError with the leading reason, its first row and field, if the file is past the layout's limits.

    ``what``: the word for its records.
    """
    share = len(bad) / records if records else 0.0
    if share == 1 or (share > limits.share_set_aside and len(bad) >= limits.at_least):
        reason, rows = Counter(record.fault.reason for record in bad).most_common(1)[0]
        first = next(record for record in bad if record.fault.reason == reason)
        field = f", {first.fault.field}" if first.fault.field else ""
        raise UserError(
            f"{name}: {len(bad)} of {records} {what} cannot be read, more than {limits.share_set_aside:.0%}; "
            f"{rows} for this reason: {reason} (first in row {first.number}{field}). "
            "Ask the sender for the export again."
        )
