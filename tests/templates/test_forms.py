"""A court's own form: filled with what the paper says, nothing that acts left in it, nothing cut off."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pdfplumber
import pikepdf
import pytest

from relief.errors import UserError
from relief.own_folder import FOLDER
from relief.papers import Paper
from templates.compiling import TypesettingError
from templates.forms import printing
from templates.forms.elected import find_form
from templates.forms.form import Form, load_form
from templates.forms.printing import print_form
from templates.rooms import ROOM
from templates.typeset import render
from tests.fictional_batch import FILING, HOSTILE, batch, determination, determinations
from tests.templates.fictional_form import build
from tests.templates.reading import characters, pages, squeezed
from tests.templates.rendering import drafted, one

MAP = ROOM / "san_francisco/forms/sf_64_2018-06-01.yaml"
RELIEFS = {
    "dismissal and sealing": "Dismiss",
    "redesignation to misdemeanor": "Misdemeanor",
    "redesignation to infraction": "Infraction",
    "recall and resentencing": "Resentence",
}


def _read(form: Form, pdf: bytes) -> dict[str, str]:
    """What each field's place says, as pdfplumber reads it; a field with several places once for each."""
    found = {}
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for name, field in form.fields.items():
            for place in field.places:
                page = document.pages[place.page]
                crop = page.crop((place.x0, 792 - place.y1, place.x1, 792 - place.y0))
                key = name.partition("].")[2].replace("[0]", "") + (f"={place.on}" if place.on else "")
                found[key] = squeezed(crop.extract_text())
    return found


def _case_order(*counts: dict[str, object], **filing: object) -> Paper:
    rows = [determination(n, subject_id="S1", case_number="XA1", count=n) | each for n, each in enumerate(counts, 1)]
    agency = replace(FILING.agency, **{k: v for k, v in filing.items() if hasattr(FILING.agency, k)})
    return one("case order", determinations(rows), replace(FILING, agency=agency))


def test_every_form_of_a_batch_says_what_its_convictions_were_determined_to_get() -> None:
    papers = [p for p in drafted(batch(30), replace(FILING, kinds=("case order",))) if p.kind == "case order"]
    form = load_form(MAP)
    assert len(papers) > 10
    for paper in papers:
        said = _read(form, render(paper, "san_francisco").pdf)
        assert paper.head is not None
        for page in ("Page1.Caption", "Page2.Caption[1]"):
            assert said[f"{page}.Defendant"] == squeezed(paper.head.defendant)
            assert said[f"{page}.CaseNumber"] == squeezed(paper.head.case_number)
        for line, conviction in enumerate(paper.convictions, 1):
            row = {
                name: said[f"Page1.List.Row{line}.{name}"]
                for name in ("Row", "Count", "Section", "Date", "Level", "Relief")
            }
            assert row == {
                "Row": conviction.id,
                "Count": conviction.count,
                "Section": squeezed(conviction.code_section),
                "Date": squeezed(conviction.conviction_date),
                "Level": conviction.level,
                "Relief": squeezed(conviction.relief),
            }
        assert said[f"Page1.List.Row{len(paper.convictions) + 1}.Row"] == ""
        for relief, box in RELIEFS.items():
            [ticked] = [text for key, text in said.items() if key.startswith(f"Page1.Relief.{box}=")]
            assert ticked == ("X" if any(c.relief == relief for c in paper.convictions) else "")
        serving = {c.basis for c in paper.convictions}
        assert said["Page1.Basis.Petition=Yes"] == ("X" if "11361.8(b)" in serving else "")
        assert said["Page1.Basis.Application=Yes"] == ("X" if "11361.8(f)" in serving else "")
        assert (said["Page1.Hearing=no"], said["Page1.Hearing=yes"]) == ("X", "")


def test_what_is_the_courts_and_what_is_signed_stays_blank() -> None:
    said = _read(load_form(MAP), render(_case_order({}), "san_francisco").pdf)
    left = [text for key, text in said.items() if ".Order." in key or ".Signed." in key]
    assert len(left) == 9 and set(left) == {""}


def test_nothing_that_acts_is_left_and_the_form_brought_all_of_it() -> None:
    acting = {"/AcroForm", "/XFA", "/JS", "/JavaScript", "/AA", "/OpenAction", "/Widget", "/EmbeddedFiles", "/Annots"}
    assert _words_of((MAP.parent / "sf_64_2018-06-01.pdf").read_bytes()) >= acting - {"/Annots"}
    filled = _words_of(render(_case_order(*[{}] * 8), "san_francisco").pdf)
    assert not filled & acting


def _words_of(pdf: bytes) -> set[str]:
    """Every name that stands in the file as a key or a value."""
    words: set[str] = set()

    def add(thing: object) -> None:
        if isinstance(thing, pikepdf.Name):
            words.add(str(thing))
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            words.update(thing.keys())
            for value in thing.values():
                add(None if getattr(value, "is_indirect", False) else value)
        elif isinstance(thing, pikepdf.Array):
            for value in thing:
                add(None if getattr(value, "is_indirect", False) else value)

    with pikepdf.open(io.BytesIO(pdf)) as document:
        for thing in document.objects:
            add(thing)
    return words


