"""That a paper's list is what was determined, cell by cell, and that an order knows its exhibit; held for every paper.

What else a wording must say is looked at once for each county and day, on samples: ``linting/minimum_content.yaml``.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from relief.errors import UserError
from relief.papers import Paper
from templates.listing import Block
from templates.reading_back import squeeze
from templates.values import clean

_COUNT = ("id", "count", "code_section", "conviction_date", "level", "relief")
_LISTED = ("id", "case_number", "name", *_COUNT[1:], "basis")

COLUMNS: Mapping[str, Sequence[str]] = {
    "exhibit": _LISTED,
    "confidential exhibit": (*_LISTED, "birth_date", "cii_number"),
    "case motion": _COUNT,
    "case order": _COUNT,
    "person order": ("case_number", *_COUNT),
    "challenge notice": ("id", "case_number", "name", "count", "code_section", "conviction_date", "ground"),
    "index": ("case_number", "rows"),
    "reinstatement order": _COUNT,
}
"""Columns of the list that such a paper must have."""


def refuse_less(paper: Paper, blocks: Sequence[Block], place: str) -> None:
    """Refuse a paper whose list is not its convictions, field by field, or that leaves out what such a paper must say."""
    listed = paper.convictions or paper.entries
    needed = COLUMNS.get(paper.kind)
    if needed and listed:
        lists = [block for block in blocks if "columns" in block]
        if len(lists) != 1:
            raise UserError(f"{place}: a {paper.kind} has one list of convictions, and here are {len(lists)}")
        if missing := [column for column in needed if column not in lists[0]["columns"]]:
            raise UserError(f"{place}: the list of convictions leaves out {', '.join(missing)}")
        refuse_other_rows(listed, lists[0], place)
    text = squeeze("".join(words_of(blocks))) if paper.kind == "order" else ""
    for volume in paper.fields.get("exhibit_volumes", ()) if paper.kind == "order" else ():
        if volume["sha256"] not in text:
            raise UserError(f"{place}: the order does not state the SHA-256 of Exhibit A")


def refuse_other_rows(listed: Sequence[object], block: Block, place: str) -> None:
    """Each conviction's cells, put together over the rows that it goes on in, are what was determined."""
    rows = (
        block["rows"]
        if block["type"] == "convictions"
        else [["".join(t for t, _ in c) for c in r] for r in block["rows"]]
    )
    columns = block["columns"]
    row = 0
    for each, takes in zip(listed, block["takes"], strict=True):
        said = ["".join(cells) for cells in zip(*rows[row : row + takes], strict=True)]
        row += takes
        for column, text in zip(columns, said, strict=True):
            if squeeze(text) != squeeze(clean(getattr(each, column))):
                raise UserError(f"{place}: row {row} of the list does not print {column} as it was determined")
    if row != len(rows):
        raise UserError(f"{place}: the list has more rows than were determined")


def words_of(blocks: Sequence[Block]) -> Iterator[str]:
    """Every text of the blocks, in the order in which it is printed."""
    for block in blocks:
        yield from _WORDS.get(block["type"], _nothing)(block)


def _nothing(_block: Block) -> Iterator[str]:
    return iter(())


def _runs(runs: Sequence[tuple[str, str]]) -> str:
    return "".join(text for text, _ in runs)


def _paragraph(block: Block) -> Iterator[str]:
    yield "" if block["number"] is None else f"{block['number']}."
    yield _runs(block["runs"])


def _table(block: Block) -> Iterator[str]:
    for row in (block["header"], *block["rows"]):
        yield from map(_runs, row)


def _list(block: Block) -> Iterator[str]:
    for row in (block["header"], *block["rows"]):
        yield from row


def _signature(block: Block) -> Iterator[str]:
    for line in (*block["left"], *block["right"]):
        yield line.rstrip("_") if line.endswith("____") else line


_WORDS: Mapping[str, Any] = {
    "heading": lambda block: iter([_runs(block["runs"])]),
    "paragraph": _paragraph,
    "quotation": lambda block: map(_runs, block["paragraphs"]),
    "lines": lambda block: iter(block["lines"]),
    "table": _table,
    "convictions": _list,
    "signature": _signature,
    "choices": lambda block: (f"□{line}" for line in block["lines"]),
}
