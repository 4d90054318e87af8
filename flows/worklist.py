"""The repair worklist of the run in force."""

import polars as pl

from flows.correcting import find_facts
from flows.explaining import read_elected
from flows.past import PastRun, find_in_force
from flows.workplace import Workplace
from relief.correctable import FIELDS
from relief.correcting import PLACE
from relief.settling import find_settling
from relief.worklist import find_work, rank

WORKLIST = [
    "people", "convictions", "question", "settles", "record", "field", "what", "source_file", "source_row", "reads",
]  # fmt: skip


def list_work(word: str, workplace: Workplace) -> tuple[PastRun, pl.DataFrame]:
    """The run in force, and its worklist: columns ``WORKLIST``.

    ``record`` and ``field`` are null where no single field of a record would settle it: an attorney decides.
    """
    past = find_in_force(word, workplace)
    facts = _read_waiting(past)
    work = find_work(find_settling(facts, policy=read_elected(past), as_of=past.as_of), facts)
    placed = work.join(facts.select("row", *PLACE), on="row", how="left", maintain_order="left")
    return past, rank(_name_records(past, placed)).select(WORKLIST)


def _read_waiting(past: PastRun) -> pl.DataFrame:
    """Facts of the convictions that the run left to an attorney."""
    decided = pl.scan_parquet(past.bring("determinations.parquet"))
    waiting = decided.filter(pl.col("outcome").cast(pl.String) == "attorney review").select(PLACE)
    scan = pl.scan_parquet(past.bring("facts.parquet"))
    return scan.join(waiting, on=PLACE, how="semi", maintain_order="left").collect()


def _name_records(past: PastRun, work: pl.DataFrame) -> pl.DataFrame:
    """The work with ``record``, ``what``, ``reads`` and ``person``; a person's fact is found at any of their rows."""
    who = pl.scan_parquet(past.bring("records.parquet")).select(*PLACE, "source", "subject_id")
    named = work.lazy().join(who, on=PLACE, how="left", maintain_order="left").collect()
    named = named.with_columns(person=pl.format("{} {}", "source", "subject_id"))
    parts = [named.filter(pl.col("field").is_null()).with_columns(_nothing())]
    for (name,), mine in named.filter(pl.col("field").is_not_null()).group_by("field", maintain_order=True):
        known = find_facts(past, mine.select(PLACE).unique(), [str(name)])
        on = ["source", "subject_id"] if FIELDS[str(name)].of_person else PLACE
        told = known.select(*on, "record", "what", "reads")
        parts.append(mine.join(told, on=on, how="left", maintain_order="left"))
    return pl.concat(parts).sort(*PLACE, "question")


def _nothing() -> list[pl.Expr]:
    texts = {"record": None, "what": "no single field: see relief review", "reads": None}
    return [pl.lit(text, dtype=pl.String).alias(name) for name, text in texts.items()]
