"""Writing the ledger: a step that was written before is passed over, a step that may not follow is refused."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, func, select, tuple_
from sqlmodel import col

from relief.database.bulk import load, load_alike
from relief.database.engine import Conflict, connect, transact
from relief.database.runs import add_once
from relief.database.tables import County, LedgerStep
from relief.ledger import Step, may_follow, standing

_BATCH = 500
"""Convictions looked up at a time; SQLite takes some thousands of values in one statement."""
_FEW = 5_000
"""Convictions that are looked up by name; of more, all that the county has are read."""

_LIFE = {"step": pl.String, "day": pl.Date, "actor": pl.String, "paper": pl.String, "cause": pl.String}
_SAME = 4
"""Columns of ``_LIFE`` that make two steps the same: a cause may be worded otherwise."""
_ENTRY = {"conviction": pl.String, **_LIFE}
LIVES: dict[str, Any] = {"conviction": pl.String, "position": pl.Int64, **_LIFE}
"""One row a step in the ledger."""
_ROW = {"county": pl.String, "conviction": pl.String, "position": pl.Int64, **_LIFE}


class IllegalStep(Conflict):
    """A step that may not follow the one before. Nothing of its batch was written."""


def record_steps(engine: Engine, *, county: str, steps: pl.DataFrame) -> int:
    """Add steps to the county's ledger, all or none.

    Args:
        county: the county's word.
        steps: in the order in which they happened. Columns: conviction (``name_convictions``), step (a
            value of ``relief.ledger.Step``), day (date), actor (an agency, a court, a rule set or a user's
            id), paper (key of a recorded paper, or null) and, where there is one, cause.

    Returns:
        Steps newly written. The same step on the same day by the same actor with the same paper is the same.

    Raises:
        IllegalStep: a step may not follow the last one of its conviction.
    """
    return transact(engine, lambda connection: add_steps(connection, county=county, steps=steps))


def add_steps(connection: Connection, *, county: str, steps: pl.DataFrame) -> int:
    """As ``record_steps``, inside a transaction of the caller's."""
    caused = steps if "cause" in steps.columns else steps.with_columns(cause=pl.lit(None, dtype=pl.String))
    wanted = caused.select(pl.col(name).cast(dtype) for name, dtype in _ENTRY.items())
    add_once(connection, County, name=county)
    new: list[tuple[object, ...]] = []
    for part in _split(wanted):
        lives = _read_lives(connection, county, part["conviction"].unique().to_list())
        new += _plan(county, lives, part)
    frame = pl.DataFrame(new, schema=_ROW, orient="row")
    load(connection, "ledgerstep", frame.sort("conviction", "position"))
    return frame.height


def identify(
    engine: Engine, *, county: str, convictions: pl.Series, day: date, actor: str, known: pl.Series | None = None
) -> int:
    """The first step of every conviction that the ledger does not follow yet, all or none.

    Args:
        convictions: names (``name_convictions``), each once.
        day: on which they were found.
        actor: who found them.
        known: some that the ledger follows, which are not looked up.

    Returns:
        Convictions that were not followed before.
    """

    def work(connection: Connection) -> int:
        add_once(connection, County, name=county)
        asked = convictions if known is None else convictions.filter(~convictions.is_in(known.implode()))
        followed = _name_followed(connection, county, asked if len(asked) < _FEW else None)
        new = asked.to_frame("conviction").join(followed.to_frame(), on="conviction", how="anti")
        told = {"county": county, "position": 0, "step": Step.IDENTIFIED.value, "day": day.isoformat(), "actor": actor}
        load_alike(connection, "ledgerstep", "conviction", new["conviction"].sort(), told)
        return new.height

    return transact(engine, work)


