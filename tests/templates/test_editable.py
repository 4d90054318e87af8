"""A proposed order as a file that a court may edit: the same words as the PDF, black, and the same bytes each time."""

import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import RGBColor
from docx.table import Table

from relief.errors import UserError
from relief.papers import Paper
from relief.papers.filing import check
from templates.minimum import words_of
from templates.rendering import render_all
from templates.typeset import layout_data
from templates.word.editable import write_editable
from tests.fictional_batch import BOTH, FILING, HOSTILE, batch, determination, determinations
from tests.templates.reading import squeezed
from tests.templates.rendering import drafted, one


def _write(paper: Paper) -> bytes:
    [(file, content)] = write_editable(paper, "los_angeles", {paper.kind})
    assert file == paper.file.removesuffix(".pdf") + ".docx"
    return content


def _open(content: bytes) -> WordDocument:
    return Document(io.BytesIO(content))


def _texts(document: WordDocument) -> str:
    """Every text in the document's order."""
    parts = []
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            parts += [cell.text for row in part.rows for cell in row.cells]
        else:
            parts.append(part.text)
    return squeezed("".join(parts))


@pytest.mark.parametrize("kind", ["order", "case order"])
def test_it_says_what_the_pdf_says_and_nothing_else(kind: str) -> None:
    paper = one(kind, batch(8))
    [told] = layout_data(paper, "los_angeles")["papers"]
    text = _texts(_open(_write(paper)))
    body = text[text.index(squeezed("This order is proposed")) :]
    # The sides of a signature alternate in a table; a box and a blank have other marks in a word processor.
    words = "".join(words_of([block for block in told["blocks"] if block["type"] != "signature"]))
    assert body.replace("☐", "□").startswith(squeezed(words))
    head = text[: text.index(squeezed("This order is proposed"))]
    assert paper.head is not None
    for value in (*paper.head.attorney, *paper.head.court, paper.head.defendant, paper.head.case_number, paper.title):
        assert squeezed(value) in head


def test_each_conviction_of_a_case_is_in_its_table() -> None:
    paper = one(
        "case order",
        determinations([determination(n, subject_id="S1", case_number="X1", count=n) for n in range(1, 40)]),
    )
    tables = [table for table in _open(_write(paper)).tables if len(table.columns) == 6]
    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    printed = [[c.id, c.count, c.code_section, c.conviction_date, c.level, c.relief] for c in paper.convictions]
    assert rows[1:] == printed


def test_no_row_goes_on_on_another_page_and_choices_are_all_on_one() -> None:
    document = _open(_write(one("case order", batch(8))))
    rows = [row for table in document.tables for row in table.rows if table.style and table.style.name == "Table Grid"]
    assert rows and all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    boxes = [paragraph for paragraph in document.paragraphs if paragraph.text.startswith("☐")]
    assert [box.paragraph_format.keep_with_next for box in boxes][:3] == [True, True, False]


def test_headings_are_black_and_of_the_papers_type_and_nothing_is_blue() -> None:
    document = _open(_write(one("order", batch(8))))
    headings = [p for p in document.paragraphs if p.style is not None and p.style.name.startswith("Heading")]
    assert {p.text for p in headings} >= {"Ruling", "Relief", "Registration", "Sealing", "Directions", "Exhibit A"}
    for heading in headings:
        assert heading.style.font.color.rgb == RGBColor(0, 0, 0) and heading.style.font.name == "Times New Roman"
        assert heading.style.font.bold and all(run.bold is not False for run in heading.runs)
    assert all(table.style is None or "Accent" not in table.style.name for table in document.tables)


def test_the_same_paper_gives_the_same_bytes_dated_by_its_day() -> None:
    paper = one("order", batch(8))
    content = _write(paper)
    assert _write(paper) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {told.date_time for told in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = _open(content).core_properties
    assert (properties.created.isoformat()[:10], properties.title) == (paper.as_of, paper.title)
    assert properties.author == FILING.agency.name


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text(name: str) -> None:
    paper = one("case order", determinations([determination(1, name=name)]))
    content = _write(paper)
    assert squeezed(name) in _texts(_open(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any("external" in part.lower() or part.endswith(".bin") for part in archive.namelist())


def test_a_batch_has_one_beside_each_order_that_the_court_wants_one_of() -> None:
    files: dict[str, bytes] = {}
    papers = drafted(batch(6), replace(FILING, kinds=BOTH))
    written = render_all(papers, "los_angeles", files.__setitem__, editable=("case order",))
    orders = {paper.file for paper in papers if paper.kind == "case order"}
    assert {file for file in files if file.endswith(".docx")} == {f.removesuffix(".pdf") + ".docx" for f in orders}
    assert {done.file for done in written} == {paper.file for paper in papers}


def test_an_order_that_is_bound_behind_a_motion_is_a_file_of_its_own() -> None:
    court = replace(FILING.court, together=(("motion", "order"),))
    packet = next(paper for paper in drafted(batch(6), replace(FILING, court=court)) if paper.bound)
    [(file, content)] = write_editable(packet, "los_angeles", {"order"})
    assert file == packet.file.removesuffix(".pdf") + "_order.docx"
    assert "[PROPOSED]" in _texts(_open(content))


def test_only_what_the_court_signs_may_be_edited() -> None:
    with pytest.raises(UserError, match=r"court\.editable has 'exhibit'; it may have order, case order, person order"):
        check(replace(FILING, court=replace(FILING.court, editable=("exhibit",))))
