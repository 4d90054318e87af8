"""A paper to PDF: prose, tree, and one fixed layout.

PDF/A-2a and PDF/UA-1, fonts embedded, bookmarks at the headings, the same bytes for the same
paper: no clock but the paper's own as-of day, no font but ours. A warning of the typesetter is an
error; so is a block taller than a page, which would otherwise run off the sheet unseen.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, Literal

from relief.papers import Paper, Volume, with_exhibit
from templates.codes import draw_codes, guess_pages
from templates.compiling import TypesettingError, compile_layout
from templates.first_page import first_page
from templates.fonts import refuse_unprintable
from templates.forms.elected import find_form
from templates.forms.printing import print_form
from templates.listing import PLAIN, PLEADING, Page
from templates.prose import write
from templates.reading_back import picture_pages
from templates.tree import grow
from templates.values import clean

STANDARDS = ["a-2a", "ua-1"]


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A finished paper."""

    file: str
    pdf: bytes
    pages: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was handed to ``put``, without its bytes."""

    file: str
    kind: str
    court: str
    title: str
    convictions: int
    pages: int
    sha256: str
    size: int


def render(paper: Paper, county: str) -> Rendered:
    """One paper as PDF. A motion or order of a batch needs ``with_exhibit`` first.

    Raises UserError for what a county can put right (a template, a blank field, a character
    without a font, an overlong block) and TypesettingError for what it cannot.
    """
    refuse_unprintable([paper])
    form = find_form(paper, county)
    if form is not None:
        printed = print_form(form, paper)
        return _rendered(paper, printed.pdf, printed.pages)
    pdf = _compile(paper, county, "pdf", pdf_standards=STANDARDS)
    assert isinstance(pdf, bytes)
    return _rendered(paper, pdf, count_pages(pdf))


def _rendered(paper: Paper, pdf: bytes, pages: int) -> Rendered:
    return Rendered(file=paper.file, pdf=pdf, pages=pages, sha256=hashlib.sha256(pdf).hexdigest())


def preview(paper: Paper, county: str, ppi: int = 100) -> list[bytes]:
    """The pages of a paper as PNG images, for an editor of templates and for the documentation."""
    refuse_unprintable([paper])
    form = find_form(paper, county)
    if form is not None:
        return picture_pages(print_form(form, paper).pdf, scale=ppi / 72)
    pages = _compile(paper, county, "png", ppi=ppi)
    return [pages] if isinstance(pages, bytes) else pages


def render_all(
    papers: Sequence[Paper], county: str, put: Callable[[str, bytes], None], workers: int = 2
) -> list[Written]:
    """Render every paper and hand each file's name and bytes to ``put``, in the papers' order.

    Exhibits come first in each court: its motion and order say how many pages they have and
    their SHA-256. ``put`` runs in the caller's thread. Threads, not processes: the typesetter
    releases the interpreter while it works, and a run that is killed leaves no worker behind.
    Raises as ``render``; UnprintableError before anything is rendered, with all rows concerned.
    """
    refuse_unprintable(papers)
    written: list[Written] = []
    with ThreadPoolExecutor(workers) as pool:
        for _, group in groupby(papers, key=lambda paper: paper.file.split("/")[0]):
            of_court = list(group)
            exhibits = [paper for paper in of_court if paper.kind == "exhibit"]
            rest = [paper for paper in of_court if paper.kind != "exhibit"]
            done = list(_render_each(exhibits, county, put, pool))
            volumes = [
                Volume(number=number, convictions=w.convictions, pages=w.pages, sha256=w.sha256)
                for number, w in enumerate(done, 1)
            ]
            done += _render_each([_identified(paper, volumes) for paper in rest], county, put, pool)
            written += done
    return written


def _identified(paper: Paper, volumes: Sequence[Volume]) -> Paper:
    return paper if paper.kind == "case order" else with_exhibit(paper, volumes)


def _render_each(
    papers: Iterable[Paper], county: str, put: Callable[[str, bytes], None], pool: ThreadPoolExecutor
) -> Iterator[Written]:
    waiting = iter(papers)
    # A window of papers at a time: a slow store must not fill the memory with finished ones.
    while window := list(islice(waiting, 32)):
        for paper, done in zip(window, pool.map(lambda p: render(p, county), window), strict=True):
            put(done.file, done.pdf)
            yield Written(
                file=done.file,
                kind=paper.kind,
                court=paper.court,
                title=paper.title,
                convictions=len(paper.convictions) or paper.fields["count_of_convictions"],
                pages=done.pages,
                sha256=done.sha256,
                size=len(done.pdf),
            )


def count_pages(pdf: bytes) -> int:
    """Pages of a PDF that this module wrote: its metadata, uncompressed as PDF/A asks, says so."""
    found = re.search(rb"<xmpTPg:NPages>([0-9]+)</xmpTPg:NPages>", pdf)
    if found is None:
        raise TypesettingError("a rendered paper does not say how many pages it has")
    return int(found.group(1))


def _compile(paper: Paper, county: str, form: Literal["pdf", "png"], **options: Any) -> bytes | list[bytes]:
    told = layout_data(paper, county)
    if paper.mark is None:
        return compile_layout("main.typ", told, paper, form, **options)
    codes = draw_codes(paper.mark, guess_pages(len(paper.convictions)))
    done = compile_layout("main.typ", {**told, "codes": codes, "batch": paper.batch}, paper, form, **options)
    pages = count_pages(done) if isinstance(done, bytes) and form == "pdf" else len(codes)
    if pages <= len(codes):
        return done
    codes = draw_codes(paper.mark, pages)
    return compile_layout("main.typ", {**told, "codes": codes, "batch": paper.batch}, paper, form, **options)


def layout_data(paper: Paper, county: str) -> dict[str, Any]:
    """Everything the layout needs, as JSON: the words, already in blocks, and the first page."""
    blocks = grow(write(paper.kind, county, {**paper.fields, "title": paper.title}), page_of(paper), paper.convictions)
    shared = {"title": clean(f"{paper.title}, batch {paper.batch}"), "author": clean(paper.author), "blocks": blocks}
    if paper.head is None:
        return {"layout": "exhibit", "footer": clean(f"{paper.title}, batch {paper.batch}"), **shared}
    return {"layout": "pleading", "footer": clean(paper.title), "head": first_page(paper), **shared}


def page_of(paper: Paper) -> Page:
    """The paper that a paper is printed on."""
    return PLAIN if paper.kind == "exhibit" else PLEADING