def list_standing(engine: Engine, *, county: str, steps: Sequence[Step]) -> pl.Series:
    """Names of the county's convictions whose last step is one of these, none of which is a first step."""
    here = (col(LedgerStep.county) == county) & (col(LedgerStep.position) > 0)
    last = select(col(LedgerStep.conviction), func.max(col(LedgerStep.position))).where(here)
    last = last.group_by(col(LedgerStep.conviction))
    key = tuple_(col(LedgerStep.conviction), col(LedgerStep.position))
    found = select(col(LedgerStep.conviction)).where(here, key.in_(last), col(LedgerStep.step).in_([*steps]))
    with connect(engine) as connection:
        names = list(connection.scalars(found.order_by(col(LedgerStep.conviction))))
    return pl.Series("conviction", names, dtype=pl.String)


def name_followed(engine: Engine, *, county: str) -> pl.Series:
    """Names of the county's convictions that have a step in the ledger."""
    with connect(engine) as connection:
        return _name_followed(connection, county)


def _name_followed(connection: Connection, county: str, asked: pl.Series | None = None) -> pl.Series:
    """All of the county that the ledger follows, or those of them that are asked for."""
    first = (col(LedgerStep.county) == county) & (col(LedgerStep.position) == 0)
    query = select(col(LedgerStep.conviction)).where(first)
    if asked is None:
        found = list(connection.scalars(query))
    else:
        batches = (asked[start : start + _BATCH].to_list() for start in range(0, len(asked), _BATCH))
        found = [
            name for batch in batches for name in connection.scalars(query.where(col(LedgerStep.conviction).in_(batch)))
        ]
    return pl.Series("conviction", found, dtype=pl.String)


def read_lives(engine: Engine, *, county: str) -> pl.DataFrame:
    """The whole ledger of a county: conviction, position, step, day, actor, paper and cause, in order."""
    here = select(*(col(getattr(LedgerStep, name)) for name in LIVES)).where(col(LedgerStep.county) == county)
    with connect(engine) as connection:
        rows = connection.execute(here.order_by(col(LedgerStep.conviction), col(LedgerStep.position))).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=LIVES, orient="row")


def read_last(connection: Connection, county: str, convictions: Sequence[str]) -> dict[str, Step]:
    """Where each of these convictions stands; those that the ledger does not follow are missing."""
    found: dict[str, Step] = {}
    for start in range(0, len(convictions), _BATCH):
        lives = _read_lives(connection, county, list(convictions[start : start + _BATCH]))
        for conviction, life in lives.items():
            stands = standing([Step(str(each[0])) for each in life])
            assert stands is not None, "a life has a step"
            found[conviction] = stands
    return found


def _split(steps: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Parts that hold all steps of their convictions, in order."""
    named = steps.with_columns(part=pl.col("conviction").rank("dense") // _BATCH)
    yield from named.drop_nulls("part").partition_by("part", include_key=False, maintain_order=True)


def _read_lives(connection: Connection, county: str, convictions: list[str]) -> dict[str, list[tuple[object, ...]]]:
    columns = (col(LedgerStep.conviction), *(col(getattr(LedgerStep, name)) for name in _LIFE))
    here = (col(LedgerStep.county) == county) & col(LedgerStep.conviction).in_(convictions)
    lives: dict[str, list[tuple[object, ...]]] = {}
    for conviction, *rest in connection.execute(select(*columns).where(here).order_by(col(LedgerStep.position))):
        lives.setdefault(conviction, []).append(tuple(rest))
    return lives


def _plan(county: str, lives: dict[str, list[tuple[object, ...]]], steps: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    for conviction, *rest in steps.iter_rows():
        life = lives.setdefault(conviction, [])
        entry = tuple(rest)
        if any(each[:_SAME] == entry[:_SAME] for each in life):
            continue
        last = standing([Step(str(each[0])) for each in life])
        step = Step(str(entry[0]))
        if not may_follow(last, step):
            before = f"after '{last}'" if last else "as a first step"
            raise IllegalStep(f"{county}: '{step}' cannot be written {before}; none of these steps was written")
        life.append(entry)
        yield county, conviction, len(life) - 1, *entry
