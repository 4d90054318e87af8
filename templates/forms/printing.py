"""A filled form as a PDF: stamped, and read back before anybody gets it."""

import io
from dataclasses import dataclass

import pikepdf

from relief.papers import Paper
from templates.compiling import TypesettingError, compile_layout
from templates.forms.filling import Filled, fill, lay_out
from templates.forms.form import NAME, Form
from templates.minimum import refuse_other_rows
from templates.reading_back import gist, read_pages, read_rectangles
from templates.values import clean, runs_right_to_left
from templates.verifying import count_characters

_NO_INTENT = "a-2b"
"""The standard under which marks are set: a character without a shape is an error, and not a box."""


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A filled form."""

    pdf: bytes
    pages: int


def print_form(form: Form, paper: Paper) -> Printed:
    """The paper on the court's form.

    Raises UserError for what the map asks and the paper lacks, and TypesettingError where a place of the form, read
    back, does not say what the paper says, or a place that should be white is not.
    """
    filled = fill(form, paper)
    marks = compile_layout("form.typ", lay_out(filled, form, paper), paper, "pdf", pdf_standards=[_NO_INTENT])
    assert isinstance(marks, bytes), "a PDF is one file"
    printed = _stamp(form, marks, paper)
    try:
        _refuse_other(form, filled, printed, paper, apart=False)
    except TypesettingError:
        _refuse_other(form, filled, printed, paper, apart=True)
    return printed


def _stamp(form: Form, marks: bytes, paper: Paper) -> Printed:
    with pikepdf.open(io.BytesIO(form.print)) as pdf, pikepdf.open(io.BytesIO(marks)) as above:
        for page, mark in zip(pdf.pages, above.pages, strict=False):
            # A name of our own: pikepdf's would be drawn at random, and the bytes with it.
            page.obj.Resources.XObject[NAME] = pdf.copy_foreign(mark.as_form_xobject())
            page.contents_add(b"q %s Do Q" % NAME.encode())
        pdf.pages.extend(above.pages[len(pdf.pages) :])
        pdf.docinfo["/Title"] = clean(f"{paper.title}, batch {paper.batch}")
        out = io.BytesIO()
        pages = len(pdf.pages)
        pdf.save(out, deterministic_id=True)
    return Printed(pdf=out.getvalue(), pages=pages)


def _refuse_other(form: Form, filled: Filled, printed: Printed, paper: Paper, *, apart: bool) -> None:
    """Every place says what it should, and those with nothing to say are as the court left them."""
    places = list(form.beneath)
    found = read_rectangles(printed.pdf, [(p.page, p.x0, p.y0, p.x1, p.y1) for p in places], apart=apart)
    for place, text in zip(places, found, strict=True):
        if count_characters(gist(text)) != count_characters(gist(filled.said.get(place, "") + form.beneath[place])):
            raise TypesettingError(f"{paper.file}: page {place.page + 1}: a field of the form says something else")
    if filled.attached:
        _refuse_other_attachment(form, filled, printed, paper, apart=apart)


def _refuse_other_attachment(form: Form, filled: Filled, printed: Printed, paper: Paper, *, apart: bool) -> None:
    told = lay_out(filled, form, paper)["attachment"]
    if told["list"] is not None:
        refuse_other_rows(filled.further, told["list"], form.source)
    text = gist("".join(read_pages(printed.pdf, range(len(form.pages), printed.pages), apart=apart)))
    values = [value for _, value in filled.items]
    values += ["".join(row) for row in (told["list"] or {"rows": ()})["rows"]]
    for value in map(gist, map(clean, values)):
        # Words from right to left are read back in another order, and a cell may go on below the next page's head.
        apart = runs_right_to_left(value) or printed.pages > len(form.pages) + 1
        whole = count_characters(value) <= count_characters(text) if apart else value in text
        if not whole:
            raise TypesettingError(f"{paper.file}: the attachment does not say all that the form sends there")
