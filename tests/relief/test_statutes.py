"""Every spelling of a charge that records are known to use, and what must never be read into one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from relief.statutes import CODES, Charge, CodeSection, parse_charge, parse_section

SPELLINGS = {
    # law.md 4.2, as printed in exports, fixtures and histories.
    "11357(B) HS-POSSESS MARIJUANA": "HS 11357(b)",
    "11357(C)HS-POSSESS OVER 28.5 GRAMS": "HS 11357(c)",
    "11357(b)HS": "HS 11357(b)",
    "11359 HS-POSSESS FOR SALE": "HS 11359",
    "11359HS-POSSESS FOR SALE": "HS 11359",
    "11357A HS": "HS 11357(a)",
    "11357B2 HS": "HS 11357(b)(2)",
    "11360A2 HS": "HS 11360(a)(2)",
    "/11357 HS": "HS 11357",
    "664/11357(c) HS": "PC 664/HS 11357(c)",
    "664-11357(c)": "PC 664/HS 11357(c)",
    "664.11357(c)": "PC 664/HS 11357(c)",
    "66411357(c)": "PC 664/HS 11357(c)",
    "11360(A) HS-TRANSPORT -ATTEMPTED": "PC 664/HS 11360(a)",
    "11357(A)": "HS 11357(a)",
    "11357(A)PC": "HS 11357(a)",
    "182(A)(1) PC-CONSPIRACY:COMMIT CRIME": "PC 182(a)(1)",
    "484(A)/490.5 PC": "PC 484(a)/PC 490.5",
    "484-487(A) PC": "PC 484-PC 487(a)",
    "4149 BP - POSSESS NEEDLE": "BP 4149",
    "1170(H) PC-SENTENCING": "PC 1170(h)",
    "11357.5 HS": "HS 11357.5",
    "11357.5(A) HS-SYNTHETIC": "HS 11357.5(a)",
    # law.md 4.3 and clear-my-record.md 3E: what earlier tools took for something else.
    "537 PC": "PC 537",
    "37 PC": "PC 37",
    "187(A) PC": "PC 187(a)",
    "664/187(A) PC": "PC 664/PC 187(a)",
    "187/664 PC": "PC 664/PC 187",
    "209(B)(1) PC": "PC 209(b)(1)",
    "11360 VC": "VC 11360",
    "664/11358 HS": "PC 664/HS 11358",
    "647(F) PC-DISORDERLY CONDUCT": "PC 647(f)",
    "602(L) PC": "PC 602(l)",
    "148.10(A) PC": "PC 148.10(a)",
    "11364.1 HS": "HS 11364.1",
    "288A(B)(1) PC": "PC 288a(b)(1)",
    "667(E)(2)(C)(IV) PC": "PC 667(e)(2)(c)(iv)",
    "11360(A)(3)(C) HS": "HS 11360(a)(3)(c)",
    "11357(B) H&S": "HS 11357(b)",
    "HS 11357(b)": "HS 11357(b)",
}
UNREADABLE = [
    "",
    " ",
    "SEE COMMENT FOR CHARGE",
    "HS",
    "MARIJUANA 11357",
    "664 PC",
    "1135711358 HS",
    "(A) HS",
    "11357(",
    "-",
]
INFERRED = ["11357(A)", "11357(A)PC", "664-11357(c)", "664.11357(c)", "66411357(c)"]


@pytest.mark.parametrize(("printed", "parsed"), SPELLINGS.items())
def test_a_printed_charge_is_read(printed: str, parsed: str) -> None:
    assert str(parse_charge(printed)) == parsed


@pytest.mark.parametrize("printed", SPELLINGS)
def test_case_and_blanks_around_make_no_difference(printed: str) -> None:
    assert parse_charge(printed.lower()) == parse_charge(printed.upper()) == parse_charge(f"  {printed}  ")


@pytest.mark.parametrize("printed", UNREADABLE)
def test_what_is_not_a_charge_is_not_read(printed: str) -> None:
    assert parse_charge(printed) is None


@pytest.mark.parametrize("printed", SPELLINGS)
def test_the_code_is_called_inferred_only_where_it_was(printed: str) -> None:
    charge = parse_charge(printed)
    assert charge is not None
    assert charge.code_inferred == (printed in INFERRED)


def test_sections_joined_by_a_dash_are_not_certain() -> None:
    dashed, slashed = parse_charge("484-487(A) PC"), parse_charge("484(A)/490.5 PC")
    assert dashed is not None and dashed.joined
    assert slashed is not None and not slashed.joined


@pytest.mark.parametrize(
    ("entry", "within", "answer"),
    [
        ("PC 187", "PC 187(a)", True),
        ("PC 187", "PC 187", True),
        ("PC 288", "PC 288a", True),
        ("PC 288a(c)(1)", "PC 288(a)", False),
        ("PC 187(a)", "PC 187", False),
        ("PC 37", "PC 537", False),
        ("PC 18", "PC 187", False),
        ("HS 11357", "HS 11357.5", False),
        ("HS 11360", "VC 11360", False),
        ("PC 209", "PC 209.5", False),
        ("HS 11360(a)(3)", "HS 11360(a)(3)(c)", True),
        ("HS 11360(a)(3)", "HS 11360(a)", False),
    ],
)
def test_a_section_contains_what_lies_within_it(entry: str, within: str, answer: bool) -> None:
    assert parse_section(entry).contains(parse_section(within)) is answer


@pytest.mark.parametrize("text", ["11357", "PC 664/PC 187", "PC 484/PC 487", "nothing", "HS"])
def test_a_rule_names_exactly_one_section_with_its_code(text: str) -> None:
    with pytest.raises(ValueError, match="not one code section"):
        parse_section(text)


def name_sections() -> st.SearchStrategy[CodeSection]:
    """Sections as codes have them: two to five digits, decimals, subdivisions."""
    number = st.builds(
        lambda whole, part: f"{whole}{part}",
        st.integers(10, 99_999).filter(lambda whole: whole != 664),
        st.one_of(st.just(""), st.integers(1, 99).map(lambda part: f".{part}")),
    )
    parts = st.one_of(
        st.sampled_from("abcdefghijklmnopqrstuvwxyz"), st.integers(1, 12).map(str), st.sampled_from(["aa", "ii", "iv"])
    )
    return st.builds(
        lambda code, digits, subdivisions: CodeSection(code=code, number=digits, subdivisions=tuple(subdivisions)),
        st.sampled_from(CODES.split("|")), number, st.lists(parts, max_size=4),
    )  # fmt: skip


def name_charges() -> st.SearchStrategy[Charge]:
    """Charges of one section or several; a code that would be taken for a slip is left out."""
    sections = name_sections().filter(
        lambda section: not (section.code == "PC" and section.number in {"11357", "11358", "11359", "11360"})
    )
    return st.builds(
        lambda named, attempt, joined: Charge(sections=tuple(named), attempt=attempt, joined=joined and len(named) > 1),
        st.lists(sections, min_size=1, max_size=3), st.booleans(), st.booleans(),
    )  # fmt: skip


@given(name_charges())
def test_what_is_printed_is_read_back(charge: Charge) -> None:
    assert parse_charge(str(charge)) == charge


@given(name_sections(), st.sampled_from(["", "-POSSESS", " - SELL/TRANSPORT", "-DRIVE W/ .08"]))
def test_a_section_is_read_as_the_department_prints_it(section: CodeSection, description: str) -> None:
    if section.code == "PC" and section.number.startswith("1135"):
        return
    bare = CodeSection(code=section.code, number=section.number)
    printed = str(section).removeprefix(f"{section.code} ").upper()
    charge = parse_charge(f"{printed} {section.code}{description}")
    assert charge is not None
    assert charge.sections == (section,)
    assert bare.contains(section)


@given(name_sections(), name_sections())
@example(parse_section("PC 37"), parse_section("PC 537"))
@example(parse_section("HS 11357"), parse_section("HS 11357.5"))
def test_one_number_never_lies_within_another(one: CodeSection, other: CodeSection) -> None:
    assert not one.contains(other) or (one.code == other.code and one.number == other.number)


@given(st.text(alphabet="0123456789()/-., ABHSPC.664'#{}<>=@|", max_size=40))
def test_any_text_is_read_or_refused_but_never_breaks_anything(text: str) -> None:
    charge = parse_charge(text)
    assert charge is None or parse_charge(str(charge)) is not None or "??" in str(charge)
