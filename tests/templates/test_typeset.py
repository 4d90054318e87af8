"""The finished files: same bytes, own fonts, accessible, and refused when anything is wrong."""

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from relief.papers import draft
from templates import compiling
from templates.compiling import LAYOUT, TypesettingError
from templates.fonts import UnprintableError, break_words
from templates.rendering import render_all
from templates.typeset import preview, render
from tests.fictional_batch import BOTH, FILING, PER_CASE, batch, determination, determinations
from tests.templates.reading import pages
from tests.templates.rendering import AS_OF, finished, one

ROOT = Path(__file__).parents[2]

OTHER_PROCESS = """
import hashlib, sys
sys.path[:0] = ["tests", "tests/templates"]
from tests.fictional_batch import batch
from tests.templates.rendering import one
from templates.typeset import render
for kind in ("motion", "order", "case order", "exhibit"):
    print(render(one(kind, batch(12)), "los_angeles").sha256)
"""


def test_the_same_paper_has_the_same_bytes_in_any_process_zone_and_language() -> None:
    ours = [render(one(kind, batch(12)), "los_angeles").sha256 for kind in ("motion", "order", "case order", "exhibit")]
    elsewhere = {**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    other = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS], cwd=ROOT, env=elsewhere, capture_output=True, check=True
    )
    assert other.stdout.decode().split() == ours


def test_a_batch_has_the_same_bytes_whatever_the_order_of_its_rows_and_the_workers() -> None:
    files, _, _ = finished(20)
    shuffled = batch(20).sample(fraction=1, shuffle=True, seed=3)
    again: dict[str, bytes] = {}
    papers = draft(shuffled, replace(FILING, kinds=BOTH), batch="B7", as_of=AS_OF)
    render_all(papers, "los_angeles", again.__setitem__, workers=1)
    assert {n: hashlib.sha256(b).digest() for n, b in files.items()} == {
        n: hashlib.sha256(b).digest() for n, b in again.items()
    }
    assert list(files) == list(again)


def test_every_font_is_embedded_and_one_of_ours() -> None:
    rows = determinations([determination(1, name="\u738b\u5c0f\u660e")])
    for kind in ("motion", "exhibit", "case order"):
        with pikepdf.open(io.BytesIO(render(one(kind, rows), "los_angeles").pdf)) as pdf:
            fonts = [
                o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
            ]
            assert fonts
            for font in fonts:
                assert any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3"))
                assert "LiberationSerif" in str(font.FontName) or "NotoSansCJK" in str(font.FontName)


def test_papers_are_tagged_titled_dated_by_the_as_of_day_and_bookmarked() -> None:
    for kind in ("motion", "order", "case order", "exhibit"):
        paper = one(kind, batch(8))
        with pikepdf.open(io.BytesIO(render(paper, "los_angeles").pdf)) as pdf:
            assert pdf.Root.MarkInfo.Marked and "/StructTreeRoot" in pdf.Root
            assert str(pdf.Root.Lang).startswith("en")
            meta = pdf.open_metadata()
            assert meta["pdfuaid:part"] == "1"
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
            assert paper.title in meta["dc:title"]
            assert meta["xmp:CreateDate"].startswith("2020-07-01T00:00:00")
            with pdf.open_outline() as outline:
                assert len(outline.root) >= 1
            assert "/AcroForm" not in pdf.Root and "/JavaScript" not in pdf.Root.get("/Names", {})


def test_a_long_exhibit_comes_in_volumes_that_the_order_lists() -> None:
    limits = replace(FILING.court.limits, convictions_per_file=25)
    filing = replace(FILING, court=replace(FILING.court, limits=limits))
    files: dict[str, bytes] = {}
    written = render_all(draft(batch(60), filing, batch="B7", as_of=AS_OF), "los_angeles", files.__setitem__)
    volumes = [w for w in written if w.kind == "exhibit"]
    assert [w.file for w in volumes] == [f"central-district/exhibit_a_{n}.pdf" for n in (1, 2, 3)]
    assert [w.convictions for w in volumes] == [25, 25, 10]
    order = "".join("".join(pages(files["central-district/order.pdf"])).split())
    assert f"consistsof{sum(w.pages for w in volumes)}pagesand60convictions" in order
    for number, volume in enumerate(volumes, 1):
        assert f"Volume{number}({volume.pages}" in order and volume.sha256 in order
        assert f"Exhibit A, volume {number} of 3" in pages(files[volume.file])[0]


def test_a_character_without_a_font_names_its_row_and_not_its_person() -> None:
    rows = determinations(
        [determination(1), determination(2, name="FICTIONAL \U0001f600"), determination(3, name="\u0905")]
    )
    written: list[str] = []
    with pytest.raises(UnprintableError, match=r"export.dat row 2; export.dat row 3.*U\+0905, U\+1F600") as caught:
        render_all(draft(rows, FILING, batch="B7", as_of=AS_OF), "los_angeles", lambda name, _: written.append(name))
    assert caught.value.rows == (("export.dat", 2), ("export.dat", 3))
    assert "FICTIONAL" not in str(caught.value)
    assert written == []


def test_a_warning_of_the_typesetter_is_an_error_without_what_it_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Complaint:
        message = 'unknown font "FICTIONAL,NAME"'

    class Compiler:
        def compile_with_warnings(self, **_: object) -> tuple[bytes, list[Complaint]]:
            return b"%PDF", [Complaint()]

    monkeypatch.setattr(compiling, "_compiler", Compiler)
    with pytest.raises(TypesettingError, match=r"motion\.pdf: unknown font") as caught:
        render(one("motion", batch(3)), "los_angeles")
    assert "FICTIONAL" not in str(caught.value)


def test_no_layout_fetches_a_package_or_reads_the_clock() -> None:
    layouts = list(LAYOUT.glob("*.typ"))
    assert layouts
    for layout in layouts:
        text = layout.read_text(encoding="utf-8")
        assert "@preview" not in text and "@local" not in text and "datetime.today" not in text
        assert "eval(" not in text and "read(" not in text


def test_a_paper_can_be_previewed_as_images() -> None:
    images = preview(one("motion", batch(3)), "los_angeles", ppi=40)
    assert len(images) >= 2
    assert all(image.startswith(b"\x89PNG") for image in images)


def test_long_words_break_and_others_do_not() -> None:
    assert break_words("plain words here", 60, 10) == "plain words here"
    broken = break_words("short " + "W" * 20, 60, 10)
    assert broken.replace("\n", "") == "short " + "W" * 20
    assert all(len(part) <= 6 for part in broken.split(" ")[1].split("\n"))


@pytest.mark.parametrize("kind", ["exhibit", "case order"])
def test_a_long_batch_name_stays_on_one_line_of_its_column(kind: str) -> None:
    papers = draft(batch(3), replace(FILING, kinds=PER_CASE), batch="9D8BC0DE", as_of=AS_OF)
    paper = next(paper for paper in papers if paper.kind == kind)
    text = "".join(pages(render(paper, "los_angeles").pdf))
    assert "9D8BC0DE-0001" in text
