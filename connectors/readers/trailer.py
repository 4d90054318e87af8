"""The last line of a file where the sender counts what he sent, and whether it agrees with what came."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

import polars as pl

from relief.errors import UserError

_LAST_BYTES = 1 << 16
ROWS = "rows"
"""The named group that holds the number of records."""
_SCALE = 6


@dataclass(kw_only=True)
class Totals:
    """What a trailer declares, and what is counted up to now."""

    start: int
    """The byte at which the trailer begins."""
    declared: dict[str, str]
    """What is printed, by ``rows`` or the column that is summed."""
    where: str = "last line"
    """Where they stand, as an error says it."""
    sums: dict[str, Decimal] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """The columns that are summed."""
        return [name for name in self.declared if name != ROWS]

    def add(self, frame: pl.DataFrame) -> None:
        """Add a block's columns; a cell that is no number counts as nothing, so that the sum cannot agree."""
        for name in self.columns:
            number = (
                pl.col(name).cast(pl.String).str.replace_all(r"[$, ]", "").cast(pl.Decimal(38, _SCALE), strict=False)
            )
            total = frame.select(number.sum()).item()
            self.sums[name] = self.sums.get(name, Decimal(0)) + (total or Decimal(0))

    def check(self, name: str, records: int, set_aside: int) -> None:
        """UserError where a total is not what was counted; sums are not known when records were set aside."""
        for what, printed in self.declared.items():
            counted = Decimal(records) if what == ROWS else self.sums.get(what, Decimal(0))
            if what != ROWS and set_aside:
                raise UserError(
                    f"{name}: {self.where}: the sum of {what} cannot be checked, since {set_aside} rows cannot be read. "
                    "Ask the sender for the export again."
                )
            if _number(name, what, printed) != counted:
                told = f"{records} rows came" if what == ROWS else "the rows that came have another sum"
                raise UserError(
                    f"{name}: {self.where}: it declares {what} {printed.strip()}, but {told}. The file is cut off or was changed; "
                    "ask the sender for the export again."
                )


def _number(name: str, what: str, printed: str) -> Decimal:
    try:
        return Decimal(re.sub(r"[$, ]", "", printed))
    except InvalidOperation:
        raise UserError(f"{name}: last line: {what} is no number. Correct the trailer pattern of the layout.") from None


def find_trailer(path: Path, pattern: str, start: int) -> Totals:
    """The totals of the last line that is not blank; UserError where it does not fit the pattern."""
    size = path.stat().st_size
    with path.open("rb") as file:
        at = max(start, size - _LAST_BYTES)
        file.seek(at)
        last = file.read()
    body = last.rstrip()
    begin = body.rfind(b"\n") + 1
    found = re.fullmatch(pattern, body[begin:].decode("utf-8", errors="replace"))
    if found is None:
        raise UserError(
            f"{path.name}: its last line is not the trailer that the layout declares, so its end may be missing. "
            "Ask the sender for the complete export."
        )
    return Totals(start=at + begin, declared=found.groupdict())
