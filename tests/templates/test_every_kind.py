"""Every kind of paper from one set of determinations: printed, bound, sealed, read back, and never cut."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path

import pdfplumber
import polars as pl
import pytest

from relief.challenging import SHOWN, Ground
from relief.errors import UserError
from relief.ledger import Step
from relief.papers import Paper, draft
from relief.papers.kinds import Kind
from relief.profiles import PublicDefender
from templates import first_page, rooms
from templates.compiling import TypesettingError
from templates.fonts import UnprintableError
from templates.rendering import Written, render_all
from templates.typeset import layout_data, render
from templates.verifying import refuse_other
from tests.fictional_batch import AS_OF, FILING, batch, determination, determinations
from tests.templates.boxes import troubles
from tests.templates.reading import pages, squeezed
from tests.templates.rendering import one

PAPERS: tuple[Kind, ...] = (
    "cover sheet", "index", "motion", "order", "exhibit", "confidential exhibit", "case motion", "case order",
    "person order", "challenge notice", "letter", "proof of service",
)  # fmt: skip
TOGETHER = (("case motion", "case order"), ("motion", "proof of service"))
DEFENDER = PublicDefender(
    name="Office of the Public Defender, County of Los Angeles",
    address=("2 Fictional Plaza", "Los Angeles, California 90000"),
    email="service@pd.example",
)
EVERYTHING = replace(
    FILING,
    kinds=PAPERS,
    public_defender=DEFENDER,
    court=replace(FILING.court, together=TOGETHER, judge="Hon. A. Exemplar"),
)


def with_challenges(rows: pl.DataFrame, challenged: pl.DataFrame) -> pl.DataFrame:
    """Determinations of which these are challenged."""
    outcome, rule, reason = SHOWN[Step.CHALLENGED]
    told = {"outcome": outcome, "relief": None, "rule": rule, "reason": f"{reason}: {Ground.SAFETY}."}
    changed = challenged.with_columns(pl.lit(value, pl.String).alias(name) for name, value in told.items())
    return pl.concat([rows.with_columns(rule=pl.lit("r"), reason=pl.lit("r")), changed])


@cache
def everything() -> tuple[dict[str, bytes], list[Paper], list[Written]]:
    rows = with_challenges(
        batch(14), determinations([determination(900, case_number="ZZ900", name="FICTIONAL,CHALLENGED")])
    )
    papers = list(draft(rows, EVERYTHING, batch="B7", as_of=AS_OF))
    files: dict[str, bytes] = {}
    return files, papers, render_all(papers, "los_angeles", files.__setitem__)


def _text(name: str) -> str:
    return squeezed("".join(pages(everything()[0][f"central-district/{name}.pdf"])))


def test_every_kind_is_printed_and_says_which_wording_it_has() -> None:
    _, _, written = everything()
    assert {kind for each in written for kind in each.kind.split(", ")} == set(PAPERS)
    assert all(len(each.template) == 64 and ".md.j2 2026-1" in each.edition for each in written)
    assert len({each.template for each in written}) == len({each.kind for each in written})


def test_nothing_lies_on_anything_or_runs_off_a_page_by_either_reader() -> None:
    files, _, written = everything()
    seen: dict[str, str] = {each.kind: each.file for each in written}
    assert {file: found for file in seen.values() if (found := troubles(files[file]))} == {}


def test_only_the_confidential_copy_tells_birth_and_cii_and_says_on_each_page_that_it_is_sealed() -> None:
    files, _, _ = everything()
    for name, pdf in files.items():
        texts = pages(pdf)
        assert ("02/03/1970" in "".join(texts)) == ("confidential" in name)
        assert ("99000000" in "".join(texts)) == ("confidential" in name)
        assert all("CONFIDENTIAL. LODGED UNDER SEAL." in text for text in texts) == ("confidential" in name)
        assert not any(word in name for word in ("FICTIONAL", "XA", "99"))


def test_the_order_knows_both_copies_of_the_exhibit() -> None:
    _, _, written = everything()
    order = _text("order")
    for each in written:
        if "exhibit" in each.kind:
            assert each.sha256 in order
    assert "ExhibitAconsistsof" in order and "14convictions" in order


def test_papers_bound_in_a_file_have_page_numbers_of_their_own() -> None:
    files, _, written = everything()
    packet = next(each for each in written if each.kind == "case motion, case order")
    texts = pages(files[packet.file])
    feet = [squeezed(text)[-120:] for text in texts]
    motions = [foot for foot in feet if foot.endswith("MOTIONFORRELIEFFROMACANNABISCONVICTION")]
    orders = [foot for foot in feet if "[PROPOSED]ORDER" in foot]
    assert len(motions) + len(orders) == len(texts)
    for of in (motions, orders):
        assert [f"page{number}of{len(of)}" in foot for number, foot in enumerate(of, 1)] == [True] * len(of)


def test_the_challenged_are_in_the_notice_and_nowhere_else() -> None:
    files, _, _ = everything()
    holding = {name for name, pdf in files.items() if "ZZ900" in "".join(pages(pdf))}
    assert holding == {"central-district/challenge_notice.pdf"}
    assert squeezed("unreasonable risk to public safety") in _text("challenge_notice")


def test_the_cover_sheet_lists_every_file_of_the_list_and_counts_the_others() -> None:
    _, _, written = everything()
    cover = _text("cover_sheet")
    alone = [each for each in written if "/" in each.file.removeprefix("central-district/")]
    for each in written:
        name = each.file.removeprefix("central-district/")
        assert (f"{name}:SHA-256{each.sha256}" in cover) == ("/" not in name and name != "cover_sheet.pdf")
    assert f"And{len(alone)}papersofsinglecasesorpersons" in cover


def test_the_index_gives_each_case_its_rows_and_its_order() -> None:
    _, papers, _ = everything()
    index = _text("index")
    for paper in papers:
        if paper.kind == "case motion":
            number = paper.file.rpartition("/")[2].removesuffix(".pdf")
            rows = [conviction.id for conviction in paper.convictions]
            told = rows[0] if len(rows) == 1 else f"{rows[0]}to{rows[-1]}"
            assert f"{paper.convictions[0].case_number}{told}{len(rows)}{number}" in index


def test_the_letter_says_what_was_asked_in_two_languages_and_neither_offense_nor_level() -> None:
    files, papers, _ = everything()
    for paper in papers:
        if paper.kind == "letter":
            text = " ".join(" ".join(pages(files[paper.file])).split())
            assert "a judge decides" in text and "decide un juez" in text
            assert not any(word in text.lower() for word in ("cannabis", "felony", "113", "offense", "crime", "guilty"))
            with pdfplumber.open(io.BytesIO(files[paper.file])) as document:
                languages = {str(element.get("lang")) for element in _tagged(document.structure_tree)}
            assert any(language.startswith("es") for language in languages)


def _tagged(elements: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    for element in elements:
        yield element
        yield from _tagged(element.get("children", []))  # type: ignore[arg-type]  # pdfplumber's trees have no type


ALIASES = " ".join(f"AKA FICTIONAL,ALIAS NUMBER {n}" for n in range(60))
EXTREMES = {
    "a name of 90 letters": [determination(1, name="FICTIONAL,BARTHOLOMEW " + "MAXIMILIAN " * 7)],
    "a name of 90 letters in one word": [determination(1, name="F" * 90)],
    "60 aliases": [determination(1, name=f"FICTIONAL,PERSON {ALIASES}")],
    "400 counts": [
        determination(n, case_number="X1", subject_id="S1", name="FICTIONAL,PERSON", count=n) for n in range(1, 401)
    ],
}


@pytest.mark.parametrize("extreme", EXTREMES)
def test_an_extreme_is_printed_whole_in_every_kind(extreme: str) -> None:
    address = tuple(f"Room {n}, Fictional Building of the County" for n in range(6))
    filing = replace(EVERYTHING, agency=replace(FILING.agency, address=address))
    rows = determinations(EXTREMES[extreme])
    challenged = determinations([row | {"source_row": 1000 + n} for n, row in enumerate(EXTREMES[extreme][:3])])
    files: dict[str, bytes] = {}
    written = render_all(
        draft(with_challenges(rows, challenged), filing, batch="B7", as_of=AS_OF), "los_angeles", files.__setitem__
    )
    named = ("exhibit_a", "exhibit_a_confidential", "orders/1", "motions/1", "person_orders/1", "letters/1")
    assert {each.file for each in written} >= {"central-district/exhibit_a.pdf", "central-district/letters/1.pdf"}
    assert {name: found for name, pdf in files.items() if (found := troubles(pdf))} == {}
    for name in named:
        if (pdf := files.get(f"central-district/{name}.pdf")) and name != "letters/1":
            text = squeezed("".join(pages(pdf)))
            assert all(part in text for part in squeezed(str(EXTREMES[extreme][0]["name"])).split("AKA"))


def test_lines_that_would_lie_on_each_other_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_page, "slots", lambda lines: max(1, lines // 4))
    assert troubles(render(one("motion", batch(3)), "los_angeles").pdf)


@pytest.mark.parametrize("kind", ["exhibit", "case order", "motion"])
def test_a_page_that_does_not_say_what_was_determined_is_refused(kind: str) -> None:
    paper = one(kind, batch(30))
    told = layout_data(paper, "los_angeles")
    done = render(paper, "los_angeles")
    refuse_other(told, done.pdf, done.pages, paper)
    with pytest.raises(TypesettingError, match="read back"):
        refuse_other(told, done.pdf, done.pages + 1, paper)
    other = render(one(kind, batch(30, seed=2)), "los_angeles")
    with pytest.raises(TypesettingError, match="read back"):
        refuse_other(told, other.pdf, other.pages, paper)


WORDINGS = [
    ("exhibit", "code_section ", "", "the list of convictions leaves out code_section"),
    ("exhibit", "name count", "name birth_date count", "has no column birth_date"),
    ("order", "{{ volume.sha256 }}", "", "does not state the SHA-256 of Exhibit A"),
]


@pytest.mark.parametrize(("file", "old", "new", "complaint"), WORDINGS)
def test_a_wording_that_leaves_out_what_an_order_must_say_is_refused(
    file: str, old: str, new: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = (rooms.ROOM / "base" / f"{file}.md.j2").read_text(encoding="utf-8")
    assert old in source
    words = _own_words(tmp_path, monkeypatch)
    (words / f"{file}.md.j2").write_text(source.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError, match=complaint):
        render(one(file.replace("_", " "), batch(3)), "los_angeles")


def _own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RELIEF_COUNTIES", str(tmp_path))
    words = tmp_path / "wording" / "los_angeles"
    words.mkdir(parents=True)
    return words


def test_an_expired_edition_is_refused_from_the_day_after_its_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = _own_words(tmp_path, monkeypatch)
    before = render(one("motion", batch(3)), "elsewhere")
    matter = "---\nedition: 2020-B\nexpires: {day}\n---\n"
    (words / "motion.md.j2").write_text(
        matter.format(day=AS_OF) + '{% extends "base/motion.md.j2" %}\n', encoding="utf-8"
    )
    done = render(one("motion", batch(3)), "los_angeles")
    assert done.edition == "los_angeles/motion.md.j2 2020-B" and done.template != before.template
    assert done.pdf == before.pdf
    later = replace(one("motion", batch(3)), as_of="2020-07-02")
    with pytest.raises(UserError, match=r"templates/los_angeles/motion\.md\.j2: this edition expired on 2020-07-01"):
        render(later, "los_angeles")


@pytest.mark.parametrize("matter", ["expires: soon", "colour: red", "["])
def test_front_matter_that_says_something_else_is_refused(
    matter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = _own_words(tmp_path, monkeypatch)
    (words / "motion.md.j2").write_text(f'---\n{matter}\n---\n{{% extends "base/motion.md.j2" %}}\n', encoding="utf-8")
    with pytest.raises(UserError, match=r"templates/los_angeles/motion\.md\.j2: front matter"):
        render(one("motion", batch(3)), "los_angeles")


def test_a_court_that_takes_few_convictions_an_order_gets_several_with_exhibits_of_their_own() -> None:
    court = replace(FILING.court, limits=replace(FILING.court.limits, convictions_per_order=3))
    files: dict[str, bytes] = {}
    rows = determinations(
        [determination(n, case_number=f"X{(n + 1) // 2}", subject_id=f"S{n // 2}") for n in range(1, 8)]
    )
    written = render_all(
        draft(rows, replace(FILING, court=court), batch="B7", as_of=AS_OF), "los_angeles", files.__setitem__
    )
    listed = {each.file: each.convictions for each in written if each.kind == "exhibit"}
    assert list(listed.values()) == [2, 2, 3], "a case stays in one order"
    for each in written:
        if each.kind == "exhibit":
            order = squeezed("".join(pages(files[each.file.replace("exhibit_a", "order")])))
            assert each.sha256 in order and f",list{each.file.split('/')[1]}of3" in order


KILLED = """
import os, sys
from dataclasses import replace
from relief.papers import draft
from templates.rendering import render_all
from tests.fictional_batch import AS_OF, FILING, batch
if __name__ == "__main__":
    papers = draft(batch(4000), replace(FILING, kinds=("motion", "exhibit", "case order")), batch="B7", as_of=AS_OF)
    def put(name, _pdf):
        if "orders/40" in name:
            import multiprocessing
            print(*[child.pid for child in multiprocessing.active_children()], flush=True)
            os.kill(os.getpid(), 9)
    render_all(papers, "los_angeles", put)
