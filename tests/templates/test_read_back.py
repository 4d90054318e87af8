"""What is printed is what was determined: text extracted by pdfium, compared with the data."""

import hashlib
from dataclasses import replace

import pytest

from relief.papers import Paper
from templates.rendering import render_all
from templates.typeset import render
from tests.fictional_batch import FILING, HOSTILE, determination, determinations
from tests.templates.reading import not_found, pages, rows_in_order, squeezed
from tests.templates.rendering import finished, one

COURT = "central-district"


def _exhibit(papers: list[Paper]) -> Paper:
    return next(paper for paper in papers if paper.kind == "exhibit")


def test_the_exhibit_prints_every_conviction_whole_and_in_order() -> None:
    files, papers, _ = finished(120)
    exhibit = _exhibit(papers)
    assert len(exhibit.convictions) == 120
    assert rows_in_order(exhibit.convictions, files[exhibit.file])
    assert not rows_in_order(tuple(reversed(exhibit.convictions)), files[exhibit.file])


def test_the_exhibits_header_row_and_its_place_stand_on_every_page() -> None:
    files, papers, _ = finished(120)
    texts = pages(files[_exhibit(papers).file])
    assert len(texts) > 2
    for number, text in enumerate(texts, 1):
        assert "Case number" in text and "Convicted on" in text
        assert f"Exhibit A, batch B7, page {number} of {len(texts)}" in text


def test_the_order_identifies_the_exhibit_that_was_written() -> None:
    files, _, written = finished(120)
    exhibit = files[f"{COURT}/exhibit_a.pdf"]
    order = "".join(pages(files[f"{COURT}/order.pdf"]))
    assert hashlib.sha256(exhibit).hexdigest() in squeezed(order)
    assert squeezed(f"Exhibit A consists of {len(pages(exhibit))} pages and 120 convictions") in squeezed(order)
    for done in written:
        assert done.pages == len(pages(files[done.file]))
        assert done.sha256 == hashlib.sha256(files[done.file]).hexdigest()


def test_totals_by_relief_are_printed_in_motion_order_and_exhibit() -> None:
    files, papers, _ = finished(120)
    totals = _exhibit(papers).fields["totals"]
    assert sum(total["convictions"] for total in totals) == 120
    for name in ("motion", "order", "exhibit_a"):
        text = squeezed("".join(pages(files[f"{COURT}/{name}.pdf"])))
        for total in totals:
            assert squeezed(f"{total['relief']} {total['convictions']}") in text


def test_each_case_order_lists_its_own_convictions_and_no_others() -> None:
    files, papers, _ = finished(20)
    orders = [paper for paper in papers if paper.kind == "case order"]
    everybody = {conviction.id for paper in orders for conviction in paper.convictions}
    assert len(everybody) == 20
    for paper in orders:
        shown = ("id", "count", "code_section", "conviction_date", "level", "relief", "case_number", "name")
        assert not_found(paper.convictions, files[paper.file], shown) == []
        text = squeezed("".join(pages(files[paper.file])))
        assert not any(other in text for other in everybody - {c.id for c in paper.convictions})


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_prints_literally(name: str) -> None:
    rows = determinations([determination(1, name=name)])
    for kind in ("exhibit", "case order"):
        paper = one(kind, rows)
        assert squeezed(name) in squeezed("".join(pages(render(paper, "los_angeles").pdf)))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_agency_prints_literally_in_the_prose(name: str) -> None:
    filing = replace(FILING, agency=replace(FILING.agency, name=name))
    motion = one("motion", determinations([determination(1)]), filing)
    text = squeezed("".join(pages(render(motion, "los_angeles").pdf)))
    assert squeezed(f"The {name}, for the People") in text


def test_a_word_wider_than_its_column_is_broken_and_not_lost() -> None:
    name = "VERYLONGFICTIONALSURNAME" * 5
    rows = determinations([determination(1, name=name, case_number="9" * 60, code_section="HS 11357(c)(1)(2)(3)(4)")])
    for kind in ("exhibit", "case order"):
        paper = one(kind, rows)
        assert (
            not_found(paper.convictions, render(paper, "los_angeles").pdf, ("name", "case_number", "code_section"))
            == []
        )


def test_no_order_says_that_a_court_ruled() -> None:
    files, _, _ = finished(20)
    orders = [pdf for name, pdf in files.items() if "order" in name]
    assert len(orders) > 2
    for pdf in orders:
        text = " ".join(" ".join(pages(pdf)).split())
        assert "[PROPOSED] ORDER" in text
        assert "It states no ruling" in text
        for word in ("IT IS SO ORDERED", "is granted.", "has granted", "having found", "☑", "☒", "[x]", "/s/", "2020"):
            assert word not in text
        assert text.count("□") >= 3


def test_signature_date_and_judge_stay_blank() -> None:
    files, _, _ = finished(20)
    last = pages(files[f"{COURT}/order.pdf"])[-1]
    blanks = last[last.index("Dated:") :].split("[PROPOSED]")[0]
    printed = {
        "Dated:",
        "Judge of the Superior Court",
        "Name:",
        "Department:",
        f"page {len(pages(files[f'{COURT}/order.pdf']))} of {len(pages(files[f'{COURT}/order.pdf']))}",
    }
    assert {line.strip() for line in blanks.splitlines() if line.strip()} == printed
    first = pages(files[f"{COURT}/order.pdf"])[0]
    for label in ("Date:", "Time:", "Judge:"):
        assert set(first.split(label)[1].split("\n")[0].strip()) == {"_"}


def test_the_order_leaves_the_finding_about_risk_to_the_court_only_where_somebody_is_serving() -> None:
    serving = determinations([determination(1, serving=True, relief="recall and resentencing")])
    done = determinations([determination(1)])
    risk = "unreasonable risk of danger to public safety"
    for kind in ("order", "case order"):
        with_risk = " ".join(" ".join(pages(render(one(kind, serving), "los_angeles").pdf)).split())
        without = " ".join(" ".join(pages(render(one(kind, done), "los_angeles").pdf)).split())
        assert risk in with_risk and "finds no such risk" in with_risk
        assert "Still Being Served" not in without and risk not in without


def test_public_papers_hold_no_date_of_birth_and_no_cii_number() -> None:
    files, _, _ = finished(20)
    for pdf in files.values():
        text = "".join(pages(pdf))
        assert "1970-02-03" not in text and "February 3, 1970" not in text
        assert "990000001" not in text


def test_files_are_named_by_court_and_place_only() -> None:
    files, papers, _ = finished(20)
    people = {c.name for p in papers for c in p.convictions} | {c.case_number for p in papers for c in p.convictions}
    assert set(files) >= {
        f"{COURT}/motion.pdf",
        f"{COURT}/order.pdf",
        f"{COURT}/exhibit_a.pdf",
        f"{COURT}/orders/1.pdf",
    }
    assert not any(value in name for value in people for name in files)


def test_exhibits_are_written_before_the_papers_that_name_them() -> None:
    _, papers, _ = finished(20)
    assert [paper.kind for paper in papers[:3]] == ["exhibit", "motion", "order"]
    with pytest.raises(ValueError, match="needs the exhibit that it names"):
        render_all(papers[1:3], "los_angeles", lambda _name, _pdf: None)
