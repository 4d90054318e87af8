"""The last line of a file, from the pattern by which the reader checks its totals."""

import re
from decimal import Decimal

import polars as pl

from connectors.readers.trailer import ROWS
from relief.errors import UserError

_TOTAL = re.compile(r"\(\?P<(\w+)>([^)]*)\)")
_WIDTH = re.compile(r"\{(\d+)\}")


def print_trailer(pattern: str, cells: pl.DataFrame) -> str:
    """The line: in place of the pattern's named groups the number of rows, and sums of columns.

    Raises:
        UserError: the pattern has more in it than totals and what stands between them.
    """
    line = _TOTAL.sub(lambda found: _add_up(cells, found[1]).zfill(_width(found[2])), pattern).replace("\\", "")
    if re.fullmatch(pattern, line) is None:
        raise UserError("no sample can be written with a trailer of this pattern")
    return line


def _width(digits: str) -> int:
    """The characters that a total must have: ``\\d{9}`` has nine."""
    found = _WIDTH.search(digits)
    return int(found[1]) if found else 1


def _add_up(cells: pl.DataFrame, name: str) -> str:
    if name == ROWS:
        return str(cells.height)
    return f"{sum(map(Decimal, cells[name].drop_nulls()), Decimal(0)):f}"
