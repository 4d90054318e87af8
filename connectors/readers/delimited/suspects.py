"""Which lines of a block of bytes may not be what they should, found without reading them one by one."""

import numpy as np
import numpy.typing as npt

from connectors.readers.delimited.faults import LONGEST_FIELD
from connectors.readers.delimited.table import Table

Bytes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.int64]

LINE_END, RETURN, QUOTE = (ord(character) for character in '\n\r"')
_WORD = 64
"""Bits whose number is counted at a time."""


class Bits:
    """Where a byte occurs in a block, as bits; how often it occurs before a place is then two look-ups."""

    def __init__(self, data: Bytes, byte: int) -> None:
        mask = np.zeros(-(-len(data) // _WORD) * _WORD, dtype=np.bool_)
        np.equal(data, byte, out=mask[: len(data)])
        self._words = np.packbits(mask, bitorder="little").view(np.uint64)
        self._totals = np.zeros(len(self._words) + 1, dtype=np.int64)
        np.cumsum(np.bitwise_count(self._words), out=self._totals[1:])

    def before(self, positions: Positions) -> Positions:
        """How many there are before each position."""
        word = positions >> 6
        below = (np.uint64(1) << (positions & 63).astype(np.uint64)) - np.uint64(1)
        counts: Positions = self._totals[word] + np.bitwise_count(self._words[word] & below)
        return counts


def line_ends(data: Bytes) -> Positions:
    """Where the line ends of a block are."""
    return np.flatnonzero(data == LINE_END)


def find_suspects(data: Bytes, ends: Positions, table: Table) -> Positions:
    """The numbers of the lines, in order, that must be read exactly: there may be no fault, but all faults are there.

    ``data`` is whole lines, of which `line_ends` gave the ``ends``.
    """
    separators = Bits(data, table.delimiter[0])
    fields = np.diff(separators.before(ends), prepend=0) + 1
    lengths = np.diff(ends, prepend=-1)
    suspicious = (lengths > LONGEST_FIELD) | np.isin(lengths, _empty(table))
    quotes = np.flatnonzero(data == QUOTE) if table.quoted else ends[:0]
    if len(quotes):
        quotes, suspicious = _without_odd(quotes, ends, suspicious)
        fields -= _inside(quotes, ends, separators)
        suspicious[np.searchsorted(ends, _misplaced(quotes, data, table.delimiter[0]))] = True
    suspicious |= fields != table.fields
    suspicious[_like_heading(data, ends, table)] = True
    if data.min() == 0:
        suspicious[np.searchsorted(ends, np.flatnonzero(data == 0))] = True
    if data.max() >= 128:
        suspicious[_undecodable(data, ends)] = True
    return np.flatnonzero(suspicious)


def _empty(table: Table) -> tuple[int, ...]:
    """Bytes of a line of blank fields, plain or in quotes, that ends with LF or CRLF."""
    fields = table.fields
    return (fields, fields + 1, 3 * fields, 3 * fields + 1)


def _without_odd(
    quotes: Positions, ends: Positions, suspicious: npt.NDArray[np.bool_]
) -> tuple[Positions, npt.NDArray[np.bool_]]:
    """Quotes of lines that have an even number of them, and the other lines as suspicious too."""
    per_line = np.diff(np.searchsorted(quotes, ends), prepend=0)
    odd = per_line % 2 == 1
    if odd.any():
        quotes = quotes[np.repeat(~odd, per_line)]
    return quotes, suspicious | odd


def _inside(quotes: Positions, ends: Positions, separators: Bits) -> Positions:
    """How many separators of each line are between an opening and a closing quote."""
    before = separators.before(quotes)
    totals = np.concatenate([[0], np.cumsum(before[1::2] - before[0::2])])
    pairs = np.searchsorted(quotes, ends) // 2
    return np.diff(totals[pairs], prepend=0)


def _misplaced(quotes: Positions, data: Bytes, separator: int) -> Positions:
    """Opening quotes that do not follow a separator, and closing ones that do not precede one."""
    opening, closing = quotes[0::2], quotes[1::2]
    before = np.where(opening > 0, data[opening - 1], LINE_END)
    after = data[closing + 1]
    well_opened = (before == separator) | (before == LINE_END) | (before == QUOTE)
    well_closed = (after == separator) | (after == LINE_END) | (after == QUOTE)
    well_closed |= (after == RETURN) & (data[np.minimum(closing + 2, len(data) - 1)] == LINE_END)
    return np.concatenate([opening[~well_opened], closing[~well_closed]])


def _like_heading(data: Bytes, ends: Positions, table: Table) -> Positions:
    """The lines that begin with the first column's name, or with it in quotes."""
    if not table.heading:
        return ends[:0]
    starts = np.concatenate([[0], ends[:-1] + 1])
    lines = np.arange(len(ends))
    starts = np.where(data[starts] == QUOTE, np.minimum(starts + 1, len(data) - 1), starts)
    for place, byte in enumerate(table.first):
        lines = lines[data[np.minimum(starts[lines] + place, len(data) - 1)] == byte]
    return lines


def _undecodable(data: Bytes, ends: Positions) -> Positions:
    """The lines with characters beyond ASCII, if they are not all UTF-8."""
    lines = np.unique(np.searchsorted(ends, np.flatnonzero(data >= 128)))
    starts = np.where(lines > 0, ends[lines - 1] + 1, 0)
    text = b"".join(
        data[start : end + 1].tobytes() for start, end in zip(starts.tolist(), ends[lines].tolist(), strict=True)
    )
    try:
        text.decode()
    except UnicodeDecodeError:
        return lines
    return lines[:0]