def test_the_same_paper_gives_the_same_bytes() -> None:
    paper = _case_order(*[{}] * 8)
    load_form.__globals__["_load"].cache_clear()
    one_time = render(paper, "san_francisco").pdf
    load_form.__globals__["_load"].cache_clear()
    assert render(paper, "san_francisco").pdf == one_time


@pytest.mark.parametrize("counts", [6, 7, 400])
def test_more_counts_than_lines_go_to_an_attachment_that_the_form_names(counts: int) -> None:
    paper = _case_order(*[{}] * counts)
    done = render(paper, "san_francisco")
    said = _read(load_form(MAP), done.pdf)
    further = paper.convictions[6:]
    assert said["Page1.List.More"] == (f"{len(further)}moreontheattachment" if further else "")
    texts = pages(done.pdf)
    assert len(texts) == done.pages and (done.pages > 2) == bool(further)
    attached = squeezed("".join(texts[2:]))
    place = 0
    for each in further:
        row = "".join(
            (each.id, each.count, each.code_section, each.conviction_date, each.level, each.relief, each.basis)
        )
        place = attached.find(squeezed(row), place)
        assert place >= 0
    if further:
        assert f"Attachment to SF-64, batch B7, page 1 of {done.pages - 2}" in texts[2]
        assert "Case number: XA1" in texts[2]


def test_what_would_have_to_be_too_small_to_read_goes_to_the_attachment_whole() -> None:
    name = "MAXIMILIANA-FICTIONAL " * 4 + "OF A LONG LINE OF THEM"
    address = tuple(f"{n} Fictional Street, Suite {n}{n}{n}, behind the mill" for n in range(1, 7))
    paper = replace(
        _case_order({"name": name}, address=address, email="x" * 60 + "@da.example"), batch="A-LONG-BATCH-NAME"
    )
    paper = replace(paper, fields={**paper.fields, "batch": "A-LONG-BATCH-NAME"})
    done = render(paper, "san_francisco")
    said = _read(load_form(MAP), done.pdf)
    texts = squeezed("".join(pages(done.pdf)[2:]))
    for field, value in {
        "Page1.Caption.Address": ", ".join(address), "Page1.Caption.Email": "x" * 60 + "@da.example",
        "Page1.Caption.Defendant": name, "Page2.Caption[1].Defendant": name, "Page1.Caption.Batch": "A-LONG-BATCH-NAME",
    }.items():  # fmt: skip
        assert squeezed(value) in texts
        assert said[field].startswith(("SeeAttachment,item", "Attachment,", "Att."))
    assert min(char["size"] for page in characters(done.pdf) for char in page) >= 6.99


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_printed_as_it_stands(name: str) -> None:
    said = _read(load_form(MAP), render(_case_order({"name": name}), "san_francisco").pdf)
    assert said["Page1.Caption.Defendant"] == squeezed(name)


def test_a_place_that_says_something_else_than_the_paper_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out = printing.lay_out

    def spoiled(*given: object) -> dict[str, object]:
        told = lay_out(*given)  # type: ignore[arg-type]  # whatever it is given
        wrong = next(mark for mark in told["marks"] if mark["text"] == "felony")
        return {**told, "marks": [{**mark, "text": "infraction"} if mark is wrong else mark for mark in told["marks"]]}

    monkeypatch.setattr(printing, "lay_out", spoiled)
    with pytest.raises(TypesettingError, match="page 1: a field of the form says something else"):
        print_form(load_form(MAP), _case_order({}))


@pytest.fixture
def change(tmp_path: Path) -> Callable[..., Form]:
    """The form with its map or its fields changed, in a folder of its own."""

    def changed(old: str = "", new: str = "", of_form: Callable[[pikepdf.Pdf], None] = lambda _: None) -> Form:
        folder = tmp_path / "county" / "forms"
        folder.mkdir(parents=True, exist_ok=True)
        form = build(of_form)
        text = MAP.read_text()
        assert old in text
        (folder / "sf_64_2018-06-01.pdf").write_bytes(form)
        before = hashlib.sha256((MAP.parent / "sf_64_2018-06-01.pdf").read_bytes()).hexdigest()
        (folder / MAP.name).write_text(text.replace(old, new).replace(before, hashlib.sha256(form).hexdigest()))
        return load_form(folder / MAP.name)

    return changed


def _rename(pdf: pikepdf.Pdf) -> None:
    field = pdf.Root.AcroForm.Fields[0].Kids[0].Kids[0].Kids[0]
    field.T = pikepdf.String("Renamed[0]")


def _prefill(pdf: pikepdf.Pdf) -> None:
    for annotation in pdf.pages[1].Annots:
        annotation.V = pikepdf.String("a value of the form's")


def _turn(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].Rotate = 90