"""


def test_processes_end_with_the_one_that_began_them_however_it_ends(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, str(script)], env={**os.environ, "PYTHONPATH": root}, capture_output=True, check=False
    )
    children = [int(pid) for pid in done.stdout.split()]
    assert len(children) == 2
    for _ in range(300):
        if not any(Path(f"/proc/{pid}").exists() for pid in children):
            break
        time.sleep(0.1)
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_processes_write_the_same_bytes_as_threads_and_pass_on_what_is_refused() -> None:
    by_threads: dict[str, bytes] = {}
    by_processes: dict[str, bytes] = {}
    rows = determinations([determination(n) for n in range(1, 81)])
    filing = replace(FILING, kinds=("case order",))
    render_all(islice(draft(rows, filing, batch="B7", as_of=AS_OF), 20), "los_angeles", by_threads.__setitem__)
    render_all(draft(rows, filing, batch="B7", as_of=AS_OF), "los_angeles", by_processes.__setitem__)
    assert len(by_processes) == 80 and by_threads.items() <= by_processes.items()
    rows = determinations([determination(n, name="\U0001f600" if n == 70 else "FICTIONAL,A") for n in range(1, 81)])
    with pytest.raises(UnprintableError, match=r"export\.dat row 70: no font has the characters U\+1F600"):
        render_all(draft(rows, filing, batch="B7", as_of=AS_OF), "los_angeles", lambda _name, _pdf: None)
