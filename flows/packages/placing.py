"""Where a paper is in its package, and which kinds go to a court at all."""

import re
from collections.abc import Collection
from typing import Literal

from relief.papers import Paper
from relief.papers.kinds import Kind

KINDS: tuple[Kind, ...] = (
    "cover sheet", "index", "motion", "order", "exhibit", "confidential exhibit", "case motion", "case order",
    "person order", "proof of service",
)  # fmt: skip
"""Kinds that a package may hold. Letters go to persons, notices of challenges to the defender."""

_NAMES = {
    "order": "order_proposed",
    "exhibit": "exhibit_a_public",
    "confidential exhibit": "exhibit_a_confidential",
}
_BELOW_A_CASE = {"case motion": "motion", "case order": "order"}


_ALWAYS = ("motion", "exhibit", "confidential exhibit")
_ORDERS = ("order", "case order", "person order")


def choose_kinds(elected: Collection[Kind]) -> tuple[Kind, ...]:
    """The kinds of a package: what the county elects of what goes to a court, and what no package is without."""
    needed = {*_ALWAYS, *(("order",) if not set(_ORDERS) & set(elected) else ())}
    return tuple(kind for kind in KINDS if kind in elected or kind in needed)


def place_paper(paper: Paper, folders: Literal["row", "case number"] = "row") -> str:
    """A paper's name in its package; it says nothing of a person.

    What concerns one case is in a folder of the row that is the case's first, ``cases/0012/order.pdf``, or of the case's
    number where the court wants that: ``cases/XA007919/order_0012.pdf``, since a case may have several defendants.
    """
    stem, _, ending = paper.file.rpartition("/")[2].rpartition(".")
    if paper.kind in _BELOW_A_CASE:
        name, row = _BELOW_A_CASE[paper.kind], _first_row(paper)
        if folders == "row":
            return f"cases/{row}/{name}.{ending}"
        return f"cases/{_as_folder(paper.convictions[0].case_number)}/{name}_{row}.{ending}"
    if paper.kind == "person order":
        return f"persons/{_first_row(paper)}/order.{ending}"
    name = _NAMES.get(paper.kind, paper.kind.replace(" ", "_"))
    volume = re.search(r"_(\d+)$", stem)
    return f"{name}{volume[0] if volume else ''}.{ending}"


def _as_folder(case_number: str) -> str:
    """A case's number with only such letters as a file's name may have."""
    return re.sub(r"[^A-Za-z0-9]+", "-", case_number).strip("-") or "case"


def _first_row(paper: Paper) -> str:
    return min(conviction.id for conviction in paper.convictions).rpartition("-")[2]