@pytest.mark.parametrize(
    ("old", "new", "of_form", "complaint"),
    [
        ("  email: SF-64[0].Page1[0].Caption[0].Email[0]\n", "", None, r"Email\[0\] is neither filled nor ignored"),
        ("Caption[0].Email[0]", "Caption[0].Mail[0]", None, r"the form has no field .*Mail\[0\]; it may be of another"),
        ("", "", _rename, r"no field SF-64\[0\].Page1\[0\].Caption\[0\].AttyName\[0\]"),
        ("", "", _prefill, "is ignored, but the form brings a value"),
        ("", "", _turn, "page 2 is turned, scaled or cropped"),
        ('Petition[0]", state: "Yes"', 'Petition[0]", state: "On"', None, "never 'On' when it is ticked; it is 'Yes'"),
        ("email: SF-64[0].Page1[0].Caption[0].Email[0]", "email: SF-64[0].Page1[0].Basis[0].Petition[0]", None, "Email"),
        ("department:", "dept: SF-64[0].Page1[0].Caption[0].Email[0]\n  department:", None, "named twice"),
        ("relief: recall and resentencing", "relief: recall", None, "relief is never 'recall'; it is one of"),
        ('  - {box: "SF-64[0].Page1[0].Relief[0].Dismiss[0]", state: "1", where: {relief: dismissal and sealing}}\n', "",
         None, "dismissal and sealing ticks no box"),
        ("    level: SF", "    height: SF", None, "has no column height"),
        ("{line}", "1", None, "write {line}"),
        ("form: SF-64", "from: SF-64", None, "unknown key 'from'"),
        ("where: {basis:", "where: {weather:", None, "a conviction has no weather"),
        ("file: sf_64_2018-06-01.pdf", "file: ../sf_64.pdf", None, "there is no"),
        ("file: sf_64_2018-06-01.pdf", "file: sf_64_2018-06-01.yaml", None, "is not the edition that was mapped"),
    ],
)  # fmt: skip
def test_a_map_that_does_not_fit_its_form_stops_at_load_with_the_fields_name(
    change: Callable[..., Form], old: str, new: str, of_form: Callable[[pikepdf.Pdf], None] | None, complaint: str
) -> None:
    with pytest.raises(UserError, match=complaint):
        change(old, new, of_form or (lambda _: None))


def test_a_field_that_the_paper_does_not_have_or_leaves_blank_is_an_error(change: Callable[..., Form]) -> None:
    with pytest.raises(UserError, match="a case order has no field nickname; it has address, "):
        print_form(change("  attorney:", "  nickname:"), _case_order({}))
    paper = _case_order({})
    with pytest.raises(UserError, match="the paper has no value for phone"):
        print_form(load_form(MAP), replace(paper, fields={**paper.fields, "phone": " "}))
    assert _read(load_form(MAP), print_form(load_form(MAP), _case_order({}, fax=None)).pdf)["Page1.Caption.Fax"] == ""


def test_an_expired_edition_is_not_filled(change: Callable[..., Form], monkeypatch: pytest.MonkeyPatch) -> None:
    form = change("effective_to: null", "effective_to: 2020-06-30")
    wording = Path(form.source).parts[0]
    assert wording == "county"
    monkeypatch.setattr("templates.forms.elected.list_forms", lambda _: [form])
    paper = _case_order({})
    with pytest.raises(UserError, match=r"no edition of SF-64 is in force on 2020-07-01: .* was good until 2020-06-30"):
        find_form(paper, "san_francisco")
    assert find_form(replace(paper, as_of="2020-06-30"), "san_francisco") is form
    later = replace(
        form, map=replace(form.map, effective_from=date(2020, 6, 1), revision=date(2020, 6, 1), effective_to=None)
    )
    monkeypatch.setattr("templates.forms.elected.list_forms", lambda _: [form, later])
    assert find_form(paper, "san_francisco") is later
    with pytest.raises(UserError, match="are both in force on 2020-06-15; write when the earlier one ends"):
        find_form(replace(paper, as_of="2020-06-15"), "san_francisco")


def test_a_case_that_the_form_has_no_place_for_gets_the_ordinary_paper(
    change: Callable[..., Form], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = change("may_be_blank: [fax]", "may_be_blank: [fax]\nnot_for: [recall and resentencing]")
    monkeypatch.setattr("templates.forms.elected.list_forms", lambda _: [form])
    assert find_form(_case_order({}, {"relief": "recall and resentencing"}), "san_francisco") is None
    assert find_form(_case_order({}, {}), "san_francisco") is form


def test_a_countys_own_folder_comes_before_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "wording/san_francisco/forms"
    own.mkdir(parents=True)
    (own / "sf_64_2018-06-01.pdf").write_bytes((MAP.parent / "sf_64_2018-06-01.pdf").read_bytes())
    (own / MAP.name).write_text(MAP.read_text().replace("County[0]: SAN FRANCISCO", "County[0]: SAN FRANCISCO, WEST"))
    monkeypatch.setenv(FOLDER, str(tmp_path))
    said = _read(load_form(own / MAP.name), render(_case_order({}), "san_francisco").pdf)
    assert said["Page1.Caption.County"] == "SANFRANCISCO,WEST"


def test_the_form_that_is_shipped_is_the_one_that_is_drawn_here() -> None:
    assert (MAP.parent / "sf_64_2018-06-01.pdf").read_bytes() == build()
