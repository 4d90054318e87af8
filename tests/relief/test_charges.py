"""What the rules ask of a charge: its list, its subdivision, and whether it is a strike."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from relief.charges import CANNABIS_NUMBER, SCHEMA, classify_charges
from relief.rules.prop64 import RULE_SET
from relief.rules.terms import read_terms
from relief.statutes import parse_section
from tests.relief.oracle import LISTS

TERMS = read_terms(RULE_SET, date(2020, 7, 1))


def classify(text: str) -> dict[str, Any]:
    """The one row of the charge table of one text."""
    return classify_charges([text], TERMS).row(0, named=True)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("11357(B) HS", "eligible"), ("11360 hs", "eligible"), ("11357(A) PC", "eligible"), ("66411358 HS", "eligible"),
        ("11357.5 HS", "untouched"), ("11361(B) HS", "untouched"), ("4573.6 PC", "untouched"), ("11360 VC", "other"),
        ("11530 HS", "before 1973"), ("182(A)(1) PC", "conspiracy"), ("182(A)(1) PC/11359 HS", "conspiracy"),
        ("182 PC-11359 HS", "conspiracy"), ("182/11359 HS", "unreadable"), ("32 PC", "plea"), ("11364 HS", "plea"), ("11364.1 HS", "other"),
        ("132 PC", "other"), ("1170(H) PC", "sentencing"), ("459 PC", "other"), ("484(A)/490.5 PC", "other"),
        ("11357/11364 HS", "unreadable"), ("11359-11360 HS", "unreadable"), ("SEE PAPERS", "unreadable"),
        ("484-187 PC", "unreadable"), ("11357(A)/11357(C) HS", "unreadable"),
    ],
)  # fmt: skip
def test_a_charge_is_on_one_list(text: str, kind: str) -> None:
    assert classify(text)["kind"] == kind


@pytest.mark.parametrize(
    ("text", "strike"),
    [
        ("187 PC", True), ("187(A) PC", True), ("664/187(A) PC", True), ("187/664 PC", True), ("37 PC", True),
        ("209(B)(1) PC", True), ("191.5(A) PC", True), ("288(A) PC", True), ("187-191.5 PC", True),
        ("537 PC", False), ("237 PC", False), ("137 PC", False), ("12220 PC", False), ("664/209 PC", False),
        ("187 VC", False), ("1187 PC", False), ("187.5 PC", False), ("459 PC", False),
        ("288A PC", None), ("288(C) PC", None), ("245(D) PC", None), ("187", None), ("187-459 PC", None), ("SEE PAPERS", None),
    ],
)  # fmt: skip
def test_a_charge_is_a_super_strike_or_not_or_that_is_not_known(text: str, strike: bool | None) -> None:
    assert classify(text)["super_strike"] is strike


@pytest.mark.parametrize(
    ("text", "registrable"),
    [("647.6(A) PC", True), ("288(A) PC", True), ("272 PC", None), ("266H PC", None), ("266H(B) PC", True),
     ("647(B) PC", False), ("459 PC", False), ("288-459 PC", None)],
)  # fmt: skip
def test_a_conviction_requires_registration_or_not_or_that_is_not_known(text: str, registrable: bool | None) -> None:
    assert classify(text)["registrable"] is registrable


@pytest.mark.parametrize(
    ("text", "letter"),
    [("11357(B) HS", "b"), ("11357b2 hs", "b"), ("11360(A)(2) HS", "a"), ("11359 HS", "")],
)
def test_the_letter_is_the_first_subdivision(text: str, letter: str) -> None:
    assert classify(text)["letter"] == letter


@pytest.mark.parametrize(
    ("text", "kept"),
    [("11358(D) HS", True), ("11359(C)(3) HS", True), ("11359(D) HS", True), ("11360(A)(3)(C) HS", True),
     ("11360(A) HS", False), ("11359(A) HS", False), ("11357(D) HS", False)],
)  # fmt: skip
def test_aggravated_subdivisions_of_2016_are_marked(text: str, kept: bool) -> None:
    assert classify(text)["kept_felony"] is kept


@pytest.mark.parametrize(
    ("text", "minor"), [("11357 HS", True), ("11360(B) HS", True), ("11360 HS", False), ("11357.5 HS", False)]
)
def test_minor_offenses_are_those_whose_records_are_destroyed(text: str, minor: bool) -> None:
    assert classify(text)["minor_offense"] is minor


@pytest.mark.parametrize(
    ("text", "named"),
    [("TO COMMIT 11359 HS", True), ("11360(A)", True), ("66411358", True), ("664.11358 HS", True), ("COMMIT 11359.", True),
     ("11357.5 HS", False), ("NO 2113590", False), ("1.11359", False), ("", False)],
)  # fmt: skip
def test_a_cannabis_number_stands_alone_in_free_text(text: str, named: bool) -> None:
    assert pl.Series([text]).str.contains(CANNABIS_NUMBER).to_list() == [named]


def test_no_text_gives_the_table_without_rows() -> None:
    table = classify_charges([], TERMS)
    assert table.is_empty()
    assert dict(table.schema) == SCHEMA


def test_every_entry_of_the_rule_set_names_a_section_once() -> None:
    for group in ("sections", "super_strikes", "registrable"):
        for name, entries in LISTS[group].items():
            sections = [parse_section(entry) for entry in entries]
            assert len(set(sections)) == len(sections), (group, name)


def test_every_term_has_a_source() -> None:
    assert all(term["citation"] and term["values"] for term in LISTS["terms"].values())
