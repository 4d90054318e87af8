"""The code on each page of a package: read back from the page as it is printed, by a reader of bar codes."""

import re
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from relief.papers import Paper
from templates.codes import name_mark
from templates.typeset import render
from tests.fictional_batch import FILING, batch
from tests.templates.rendering import one

NUMBER = "LA-2026-0001"


def marked(kind: str, rows: int) -> Paper:
    file = {"motion": "motion.pdf", "order": "order_proposed.pdf", "exhibit": "exhibit_a_public.pdf"}[kind]
    return replace(one(kind, batch(rows, seed=3), FILING), batch=NUMBER, mark=name_mark(NUMBER, file))


def scan(pdf: bytes, dots: int = 200) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.render(scale=dots / 72, grayscale=True).to_pil() for page in document]
    document.close()
    return pages


@pytest.mark.parametrize("kind", ["motion", "order", "exhibit"])
def test_each_page_says_which_page_of_which_paper_of_which_package_it_is_and_nothing_else(kind: str) -> None:
    paper = marked(kind, 120)
    done = render(paper, "los_angeles")
    said = [[code.text for code in zxingcpp.read_barcodes(page)] for page in scan(done.pdf)]
    assert said == [[f"{paper.mark}/{page}"] for page in range(1, done.pages + 1)]
    assert all(re.fullmatch(r"LA-2026-0001/[A-Z-]+/\d+", text) for [text] in said)
    assert render(paper, "los_angeles").sha256 == done.sha256, "the same paper has the same bytes"


def test_a_paper_longer_than_was_thought_is_laid_out_again_with_a_code_on_every_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("templates.typeset.guess_pages", lambda _convictions: 1)
    done = render(marked("exhibit", 60), "los_angeles")
    assert done.pages > 1
    assert all(len(zxingcpp.read_barcodes(page)) == 1 for page in scan(done.pdf))


def test_a_page_that_was_turned_stamped_over_and_copied_is_still_known() -> None:
    page = scan(render(marked("order", 5), "los_angeles").pdf, dots=300)[0]
    page.paste(Image.new("L", (20, 20), 0), (310, 3150))
    turned = page.rotate(182, resample=Image.Resampling.BICUBIC, fillcolor=255, expand=True)
    turned = turned.resize((turned.width * 2 // 3, turned.height * 2 // 3))
    assert [code.text for code in zxingcpp.read_barcodes(turned)] == [f"{NUMBER}/ORDER-PROPOSED/1"]


def test_papers_of_a_run_bear_no_code() -> None:
    [first, *_] = scan(render(one("motion", batch(3)), "los_angeles").pdf)
    assert zxingcpp.read_barcodes(first) == []
