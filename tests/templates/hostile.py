"""Values that would be instructions, or would hide or reorder what is read, in every field of every paper.

A value goes the way of a run: rows that cannot be printed are listed, the rest is drafted, rendered and read back. What
is asked of each: it is printed as it stands, or its row is on a list, and nothing of it is ever an instruction.
"""

import io
import random
import re
import zipfile
from dataclasses import replace
from typing import get_args

import pikepdf
import polars as pl
from docx import Document

from flows.spreadsheet import disarm
from flows.steps.papers import BLANK_FIELD, NO_CASE_NUMBER, NO_FONT, sort_out
from relief.errors import UserError
from relief.papers import Filing, Finished, Paper, Volume, draft, with_exhibit, with_finished
from relief.papers.kinds import Kind
from relief.profiles import PublicDefender
from templates.fonts import UnprintableError
from templates.forms.form import load_form
from templates.forms.printing import print_form
from templates.reading_back import gist
from templates.rooms import ROOM
from templates.typeset import layout_data, render
from templates.values import clean, runs_right_to_left
from templates.verifying import count_characters
from templates.word.editable import write_editable
from tests.fictional_batch import AS_OF, FILING, HOSTILE, determination, determinations
from tests.templates.reading import pages

ALL_KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind != "disposition data")
_EACH: tuple[Kind, ...] = ("exhibit", "case order")
_FILE = Finished(file="motion.pdf", title="MOTION", pages=3, sha256="cd" * 32)
_VOLUME = Volume(number=1, convictions=1, pages=1, sha256="ab" * 32)

_WORDS = [
    *HOSTILE, "#panic(\"x\")", "#sys.inputs", "$ sum_(i) $", "\\u{1F600}", "{{ agency }}", "{# gone #}", "{%- include 'x' -%}",
    "{{ ''.__class__.__mro__ }}", "[link](javascript:alert(1))", "![i](x.png)", "***", "~~~~", "<svg onload=x>", "--><!--",
    "=HYPERLINK(\"http://a.example\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "%0A%0D", "'; DROP TABLE paper; --", "../../x", "C:\\x",
    "\u05d0\u05d1\u05d2 \u05d3", "\u05d0(1)", "\u0410\u0411", "\ufb01 \ufb02", "e\u0301\u0323", "A\u030a", "\u2126", "\u212b",
    "\u0130\u0131\u00df\u1e9e", "\u2019\u201c\u201d\u2013\u2014\u2026", "\u00a0\u2009\u3000", "\u2028\u2029\x85", "\x00\x01\x1b[31m",
    "\u200b\u200c\u200d\ufeff", "\u202e\u202d\u2066\u2069", "\ue000" + "0\ue001", "\ufffe\uffff", "\U0001f600", "\U0001f1fa\U0001f1f8",
    "\u0905\u0928", "\u0e01", "\u738b\u5c0f\u660e", "\u3042\u30a2", "\ud55c\uae00", "\U00020000", "J. DOE, JR.", "O'NEIL-SMITH", "X" * 90,
    "WWWWWWWWWW" * 9, "NAME " * 18, "a-b-" * 22, "1234567890" * 9, " ", "",
]  # fmt: skip
_UNSEEN = "\u200b\u200e\u202e\u2066\u2069\xad\x00\x07\ufeff\ue000\ue001"


def make_value(seed: int) -> str:
    """A hostile value: one to three of the words above, with unseen characters between, now and then of 90 characters."""
    chance = random.Random(seed)
    value = chance.choice(["", " ", "/", ", "]).join(chance.sample(_WORDS, chance.choices([1, 2, 3], [5, 3, 2])[0]))
    for _ in range(chance.choice([0, 0, 0, 1, 3])):
        place = chance.randint(0, len(value))
        value = value[:place] + chance.choice(_UNSEEN) + value[place:]
    return (value * 90)[:90] if value and chance.random() < 0.1 else value


def try_value(value: str, *, everything: bool = False) -> str:
    """What became of a value: ``printed``, or the list that its row is on. AssertionError where it is neither whole nor safe."""
    kinds = ALL_KINDS if everything else _EACH
    row = {"name": value, "case_number": value, "code_section": value, "court": value}
    printable, lists = sort_out(determinations([_full(row)]), also_destroyed=True)
    if not printable.height:
        [listed] = [name for name, rows in lists.items() if rows.height]
        assert listed in (NO_CASE_NUMBER, BLANK_FIELD, NO_FONT), listed
        _refuse_agency(value)
        return listed
    filing = _filing(value, kinds)
    if (refusal := _refusal(printable, filing)) is not None:
        # A county's own address or title may be too long for a first page, and is told; what an export says is printed.
        assert "block of the attorney is taller than a page" in refusal, refusal
        filing = replace(FILING, branches={}, kinds=_EACH)
    for paper in draft(printable, filing, batch="B7", as_of=AS_OF):
        _check(complete(paper), value)
    _check_spreadsheet(value)
    return "printed"


