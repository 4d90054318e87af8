"""A court's file taken in: read, matched, kept in the object store, and written down."""

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from connectors import load_county
from connectors.outcomes.reading import read_returned
from connectors.store import open_store
from flows.outcomes.filed import read_filed
from flows.review_queue import opened
from flows.workplace import Workplace
from relief import database
from relief.errors import UserError
from relief.outcomes.matching import match
from relief.outcomes.planning import Lives, Plan, Source, plan
from relief.outcomes.reasons import mask


def take_file(
    word: str, workplace: Workplace, file: Path, *, ignore: Collection[str], default: date | None, actor: str,
    day: date, at: datetime, outcome: str | None = None, courts: Collection[str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Take in a file of outcomes; what became of its rows, in numbers.

    Args:
        file: CSV, workbook, or a PDF with stamps.
        ignore: heads of columns that are not to be read.
        default: the day of the orders where a row has none.
        actor: the account that takes it in.
        day: today.
        at: now.
        outcome: the word of rows without one.
        courts: whose rows may be meant; those of others are as if they were not filed. None: all.
    """
    county = load_county(word)
    returned = read_returned(file, ignore=ignore, default=default, outcome=outcome)
    content = file.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    key = f"returns/{word}/{sha256}{file.suffix.lower()}"
    with opened(workplace) as engine:
        filed = read_filed(word, county, workplace, database.read_lives(engine, county=word))
        if courts is not None:
            filed = filed.filter(pl.col("court").is_in(list(courts)))
        matched = _mask(match(returned, filed), filed)
        if courts is not None and matched["conviction"].null_count() == matched.height:
            # The same bytes are taken in once: another court's file must be left to that court.
            raise UserError("no row of this file was filed with your court; nothing was written")
        open_store(workplace.out).put(key, content)
        source = Source(name=_name(file, sha256), digest=sha256, taken=day, owner=county.prosecutor.on(day).name)
        kinds: Counter[str] = Counter()

        def make(lives: Lives) -> Plan:
            made = plan(matched, lives, source)
            kinds.clear()
            kinds.update(task.kind.value for task in made.tasks)
            return made

        taken = database.take_outcomes(
            engine, county=word, sha256=sha256, name=source.name, key=key, court=_court(matched), matched=matched,
            make=make, actor=actor, day=day, at=at,
        )  # fmt: skip
    return {**asdict(taken), "by kind": dict(sorted(kinds.items()))}


def _name(file: Path, sha256: str) -> str:
    """A file's name may hold a person's: it is known by its content, and its kind."""
    return f"{sha256[:12]}{file.suffix.lower()}"


def _court(matched: pl.DataFrame) -> str:
    """The court of the file's rows; several courts, or none, are said to be that."""
    courts = matched["court"].drop_nulls().unique().to_list()
    return str(courts[0]) if len(courts) == 1 else f"{len(courts)} courts"


def _mask(matched: pl.DataFrame, filed: pl.DataFrame) -> pl.DataFrame:
    """The rows with reasons that the ledger may keep."""
    names = filed.select("batch", "row", _name="defendant").unique(["batch", "row"])
    known = matched.join(names, on=["batch", "row"], how="left", maintain_order="left")
    kept = [
        mask(mask(reason, name), said)
        for reason, name, said in known.select("reason", "_name", "defendant").iter_rows()
    ]
    return matched.with_columns(pl.Series("reason", kept, dtype=pl.String))
