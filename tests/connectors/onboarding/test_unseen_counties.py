"""A file of a shape that nobody here has seen becomes a county by answering what its file asks, and every row is read."""

import re
from pathlib import Path

import polars as pl
import pytest

from connectors import read_exports
from connectors.county import read_county
from connectors.onboarding import profile, propose
from connectors.onboarding.begin import begin_county
from connectors.questions import find_questions, refuse_questions
from tests.connectors.onboarding.fresh_layouts import FIRST, KINDS_OF_CELLS, SECOND, THIRD
from tests.connectors.onboarding.unseen_layouts import ROWS, UnseenLayout, write

SHAPES = [*FIRST, *SECOND, *THIRD]
JUST = " " * 8
"""In front of a column in a county's file."""


def answer(text: str, layout: UnseenLayout) -> str:
    """What staff would write: what each column is that was not known, a preset of a policy, and all else in words."""
    for heading, _, meant in layout.columns:
        name = heading.replace("[]", "")
        text = text.replace(f'{JUST}"{name}": "?"', f'{JUST}"{name}": {meant or "ignored"}')
    text = text.replace('preset: "?"', "preset: self_service_2019")
    return re.sub(r'^(?!#)(.*)"\?"', r"\1Fictional", text, flags=re.MULTILINE)


@pytest.mark.parametrize("layout", SHAPES, ids=lambda layout: f"{layout.form} {layout.name}")
def test_every_row_of_it_is_read_once_its_questions_are_answered(layout: UnseenLayout, tmp_path: Path) -> None:
    export = write(layout, tmp_path, KINDS_OF_CELLS)
    found = profile(export)
    begun = begin_county("nevada", "court", found, propose(found))
    assert find_questions(begun.text)
    text = answer(begun.text, layout)
    refuse_questions(text, "nevada.yaml")
    reading = read_exports([export], read_county("nevada", text), tmp_path / "read")
    assert (reading.rows_read, reading.rows_out) == (ROWS, ROWS)
    records = pl.read_parquet(reading.records)
    wanted = {canonical for _, _, canonical in layout.columns if canonical}
    days = {name for name in ("birth_date", "cycle_date", "event_date", "disposition_date") if name in wanted}
    for name in days:
        assert records[f"{name}_precision"].drop_nulls().cast(pl.String).unique().to_list() in (["day"], []), name
    assert records["charge_text"].null_count() == 0 or "charge_text" not in wanted
