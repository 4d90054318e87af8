"""What is proposed for files that nobody here has seen: enough columns, few wrong ones, nothing of a person's."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from connectors.onboarding import as_yaml, profile, proposal_as_yaml, propose
from connectors.samples.people import GIVEN, SURNAMES
from relief.errors import UserError
from tests.connectors.onboarding.fresh_layouts import FIRST, KINDS_OF_CELLS, SECOND, THIRD
from tests.connectors.onboarding.unseen_layouts import LAYOUTS, ROWS, UnseenLayout, write


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("unseen")
    return {layout.name: write(layout, folder) for layout in LAYOUTS}


def _judge(layout: UnseenLayout, path: Path) -> Counter[str]:
    """Columns by how their proposal came out."""
    proposals = propose(profile(path))
    found = {proposal.column: proposal.canonical for proposal in proposals}
    assert len(found) == len(layout.columns)
    ends: Counter[str] = Counter()
    for place, (heading, _, want) in enumerate(layout.columns):
        got = found[heading.replace("[]", "")] if layout.header else proposals[place].canonical
        end = "right" if want == got else "blank" if got is None else "wrong"
        if end != "right":
            print(layout.name, heading, want, got)
        ends[f"{'mappable' if want else 'other'} {end}"] += 1
    return ends


def test_nine_of_ten_columns_are_proposed_and_wrong_ones_are_rarer_than_blanks(files: dict[str, Path]) -> None:
    ends = sum((_judge(layout, files[layout.name]) for layout in LAYOUTS), Counter[str]())
    mappable = sum(number for end, number in ends.items() if end.startswith("mappable"))
    wrong = ends["mappable wrong"] + ends["other wrong"]
    assert len(LAYOUTS) >= 12
    assert mappable > 100
    assert ends["mappable right"] >= 0.9 * mappable, ends
    assert wrong <= ends["mappable blank"], ends


def test_so_it_is_with_layouts_in_the_words_of_real_systems(tmp_path: Path) -> None:
    wrong = 0
    for layouts in (FIRST, SECOND, THIRD):
        ends = sum(
            (_judge(layout, write(layout, tmp_path, KINDS_OF_CELLS)) for layout in layouts),
            Counter[str](),
        )
        mappable = sum(number for end, number in ends.items() if end.startswith("mappable"))
        assert ends["mappable right"] >= 0.95 * mappable, ends
        wrong += ends["mappable wrong"] + ends["other wrong"]
    assert wrong == 0


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_profile_counts_every_record_and_names_nobody(layout: UnseenLayout, files: dict[str, Path]) -> None:
    found = profile(files[layout.name])
    assert found.rows == ROWS
    told = as_yaml(found) + proposal_as_yaml(propose(found))
    assert len(yaml.safe_load(as_yaml(found))["columns"]) == len(layout.columns)
    assert not set(re.findall(r"[A-Z]+", told)) & {*SURNAMES, *GIVEN}
    assert not re.search(r"\b\d{6,}\b|A\d{7}", told.replace("999999", ""))


def test_a_proposal_reads_as_yaml(files: dict[str, Path]) -> None:
    proposals = propose(profile(files["no header"]))
    read = yaml.safe_load(proposal_as_yaml(proposals))["columns"]
    assert read == {each.column: each.canonical for each in proposals}


def test_a_heading_that_its_cells_contradict_is_not_believed(tmp_path: Path) -> None:
    dice = random.Random(1)
    path = tmp_path / "export.csv"
    rows = [f"{dice.choice(SURNAMES)},{dice.randrange(10**5)},x{dice.randrange(9)}" for _ in range(50)]
    path.write_text("\n".join(["Birth Date,Statute,Case Number", *rows]))
    assert [each.canonical for each in propose(profile(path))] == [None, None, None]


def test_a_few_people_with_many_rows_each_are_no_coded_column(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    rows = [f"{SURNAMES[place % 4]},{place},{place % 3}" for place in range(200)]
    for header in ("Alpha,Beta,Gamma", "Alias Type,Beta,Gamma"):
        path.write_text("\n".join([header, *rows]))
        assert not any(name in as_yaml(profile(path)) for name in SURNAMES[:4])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("prose.txt", b"Dear county,\nplease find nothing here.\n", "neither a delimiter nor fixed columns"),
        ("broken.json", b'{"a": ', "line 1: not JSON"),
        ("broken.xlsx", b"PK no workbook", "damaged or cut off"),
    ],
)
def test_a_file_that_is_no_table_is_refused(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=said):
        profile(path)


def test_a_preamble_a_trailer_and_lines_that_do_not_fit_are_named(tmp_path: Path) -> None:
    path = tmp_path / "export.txt"
    rows = [f"CR{number:06}|11358 HS|F" for number in range(40)]
    path.write_text(
        "\n".join(["Closed cases", "Case No|Statute|Level", *rows[:20], "torn|line", *rows[20:], "TOTAL 40"])
    )
    found = profile(path)
    assert found.rows == 40
    assert {name: found.shape[name] for name in ("preamble", "trailer", "not records")} == {
        "preamble": 1,
        "trailer": r"TOTAL (?P<rows>\d+)",
        "not records": 3,
    }


def test_a_long_file_is_looked_at_in_part_and_the_profile_says_so(tmp_path: Path) -> None:
    path = tmp_path / "export.txt"
    line = "CR000001|11358 HS|F|" + "x" * 4000 + "\n"
    path.write_text("Case No|Statute|Level|Remarks\n" + line * 4300)
    found = profile(path)
    assert found.shape["looked at"] == "the first 16,777,216 bytes"
    assert 4000 < found.rows < 4300


@pytest.mark.parametrize(
    ("outcome", "day", "meant"),
    [
        ("Judgment", "Judgment Date", "disposition_date"),
        ("finding", "findingOn", "disposition_date"),
        ("Disposition", "Verdict Date", "event_date"),
        ("Disposition", "Hearing Date", None),
    ],
)
def test_a_day_of_judgment_alone_is_the_outcomes_where_it_is_headed_so_and_a_hearings_is_asked_about(
    outcome: str, day: str, meant: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    rows = [
        f"CR-{number:05},{('CONVICTED', 'DISMISSED')[number % 2]},06/{number % 28 + 1:02}/2001" for number in range(60)
    ]
    path.write_text("\n".join([f"Case No,{outcome},{day}", *rows]))
    assert [each.canonical for each in propose(profile(path))] == ["case_number", "disposition_text", meant]


def test_without_headings_sections_beside_a_code_and_levels_beside_sections_are_known_and_a_sex_is_not(
    tmp_path: Path,
) -> None:
    path = tmp_path / "export.txt"
    sections = ("11357(B)", "11360(A)", "459", "23152(B)")
    rows = [
        f"{'MF'[n % 3 % 2]}|CR{n % 20:02}-{n:05}|{('HS', 'HS', 'PC', 'VC')[n % 4]}|{sections[n % 4]}|{'FM'[n % 2]}|{n:03}-11-{n:04}"
        for n in range(1, 90)
    ]
    path.write_text("\n".join(rows))
    meant = [None, "case_number", "charge.code", "charge_text", "charge_level", "ssn"]
    assert [each.canonical for each in propose(profile(path))] == meant


def test_of_two_lengths_of_a_sentence_one_is_proposed_and_the_other_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "\n".join(["Case No,Jail Days,Probation Months", *(f"CR-{n:05},{n % 90},{n % 36}" for n in range(60))])
    )
    found = {each.canonical for each in propose(profile(path))}
    assert len(found & {"sentence_length.day", "sentence_length.month"}) == 1
    assert None in found
