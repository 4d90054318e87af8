"""Sheets typed in a test: lines with their spaces, as if they came from a PDF's text layer."""

from textwrap import dedent

from connectors.layouts import load_layout
from connectors.readers.rap_sheets import RapSheets
from connectors.readers.rap_sheets.agencies import Agencies
from connectors.readers.rap_sheets.parse import Grammar
from connectors.readers.rap_sheets.rows import COLUMNS, lay_out
from connectors.readers.rap_sheets.sheet import Sheet
from connectors.readers.rap_sheets.text import Line

FORMAT = load_layout("rap_sheet").file
assert isinstance(FORMAT, RapSheets)
GRAMMAR = Grammar(headings=FORMAT.headings, page_lines=FORMAT.page_lines, end=True)
PERSON = """\
CII/A00000001
DOB/19700102 SEX/M RAC/WHITE
NAM/01 FICTION,FERN
    02 FABLE,FERN
"""
END = "* * * END OF MESSAGE * * *"
ADVANCE = 6.0


def to_pages(text: str) -> list[list[Line]]:
    """Pages, which a form feed divides."""
    return [
        [
            Line(number, place, (len(line) - len(line.lstrip())) * ADVANCE, " ".join(line.split()))
            for place, line in enumerate((line for line in page.split("\n") if line.strip()), start=1)
        ]
        for number, page in enumerate(text.split("\f"), start=1)
    ]


def parse(text: str) -> Sheet:
    """A whole sheet."""
    return GRAMMAR.parse_pages(to_pages(text))


def read(cycles: str) -> list[dict[str, str]]:
    """The rows of a sheet of Fern Fiction with these cycles; what is blank is left out."""
    sheet = parse(f"{PERSON}{dedent(cycles).strip()}\n{END}")
    rows = lay_out(sheet, Agencies(FORMAT.agencies))
    return [{name: cell for name, cell in zip(COLUMNS, row, strict=True) if cell} for row in rows]


def court(counts: str) -> list[dict[str, str]]:
    """The rows of one court action with these lines."""
    return read(f"* * * *\nCOURT: NAM:01\n20010203  CASC LOS ANGELES\n{dedent(counts).strip()}")


def tell(rows: list[dict[str, str]], *columns: str) -> list[tuple[str, ...]]:
    """Some columns of each row."""
    return [tuple(row.get(column, "") for column in columns) for row in rows]
