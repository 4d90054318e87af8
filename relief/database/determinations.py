"""What a run decided, put in force, and the papers it wrote."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import Connection, Engine, select, update
from sqlmodel import col

from relief.database.audit import add_audit
from relief.database.engine import Conflict, transact
from relief.database.replacing import InForce, count_in_force, replace_rows
from relief.database.runs import Claim, add_once, check_fence
from relief.database.tables import Paper, Run

_TAKEN = [
    "subject_id", "court", "ori", "case_number", "count", "code_section",
    "conviction_date", "level", "outcome", "relief", "rule", "citation", "reason", "unknown_facts", "law_version",
]  # fmt: skip
"""Columns that the table takes from determinations as they are: no name, no birth date, no CII number; and not where they
stand in which file, which is another place with every delivery."""
OUT_OF_SCOPE = "out of scope"


@dataclass(frozen=True, kw_only=True)
class WrittenPaper:
    """A document that was put into the object store."""

    key: str
    kind: str
    court: str
    sha256: str
    pages: int
    rows: int
    """Convictions listed in it."""
    edition: str | None = None
    template: str | None = None


def name_convictions(frame: pl.DataFrame) -> pl.Series:
    """A name for each conviction that stays the same in the county's next export.

    It is ``<subject_id>/<count_order>/<hash of charge_text>``: two charges under one count are two
    convictions. Where the person or the count cannot be told, it is ``<source_file>:<source_row>``.

    Args:
        frame: columns source_file, source_row, subject_id, charge_text and, where known, count_order.
    """
    order = pl.col("count_order") if "count_order" in frame.columns else pl.lit(None, dtype=pl.String)
    texts = frame.select(pl.col("charge_text").cast(pl.String)).unique()
    hashes = texts.with_columns(
        charge=pl.Series(
            [hashlib.sha256((text or "").encode()).hexdigest()[:12] for text in texts["charge_text"]], dtype=pl.String
        )
    )
    joined = frame.with_columns(pl.col("charge_text").cast(pl.String)).join(
        hashes, on="charge_text", how="left", nulls_equal=True, maintain_order="left"
    )
    readable = order.str.contains(r"^\d{12}$") & pl.col("subject_id").is_not_null()
    place = pl.format("{}:{}", "source_file", "source_row")
    named = pl.when(readable).then(pl.format("{}/{}/{}", "subject_id", order, "charge")).otherwise(place)
    return joined.select(named.alias("conviction")).to_series()


def record_determinations(
    engine: Engine, claim: Claim, frame: pl.DataFrame, *, at: datetime, former: InForce | None = None
) -> int:
    """Put a run's determinations in force in place of the county's former ones, all or none.

    What is out of scope nobody acts on: it stays in the run's files, and is counted with the run.

    Args:
        claim: from ``begin_run``.
        frame: as ``relief.eligibility.determine`` gives them, with ``count_order`` where it is known.
        at: now, with its zone.
        former: what is in force, where it is known: if it still is, only the rows that differ are written.

    Returns:
        Determinations put in force: 0 if this run's were already.

    Raises:
        LeaseLost: another run has taken the county over; nothing was written.
        Conflict: two rows are about one conviction, or this run's are in force and were another number.
        ValueError: a column is missing.
    """
    rows = _prepare(claim, frame)
    before = _prepare(claim, former.determinations) if former else None

    def work(connection: Connection) -> int:
        check_fence(connection, claim)
        here = col(Run.county) == claim.county
        in_force = connection.execute(select(col(Run.key)).where(here, col(Run.in_force))).scalar_one_or_none()
        if in_force == claim.run:
            _check_number(connection, claim, rows.height)
            return 0
        connection.execute(update(Run).where(here, col(Run.in_force)).values(in_force=False))
        replace_rows(connection, claim.county, rows, before if former and former.run == in_force else None)
        connection.execute(update(Run).where(col(Run.key) == claim.run).values(in_force=True, past=False))
        counts = dict(rows.group_by("outcome").len().sort("outcome").rows())
        add_audit(
            connection,
            at=at,
            actor="relief",
            event="determinations.in.force",
            county=claim.county,
            subject=claim.run,
            counts=counts,
        )
        return rows.height

    return transact(engine, work)


def record_papers(engine: Engine, claim: Claim, papers: Sequence[WrittenPaper], *, at: datetime) -> int:
    """Record documents that are in the object store; those recorded before are passed over.

    Returns:
        Papers newly recorded.

    Raises:
        LeaseLost: another run has taken the county over; nothing was written.
        Conflict: a key was recorded with other content.
    """

    def work(connection: Connection) -> int:
        check_fence(connection, claim)
        added = [paper for paper in papers if _add_paper(connection, claim, paper)]
        if added:
            counts = {"papers": len(added), "pages": sum(paper.pages for paper in added)}
            add_audit(
                connection,
                at=at,
                actor="relief",
                event="papers.recorded",
                county=claim.county,
                subject=claim.run,
                counts=counts,
            )
        return len(added)

    return transact(engine, work)


def _prepare(claim: Claim, frame: pl.DataFrame) -> pl.DataFrame:
    missing = [name for name in [*_TAKEN, "charge_text", "source_file", "source_row"] if name not in frame.columns]
    if missing:
        raise ValueError(f"determinations lack the columns {', '.join(missing)}")
    rows = frame.select(pl.lit(claim.county).alias("county"), name_convictions(frame), *_TAKEN).with_columns(
        pl.col(pl.Enum, pl.Categorical).cast(pl.String)
    )
    twice = frame.filter(rows["conviction"].is_duplicated()).select("source_file", "source_row").head(2).rows()
    if twice:
        raise Conflict(
            "two determinations of one conviction: " + " and ".join(f"{file} row {row}" for file, row in twice)
        )
    return rows.filter(pl.col("outcome") != OUT_OF_SCOPE).sort("conviction")


def _check_number(connection: Connection, claim: Claim, height: int) -> None:
    known = count_in_force(connection, claim.county)
    if known != height:
        raise Conflict(f"run {claim.run[:12]}: {known} determinations are in force, now there are {height}")


def _add_paper(connection: Connection, claim: Claim, paper: WrittenPaper) -> bool:
    if add_once(connection, Paper, run=claim.run, **asdict(paper)):
        return True
    known = connection.execute(select(col(Paper.sha256)).where(col(Paper.key) == paper.key)).scalar_one()
    if known != paper.sha256:
        raise Conflict(f"{paper.key}: recorded before with other content")
    return False
