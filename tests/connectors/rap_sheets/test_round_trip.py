"""What a sheet says, printed as a PDF and read back, is what it said."""

from itertools import islice
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.readers.rap_sheets.sheet import Count, Disposition, Event, Part, Person, Sheet
from connectors.readers.rap_sheets.stop import PAGES, Stop
from connectors.readers.rap_sheets.text import EXTRACTOR, read_pages
from connectors.samples.dice import Dice
from connectors.samples.rap_sheets import list_sheets, write_rap_sheets
from connectors.samples.rap_sheets.pdf import make_pdf
from connectors.samples.rap_sheets.printing import print_sheet
from connectors.samples.rap_sheets.write import _paginate
from tests.connectors.rap_sheets.typed import GRAMMAR

CHARGED = ("COURT", "ARR/DET/CITE", "SUPPLEMENTAL ARR", "CUSTODY", "PROBATION")
WORDS = (
    "WARRANT",
    "28.5",
    "GRAMS",
    "CHRG-11359 HS",
    "19990101",
    "(B)",
    "HS,",
    "O'CLOCK",
    "CONC W/OTHER",
    "#12-3:",
    "É",
)
digits = st.integers(0, 99_999_999).map(lambda number: f"{number:08}")
days = st.dates().map(lambda day: f"19{day.year % 100:02}{day.month:02}{day.day:02}")
prose = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)
sections = st.sampled_from(["459 PC", "664/11358 HS", "11357(B)(2) HS", "484-487(A) PC", "SEE COMMENT FOR CHARGE"])
described = st.lists(st.sampled_from(["POSSESS", "MARIJUANA", "28.5-", "GRAMS:SCHOOL"]), max_size=14).map(" ".join)
charges = st.tuples(sections, described).map(lambda told: f"{told[0]}-{told[1]}" if told[0][0].isdigit() else told[0])
parts = st.builds(
    Part,
    place=st.sampled_from(["PROBATION", "JAIL", "PRISON", "COMMUNITY SERVICE WORK"]),
    length=st.integers(1, 999).map(lambda length: f"{length:03}"),
    unit=st.sampled_from("DMY"),
) | st.builds(Part, place=st.sampled_from(["FINE", "RESTN", "IMP SEN SS", "CONCURRENT"]))


@st.composite
def counts(draw: st.DrawFn) -> list[Count]:
    told, number = [], 0
    file = draw(st.sampled_from(["", "BA123", "12-F 0034"]))
    for _ in range(draw(st.integers(0, 4))):
        first = number + draw(st.integers(1, 3))
        number = first + draw(st.sampled_from([0, 0, 2]))
        outcomes = draw(
            st.lists(
                st.builds(
                    Disposition,
                    text=st.sampled_from(["CONVICTED", "DISMISSED/FURTHERANCE OF JUSTICE", "PROS REJ-OTHER", "ZZ TOP"]),
                    day=days,
                    status=st.sampled_from(["", "FELONY", "MISDEMEANOR"]),
                    sentence=st.lists(parts, max_size=6),
                ),
                max_size=3,
            )
        )
        if outcomes:
            outcomes[0].day = ""
        told.append(
            Count(
                first=first,
                last=number,
                file=file,
                charge=draw(charges),
                level=draw(st.sampled_from(["", "F", "M"])),
                flags=draw(st.lists(st.sampled_from(["ATTEMPTED", "186.22(B) PC-GANG"]), max_size=2)),
                comments=draw(st.lists(prose, max_size=2)),
                dispositions=outcomes,
            )
        )
    return told


