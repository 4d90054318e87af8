"""Writes a twin: the columns of a layout, in the layout's file format."""

from pathlib import Path

import polars as pl

from connectors.layouts import Layout
from connectors.readers.delimited import Delimited
from connectors.readers.fixed_width import FixedWidth
from connectors.readers.nested import JsonLines
from connectors.readers.workbook import Workbook
from connectors.samples.twin.columns import fill_columns
from connectors.samples.twin.delimited import write_delimited
from connectors.samples.twin.fixed_width import write_fixed_width
from connectors.samples.twin.nested import write_nested
from connectors.samples.twin.people import in_court, invent_records
from connectors.samples.twin.workbook import write_workbook
from relief.errors import UserError

_GRAMS = (12.5, 28.4, 113.0, 300.25, 453.6, 907.2)


def write_twin(path: Path, layout: Layout, *, county: str, rows: int, seed: int) -> int:
    """Write what a source in ``layout`` would hold of the people of the DOJ sample of ``rows`` rows; gives the records.

    Args:
        path: the file to write.
        layout: of a court's or prosecutor's export, or of a list of weights.
        county: DOJ's name of it, upper case.
        rows: of the DOJ sample, not of this file.
        seed: the same gives the same people.

    Raises:
        UserError: files of this format cannot be written here.
    """
    records = invent_records(county, rows, seed)
    if "event" in layout.constants or layout.weights:
        records = in_court(records, county)
    cells = _weigh(records, layout) if layout.weights else fill_columns(records, layout)
    if isinstance(layout.file, Delimited):
        write_delimited(path, cells, layout.file)
    elif isinstance(layout.file, FixedWidth):
        write_fixed_width(path, cells, layout.file)
    elif isinstance(layout.file, Workbook):
        write_workbook(path, cells, layout, layout.file)
    elif isinstance(layout.file, JsonLines):
        write_nested(path, cells, layout.file)
    else:
        raise UserError(f"{layout.title}: no sample can be written in this format")
    return cells.height


def _weigh(records: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Every third case with a number was weighed."""
    assert layout.weights is not None
    cases = records.drop_nulls("case_number").unique("case_number", keep="first", maintain_order=True)
    cases = cases.select("case_number").with_row_index("number").filter(pl.col("number") % 3 == 0)
    grams = pl.col("number").map_elements(lambda number: str(_GRAMS[number // 3 % len(_GRAMS)]), return_dtype=pl.String)
    told = {layout.weights.case_number: pl.col("case_number"), layout.weights.grams: grams}
    return cases.select(told.get(name, pl.lit(None, pl.String)).alias(name) for name in layout.columns)
