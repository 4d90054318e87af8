"""Which rows were filed: a package's manifest written into the ledger, and read back with what a court matches by."""

from datetime import date
from pathlib import Path

import polars as pl

from connectors import County, load_county
from connectors.outcomes.manifest import read_manifest
from flows.outcomes.named import read_named, read_people
from flows.past import find_in_force
from flows.review_queue import opened
from flows.workplace import Workplace
from relief import database
from relief.errors import UserError
from relief.ledger import Step
from relief.outcomes.filing import list_filed, plan_filing, tell_row
from relief.outcomes.returned import FILED
from relief.outcomes.standings import find_standings

_KEY = ["case_number", "defendant", "count_number", "section"]


def file_manifest(word: str, workplace: Workplace, file: Path, *, day: date, actor: str) -> tuple[int, int]:
    """Write into the ledger that the rows of a manifest were filed; rows, and how many of them were new.

    UserError, with nothing written, where a row is about no eligible conviction of the run in force, or about one that
    is past filing.
    """
    county = load_county(word)
    rows = _find_convictions(read_manifest(file), read_named(find_in_force(word, workplace), county), file.name)
    with opened(workplace) as engine:
        lives = database.read_lives(engine, county=word)
        known = list_filed(lives).select("conviction", "batch", "row")
        new = rows.join(known, on=["conviction", "batch", "row"], how="anti", maintain_order="left")
        stands = {
            name: Step(step)
            for name, step in find_standings(lives, list_filed(lives)).select("conviction", "step").rows()
        }
        try:
            steps = plan_filing(new, stands, day=day, actor=actor)
        except ValueError as refused:
            raise UserError(f"{file.name}: {refused}") from None
        database.record_steps(engine, county=word, steps=steps)
    return rows.height, new.height


def read_filed(word: str, county: County, workplace: Workplace, lives: pl.DataFrame) -> pl.DataFrame:
    """Every row that was filed, with case, defendant and count as the newest run that has the conviction tells them."""
    filed = list_filed(lives)
    people = read_people(word, county, workplace, filed["conviction"]).select(
        "conviction", "case_number", "agency", court="courthouse", defendant="name", count_number="count"
    )
    joined = filed.join(people, on="conviction", how="left", maintain_order="left")
    return joined.select(pl.col(name).cast(dtype) for name, dtype in FILED.items())


def _find_convictions(manifest: pl.DataFrame, named: pl.DataFrame, name: str) -> pl.DataFrame:
    """The manifest with ``conviction``."""
    known = named.filter(pl.col("outcome").cast(pl.String) == "eligible").select(
        "conviction", case_number=pl.col("case_number").str.strip_chars(), defendant=pl.col("name").str.strip_chars(),
        count_number=pl.col("count").cast(pl.Int64), section=pl.col("code_section").cast(pl.String).str.strip_chars(),
    )  # fmt: skip
    joined = manifest.join(known, on=_KEY, how="left", maintain_order="left")
    wrong = joined.filter(pl.col("conviction").is_null() | pl.struct("batch", "row").is_duplicated())
    if wrong.height:
        batch, row = wrong.select("batch", "row").row(0)
        raise UserError(
            f"{name}: {tell_row(batch, row)} is not one eligible conviction of the run in force; give the manifest of"
            " the run that is, or do that run again"
        )
    return joined
