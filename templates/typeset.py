"""A paper to PDF: prose, tree, one fixed layout, and read back before anybody gets it.

PDF/A-2a and PDF/UA-1, fonts embedded, bookmarks at the headings, the same bytes for the same
paper: no clock but the paper's own as-of day, no font but ours. A warning of the typesetter is an
error; so is a block taller than a page, which would otherwise run off the sheet unseen.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from relief.papers import Paper
from templates.codes import draw_codes, guess_pages
from templates.compiling import TypesettingError, compile_layout
from templates.editions import Edition
from templates.first_page import first_page
from templates.fonts import refuse_unprintable
from templates.forms.elected import find_form
from templates.forms.printing import print_form
from templates.listing import LEAF, PLAIN, PLEADING, Page
from templates.minimum import refuse_less
from templates.prose import edition_of, write
from templates.reading_back import picture_pages
from templates.tree import grow
from templates.values import clean
from templates.verifying import refuse_other

STANDARDS = ["a-2a", "ua-1"]

SEAL = "CONFIDENTIAL. LODGED UNDER SEAL. NOT FOR THE PUBLIC FILE."

_PLEADING = ("pleading", PLEADING)
_LAYOUTS: Mapping[str, tuple[str, Page]] = {
    "exhibit": ("sheet", PLAIN),
    "confidential exhibit": ("sheet", PLAIN),
    "index": ("sheet", PLAIN),
    "cover sheet": ("leaf", LEAF),
    "letter": ("leaf", LEAF),
}
"""Kinds that are no pleading, to their layout; all others are on pleading paper."""


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A finished paper."""

    file: str
    pdf: bytes
    pages: int
    sha256: str
    edition: str
    """Which wording it has: the template and its edition, or the form and its edition."""
    template: str
    """SHA-256 of that wording and its layout."""
    words: tuple[tuple[str, bytes], ...] = ()
    """Name and bytes of what of it may be edited."""


def render(paper: Paper, county: str) -> Rendered:
    """One paper as PDF, with what is bound behind it. A motion or order of a batch needs ``with_exhibit`` first.

    What was printed is read back: the pages say what the paper says, all of it and nothing else, in its order.
    Raises UserError for what a county can put right (a template, a blank field, a character
    without a font, an overlong block) and TypesettingError for what it cannot.
    """
    refuse_unprintable(whole(paper))
    form = find_form(paper, county)
    if form is not None:
        printed = print_form(form, paper)
        wording = f"{form.source} {form.map.edition}", hashlib.sha256(form.print).hexdigest()
        return _rendered(paper, printed.pdf, printed.pages, *wording)
    told = layout_data(paper, county)
    pdf = _compile(told, paper, "pdf", pdf_standards=STANDARDS)
    assert isinstance(pdf, bytes)
    pages = count_pages(pdf)
    refuse_other(told, pdf, pages, paper)
    return _rendered(paper, pdf, pages, *_tell(tuple(each.kind for each in whole(paper)), county))


def preview(paper: Paper, county: str, ppi: int = 100) -> list[bytes]:
    """The pages of a paper as PNG images, for an editor of templates and for the documentation."""
    refuse_unprintable(whole(paper))
    form = find_form(paper, county)
    if form is not None:
        return picture_pages(print_form(form, paper).pdf, scale=ppi / 72)
    pages = _compile(layout_data(paper, county), paper, "png", ppi=ppi)
    return [pages] if isinstance(pages, bytes) else pages


def whole(paper: Paper) -> Iterator[Paper]:
    """The paper and what is bound behind it."""
    yield paper
    yield from paper.bound


def layout_data(paper: Paper, county: str) -> dict[str, Any]:
    """Everything the layout needs, as JSON: for each paper of the file its words, already in blocks, and the first page.

    Raises UserError where the wording has expired, or leaves out what such a paper must say.
    """
    return {
        "title": clean(f"{paper.title}, batch {paper.batch}"),
        "author": clean(paper.author),
        "papers": [_lay_out(each, county) for each in whole(paper)],
    }


def page_of(paper: Paper) -> Page:
    """The paper that a paper is printed on."""
    return _LAYOUTS.get(paper.kind, _PLEADING)[1]


def _lay_out(paper: Paper, county: str) -> dict[str, Any]:
    layout, page = _LAYOUTS.get(paper.kind, _PLEADING)
    # Written first: a template that cannot be read is told with its place.
    prose = write(paper.kind, county, {**paper.fields, "title": paper.title})
    edition = edition_of(paper.kind, county)
    edition.refuse_expired(date.fromisoformat(paper.as_of))
    blocks = grow(prose, page, paper.convictions or paper.entries)
    refuse_less(paper, blocks, prose.template)
    told: dict[str, Any] = {"layout": layout, "blocks": blocks}
    if paper.head is None:
        seal = SEAL if paper.kind == "confidential exhibit" else None
        return {**told, "footer": clean(f"{paper.title}, batch {paper.batch}"), "seal": seal}
    return {**told, "footer": clean(paper.title), "head": first_page(paper)}


def _tell(kinds: tuple[str, ...], county: str) -> tuple[str, str]:
    """Edition and hash of the wording of one file."""
    editions = [edition_of(kind, county) for kind in kinds]
    if len(editions) == 1:
        return _name(editions[0]), editions[0].sha256
    joined = hashlib.sha256("".join(each.sha256 for each in editions).encode()).hexdigest()
    return "; ".join(map(_name, editions)), joined


def _name(edition: Edition) -> str:
    return f"{edition.template} {edition.edition}".strip()


def _rendered(paper: Paper, pdf: bytes, pages: int, edition: str, template: str) -> Rendered:
    return Rendered(
        file=paper.file,
        pdf=pdf,
        pages=pages,
        sha256=hashlib.sha256(pdf).hexdigest(),
        edition=edition,
        template=template,
    )


def count_pages(pdf: bytes) -> int:
    """Pages of a PDF that this module wrote: its metadata, uncompressed as PDF/A asks, says so."""
    found = re.search(rb"<xmpTPg:NPages>([0-9]+)</xmpTPg:NPages>", pdf)
    if found is None:
        raise TypesettingError("a rendered paper does not say how many pages it has")
    return int(found.group(1))


def _compile(told: dict[str, Any], paper: Paper, form: Literal["pdf", "png"], **options: Any) -> bytes | list[bytes]:
    if paper.mark is None:
        return compile_layout("main.typ", told, paper, form, **options)
    codes = draw_codes(paper.mark, guess_pages(sum(len(each.convictions) for each in whole(paper))))
    told["batch"] = paper.batch
    done = compile_layout("main.typ", {**told, "codes": codes}, paper, form, **options)
    pages = count_pages(done) if isinstance(done, bytes) and form == "pdf" else len(codes)
    if pages <= len(codes):
        return done
    codes = draw_codes(paper.mark, pages)
    return compile_layout("main.typ", {**told, "codes": codes}, paper, form, **options)
