"""When so much of a file cannot be read that reading the rest would mislead."""

from collections import Counter

from connectors.doj_layout import Refusal
from connectors.faults import NOT_UTF8
from connectors.intake import wrong_encoding
from connectors.sieve import Sifted
from relief.errors import UserError


def refuse_too_bad(name: str, sifted: Sifted, limits: Refusal) -> None:
    """UserError with the leading reason, its first row and field, if the file is past the layout's limits."""
    bad = sifted.bad
    if sifted.undecodable >= limits.undecodable and not sifted.beyond_ascii:
        first = next(record for record in bad if record.fault.reason == NOT_UTF8)
        where = (
            f"{sifted.undecodable} rows, the first is row {first.number}, {first.fault.field or 'past the last field'}"
        )
        raise UserError(f"{wrong_encoding(name, 'WINDOWS-1252')} ({where})")
    share = len(bad) / sifted.records if sifted.records else 0.0
    if share == 1 or (share > limits.share_set_aside and len(bad) >= limits.at_least):
        reason, rows = Counter(record.fault.reason for record in bad).most_common(1)[0]
        first = next(record for record in bad if record.fault.reason == reason)
        field = f", {first.fault.field}" if first.fault.field else ""
        raise UserError(
            f"{name}: {len(bad)} of {sifted.records} rows cannot be read, more than {limits.share_set_aside:.0%}; "
            f"{rows} for this reason: {reason} (first in row {first.number}{field}). "
            "Ask the sender for the export again."
        )
