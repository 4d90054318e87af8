"""Which lines of two files are the same, in the order in which both have them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from connectors.differences.lines import Hashes

Numbers = npt.NDArray[np.int32]

GONE = -1
_LOOK, _LONGEST = 64, 1 << 20
"""Lines compared at a time, and how many at most are searched for where two files agree again."""


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """Lines by their numbers, from 0."""

    moved: Numbers
    """Of each earlier line where it is now; ``GONE`` where it is not the same any more."""
    new: npt.NDArray[np.bool_]
    """Which lines of now are none of the earlier ones."""


def align(before: Hashes, now: Hashes) -> Alignment:
    """Compare two files. Lines that only changed places may count as different; none that differs counts as the same.

    The first and the last line are never the same: what they mean may depend on where they stand, as a header and a footer do.
    """
    moved, new = np.full(len(before), GONE, np.int32), np.ones(len(now), np.bool_)
    old, then = before[:-1], now[:-1]
    i = j = 1
    while i < len(old) and j < len(then):
        same = _count_same(old[i:], then[j:])
        moved[i : i + same] = np.arange(j, j + same, dtype=np.int32)
        new[j : j + same] = False
        i, j = i + same, j + same
        skip = _find_again(old[i:], then[j:])
        if skip is None:
            break
        i, j = i + skip[0], j + skip[1]
    return Alignment(moved=moved, new=new)


def _count_same(one: Hashes, other: Hashes) -> int:
    """How many lines agree from the beginning."""
    at, step, most = 0, _LOOK, min(len(one), len(other))
    while at < most:
        differ = one[at : min(at + step, most)] != other[at : min(at + step, most)]
        first = int(differ.argmax())
        if differ[first]:
            return at + first
        at, step = min(at + step, most), min(2 * step, _LONGEST)
    return most


def _find_again(one: Hashes, other: Hashes) -> tuple[int, int] | None:
    """The fewest lines to pass over on both sides until the two agree; None where they do not any more."""
    window = _LOOK
    while len(one) and len(other):
        few, also = one[:window], other[:window]
        values, first = np.unique(few, return_index=True)
        place = np.minimum(np.searchsorted(values, also), len(values) - 1)
        hits = np.flatnonzero(values[place] == also)
        if len(hits):
            best = int((first[place[hits]] + hits).argmin())
            return int(first[place[hits[best]]]), int(hits[best])
        if window >= min(_LONGEST, max(len(one), len(other))):
            return None
        window *= 4
    return None
