"""Rows of a package whose papers were refused when they were read back: taken out, listed, and not tried again in vain."""

import hashlib
from collections.abc import Mapping

import polars as pl

from connectors import County
from connectors.store import Conflict, Store
from flows.review_queue import opened
from flows.spreadsheet import disarm
from flows.steps.papers import LISTED, LISTS, NOT_READ_BACK
from flows.versions import code_version
from flows.workplace import Workplace
from relief import database
from relief.database import Doing
from relief.packages.numbers import name_row
from relief.packages.selection import list_refused, read_refusal, write_refusal
from templates.rooms import digest_words

_LETTERS = 12
_LISTS = 50
"""How many lists of one package are passed over, each of an earlier attempt."""


def name_attempt(word: str, county: County, run: str) -> str:
    """A hash of all that a paper may be refused for: program, county's file and words, and the run's data."""
    told = "/".join((code_version(), county.digest, digest_words(word), run))
    return hashlib.sha256(told.encode()).hexdigest()[:_LETTERS]


def find_refused(word: str, county: County, workplace: Workplace, run: str) -> set[str]:
    """Convictions that would be refused again: nothing that may be the cause has changed."""
    with opened(workplace) as engine:
        rows = database.read_package_rows(engine, county=word)
    return list_refused(rows, name_attempt(word, county, run))


def take_out(workplace: Workplace, doing: Doing, number: str, rows: Mapping[int, str], attempt: str) -> None:
    """Take rows out of a package, with the reason for each; their convictions wait."""
    reasons = {row: write_refusal(attempt, why) for row, why in rows.items()}
    with opened(workplace) as engine:
        database.withdraw_rows(engine, doing, number=number, reasons=reasons)


def put_list(store: Store, word: str, number: str, rows: pl.DataFrame, named: pl.DataFrame) -> str | None:
    """Write ``lists/<county>/<number>/not_read_back.csv``, of a later attempt ``<number>.2``; its key, None if none is on it.

    Args:
        rows: the package's: ``relief.database.ROWS``.
        named: the run's convictions: ``flows.outcomes.named.read_named``.
    """
    reason = pl.col("withdrawn").map_elements(read_refusal, return_dtype=pl.String, skip_nulls=True)
    refused = rows.select("row", "conviction", reason=reason).drop_nulls("reason")
    if refused.is_empty():
        return None
    told = refused.join(named.drop("reason", strict=False), on="conviction", how="left", maintain_order="left")
    told = told.with_columns(row_id=pl.Series([name_row(number, row) for row in told["row"]], dtype=pl.String))
    content = disarm(told.select("row_id", *LISTED, "reason")).write_csv().encode()
    for attempt in range(1, _LISTS):
        folder = number if attempt == 1 else f"{number}.{attempt}"
        key = f"{LISTS}/{word}/{folder}/{NOT_READ_BACK}.csv"
        try:
            store.put(key, content)
        except Conflict:
            continue
        return key
    raise AssertionError("a package changes less often than this")