def _refusal(printable: pl.DataFrame, filing: Filing) -> str | None:
    """What the papers of a county's file are refused for."""
    try:
        for paper in draft(printable, filing, batch="B7", as_of=AS_OF):
            layout_data(complete(paper), "los_angeles")
            if paper.kind == "case order":
                render(paper, "los_angeles")
    except UserError as refused:
        return str(refused)
    return None


def _full(changed: dict[str, object]) -> dict[str, object]:
    challenged = {"rule": None, "reason": None, "destruction_due": None}
    return determination(1, **changed, **challenged)


def _filing(value: str, kinds: tuple[Kind, ...]) -> Filing:
    agency = replace(
        FILING.agency, name=value and f"OFFICE {value}", attorney=value and f"A. {value}", bar_number=value[:20] or "0", address=(f"1 {value}",), email=value[:40],
        phone=value[:40], party=value[:40],
    )  # fmt: skip
    court = replace(FILING.court, title=(f"COURT {value}",), caption=value, judge=value, department=value)
    defender = PublicDefender(name=value, address=(f"1 {value}",), email=value)
    return replace(FILING, agency=agency, court=court, branches={}, kinds=kinds, public_defender=defender)


def complete(paper: Paper) -> Paper:
    """The paper with stand-ins for the files that it names."""
    whole = with_exhibit(paper, [_VOLUME])
    return with_finished(whole, [_FILE], 0) if whole.kind == "cover sheet" else whole


def _refuse_agency(value: str) -> None:
    """Of a county's file such a value is a mistake that is told, without repeating it, and nothing is printed."""
    refusal = _refusal(determinations([_full({})]), _filing(value, _EACH))
    shown = clean(value).strip()
    assert refusal is not None or not shown, "a value that cannot be printed was printed as the agency's"
    assert refusal is None or len(shown) < 4 or shown not in refusal, "a message repeats what is written there"


def _check(paper: Paper, value: str) -> None:
    assert re.fullmatch(r"[a-z0-9_/-]+\.pdf", paper.file), "a file is named by what is written in a field"
    done = render(paper, "los_angeles")
    assert _is_in(value, "".join(pages(done.pdf))), paper.kind
    with pikepdf.open(io.BytesIO(done.pdf)) as pdf:
        assert "/AcroForm" not in pdf.Root and "/OpenAction" not in pdf.Root and "/Names" not in pdf.Root
        assert not any("/A" in note and "/URI" in note["/A"] for page in pdf.pages for note in page.get("/Annots", []))
    if paper.kind == "case order":
        _check_form(paper, value)
        _check_words(paper, value)


def _check_form(paper: Paper, value: str) -> None:
    form = load_form(ROOM / "san_francisco/forms/sf_64_2018-06-01.yaml")
    assert _is_in(value, "".join(pages(print_form(form, paper).pdf))), "form"


def _check_words(paper: Paper, value: str) -> None:
    [(_, content)] = write_editable(paper, "los_angeles", {"case order"})
    document = Document(io.BytesIO(content))
    texts = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert _is_in(value, "".join([*(paragraph.text for paragraph in document.paragraphs), *texts])), "docx"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b'TargetMode="External"' not in archive.read("word/_rels/document.xml.rels")


def _check_spreadsheet(value: str) -> None:
    [cell] = disarm(pl.DataFrame({"text": [value]}))["text"].to_list()
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), "a spreadsheet would run it"


def _is_in(value: str, text: str) -> bool:
    """Whether a text holds a value; words from right to left are read back in another order, but whole."""
    said, wanted = gist(text), gist(clean(value))
    if runs_right_to_left(value):
        return count_characters(wanted) <= count_characters(said)
    return wanted in said


def report(seed: int, *, everything: bool) -> str:
    """As ``try_value``, with what went wrong in words and no value in them."""
    value = make_value(seed)
    try:
        return try_value(value, everything=everything)
    except UnprintableError:
        return "WRONG: a character without a font came as far as the papers"
    except Exception as error:
        return f"WRONG: {type(error).__name__}: {str(error)[:200]}"
