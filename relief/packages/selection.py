"""Which convictions go into a package, which wait and why, and which are taken out of one again."""

from collections.abc import Collection, Iterator, Sequence

import polars as pl

from relief.ledger import Step
from relief.outcomes.filing import lead_to_filing, list_filed
from relief.outcomes.standings import find_standings
from relief.reversing import Withheld, find_withheld

NOT_FILED_NOW = "filed before, or challenged"
IN_A_PACKAGE = "in a package that is under way"
WITHHELD = "withheld: the person died, or the record was sealed or destroyed"

NOT_READ_BACK = "a paper that did not say, read back, what it should"
"""A row is taken out of its package for this, and waits until program, wording, county's file or data are others."""

PRINTED = ["name", "case_number", "count", "code_section", "conviction_date", "level", "relief"]
"""What a paper says of a conviction: where a later run says otherwise, the paper would be wrong."""


def find_waiting(
    convictions: pl.DataFrame,
    lives: pl.DataFrame,
    withheld: pl.DataFrame,
    taken: pl.Series,
    refused: Collection[str] = (),
) -> pl.Series:
    """Why each conviction cannot go into a new package; null where it can.

    Args:
        convictions: ``conviction`` and ``relief``.
        lives: ``relief.database.read_lives``.
        withheld: conviction and why, as staff wrote them down.
        taken: convictions in packages under way.
        refused: convictions whose papers were refused, with nothing changed since that could mend it.
    """
    stands = find_stands(lives)
    silent = list_withheld(convictions, lives, withheld)
    under_way = set(taken)
    why = [
        WITHHELD if name in silent
        else NOT_FILED_NOW if name not in stands or not list(lead_to_filing(stands[name]))
        else IN_A_PACKAGE if name in under_way
        else NOT_READ_BACK if name in refused
        else None
        for name in convictions["conviction"]
    ]  # fmt: skip
    return pl.Series("why", why, dtype=pl.String)


def find_stands(lives: pl.DataFrame) -> dict[str, Step]:
    """Where each conviction of the ledger stands."""
    return {
        name: Step(step) for name, step in find_standings(lives, list_filed(lives)).select("conviction", "step").rows()
    }


def list_withheld(convictions: pl.DataFrame, lives: pl.DataFrame, withheld: pl.DataFrame) -> set[str]:
    """Those that no paper may name again, written down by staff or told by their own lives."""
    written: dict[str, list[Withheld]] = {}
    for name, why in withheld.select("conviction", "why").rows():
        written.setdefault(name, []).append(Withheld(why))
    steps: dict[str, list[Step]] = {}
    for name, step in lives.select("conviction", "step").rows():
        steps.setdefault(name, []).append(Step(step))
    return {
        name
        for name, relief in convictions.select("conviction", pl.col("relief").cast(pl.String)).rows()
        if find_withheld(steps.get(name, ()), relief, written.get(name, ()))
    }


def find_withdrawn(rows: pl.DataFrame, then: pl.DataFrame, now: pl.DataFrame, why: pl.Series) -> dict[int, str]:
    """Rows of a package that are to be taken out of it, and the reason for each.

    Args:
        rows: ``row`` and ``conviction`` of the package, those already out of it left out.
        then: conviction and ``PRINTED`` as the run of the package decided.
        now: the same of the run in force, and ``outcome``; a conviction that it does not list is missing.
        why: for each of ``rows``, why it could not go into a new package; being in this one is none.
    """
    printed = [pl.col(name).cast(pl.String) for name in PRINTED]
    before = {row[0]: row[1:] for row in then.select("conviction", *printed).rows()}
    after = {row[0]: row[1:] for row in now.select("conviction", pl.col("outcome").cast(pl.String), *printed).rows()}
    out: dict[int, str] = {}
    for (row, name), reason in zip(rows.select("row", "conviction").rows(), why, strict=True):
        if reason not in (None, IN_A_PACKAGE):
            out[row] = reason
        elif name not in after:
            out[row] = "the run in force does not list it"
        elif after[name][0] != "eligible":
            out[row] = f"{after[name][0]} in the run in force"
        elif after[name][1:] != before.get(name):
            out[row] = "the run in force says otherwise of it"
    return out


def write_refusal(attempt: str, why: str) -> str:
    """The reason with which a refused row is taken out of its package.

    Args:
        attempt: a hash of all that may have been the cause.
        why: the kind of paper and what was wrong; nothing of a person.
    """
    return f"{NOT_READ_BACK} ({attempt}): {why}"


def read_refusal(reason: str) -> str | None:
    """Why a row's paper was refused; None where it was taken out for something else."""
    return reason.partition("): ")[2] if reason.startswith(f"{NOT_READ_BACK} (") else None


def list_refused(rows: pl.DataFrame, attempt: str) -> set[str]:
    """Convictions that were taken out of a package by the same attempt.

    Args:
        rows: ``relief.database.ROWS``.
    """
    same = pl.col("withdrawn").str.starts_with(f"{NOT_READ_BACK} ({attempt}): ")
    return set(rows.filter(same.fill_null(False))["conviction"])


def split(convictions: Sequence[str], cases: Sequence[str], most: int | None) -> Iterator[Sequence[str]]:
    """Parts of at most ``most`` convictions, in order; a case is not divided where it fits into one part.

    Args:
        cases: the case of each conviction.
        most: None is all in one.
    """
    start = 0
    while start < len(convictions):
        end = len(convictions) if most is None else min(start + most, len(convictions))
        whole = end
        while end < len(convictions) and whole > start and cases[whole - 1] == cases[whole]:
            whole -= 1
        end = whole if whole > start else end
        yield convictions[start:end]
        start = end
