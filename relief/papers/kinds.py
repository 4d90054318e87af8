"""The kinds of paper, in the order in which they stand in an index and in a packet."""

from typing import Literal

Kind = Literal[
    "cover sheet",
    "index",
    "motion",
    "order",
    "exhibit",
    "confidential exhibit",
    "case motion",
    "case order",
    "person order",
    "challenge notice",
    "letter",
    "proof of service",
    "disposition data",
]
"""What a county may ask for. ``exhibit`` is the public copy of Exhibit A, ``confidential exhibit`` the copy with dates of
birth and CII numbers; a ``person order`` is one for all cases of a defendant; ``disposition data`` is a file, not a paper."""

BATCH: tuple[Kind, ...] = ("motion", "order", "exhibit")
"""What a county gets that asks for nothing else: one motion and one order for the list."""

MAY_BE_BOUND: tuple[tuple[Kind, ...], ...] = (
    ("motion", "order", "challenge notice", "proof of service"),
    ("case motion", "case order"),
)
"""Kinds that may be one file with one another. The exhibit may not: the order states its file's SHA-256."""

EDITABLE: tuple[Kind, ...] = ("order", "case order", "person order")
"""Kinds of which a court may want a file that can be edited: what it signs."""