events = st.builds(
    Event,
    kind=st.sampled_from([*CHARGED, "REGISTRATION", "DECEASED", "MENTAL HLTH CUS/SUPV"]),
    name=st.sampled_from([1, 2]),
    birth=st.just("") | days,
    day=days,
    agency=st.sampled_from(["CASC LOS ANGELES", "CAPD EL MONTE", "CASD CORRECTIONS-STAFF SERVICES,SACRAMENTO"]),
    comments=st.lists(prose, max_size=1),
    counts=counts(),
)
sheets = st.builds(
    Sheet,
    person=st.builds(
        Person,
        cii=digits.map("A{}".format),
        names=st.just({1: "FICTION,FERN", 2: "O'FABLE-TALE,ÉVA M"}),
        birth=days,
        sex=st.sampled_from("MFX"),
        race=st.sampled_from(["", "OTHER ASIAN"]),
        licence=st.sampled_from(["", "X0000001"]),
        social=digits.map("0{}".format),
    ),
    cycles=st.lists(st.lists(events, min_size=1, max_size=3), min_size=1, max_size=3),
)


@settings(max_examples=150, deadline=None)
@given(sheets, st.integers())
def test_a_sheet_printed_in_any_way_is_read_back(sheet: Sheet, seed: int) -> None:
    content = make_pdf(_paginate(print_sheet(sheet, Dice(str(seed)))))
    assert GRAMMAR.parse(content) == sheet


LONG = next(
    (sheet, _paginate(lines))
    for sheet, lines in list_sheets(county="FRESNO", rows=2_000, seed=5)
    if len(_paginate(lines)) == 3
)


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1))
def test_a_file_cut_off_anywhere_gives_the_whole_person_or_nothing(share: float) -> None:
    content = make_pdf(LONG[1])
    try:
        read = GRAMMAR.parse(content[: int(share * len(content))])
    except Stop:
        return
    assert read == LONG[0]


@pytest.mark.parametrize(
    "places", [(0, 1), (1, 2), (0, 2), (0, 2, 1), (1, 0, 2), (0, 1, 1, 2), (0, 1, 2, 2), (2, 1, 0)]
)
def test_pages_that_are_missing_doubled_or_out_of_order_stop_the_sheet(places: tuple[int, ...]) -> None:
    with pytest.raises(Stop) as stopped:
        GRAMMAR.parse(make_pdf([LONG[1][place] for place in places]))
    assert stopped.value.reason == PAGES


def test_the_sample_is_read_back_person_by_person() -> None:
    found = 0
    for sheet, lines in islice(list_sheets(county="SACRAMENTO", rows=4_000, seed=3), 150):
        assert GRAMMAR.parse(make_pdf(_paginate(lines))) == sheet
        found += 1
    assert found == 150


def test_the_sample_holds_every_form() -> None:
    text = "\n".join(
        line for _, lines in islice(list_sheets(county="LOS ANGELES", rows=25_000, seed=1), 600) for line in lines
    )
    for form in (
        *("REGISTRATION:", "APPLICANT:", "DECEASED:", "CUSTODY:JAIL", "PROBATION:", "SUPPLEMENTAL ARR:", "MENTAL HLTH"),
        *(
            "CNT:01-02",
            "SEE COMMENT FOR CHARGE",
            "CHRG-",
            "664/",
            "664-",
            "664.",
            "-ATTEMPTED",
            "1203.4 PC",
            "REDUCED TO",
        ),
        *("SEN-X", "D I S P O:", "DISPO;", "STRIKE ENTRY", "NAM:02", "1170(H) PC", "PROBATION REVOKED"),
    ):
        assert form in text, form


def test_the_same_seed_gives_the_same_bytes_in_a_folder_and_an_archive(tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip", "folder"):
        assert write_rap_sheets(tmp_path / name, county="FRESNO", rows=200, seed=5, sheets=4) == 4
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    first = next(lines for _, lines in list_sheets(county="FRESNO", rows=200, seed=5))
    assert (tmp_path / "folder" / "sheet-000001.pdf").read_bytes() == make_pdf(_paginate(first))


def test_the_extractor_is_told_with_its_version_and_gives_every_line_in_its_order() -> None:
    lines = next(lines for _, lines in list_sheets(county="FRESNO", rows=200, seed=5))
    typed = [" ".join(line.split()) for page in _paginate(lines) for line in page if line]
    assert [line.text for page in read_pages(make_pdf(_paginate(lines))) for line in page] == typed
    assert str(pypdfium2.PDFIUM_INFO) in EXTRACTOR and str(pypdfium2.PYPDFIUM_INFO) in EXTRACTOR
