"""Who is linked with whom across sources, and on what evidence."""

import subprocess
import sys
from datetime import date
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relief.matching.evidence import weigh_evidence
from relief.matching.identities import normalize_case, normalize_cii, split_names
from relief.matching.keyed import IDENTIFIERS, group_numbers, hash_number
from relief.matching.links import LINKS, find_links
from relief.matching.seven_points import name_points
from tests.relief.invented_people import court, doj, identify

CII, SSN, LICENCE, CASE, DAY = "00012345", "s" * 32, "l" * 32, "NEVADA 12345", "1999-02-03"
MAIDEN, OTHER_MAN = "BIRCHWOOD,AMOS", {"name": "OAKLEY,JUNIPER", "birth": date(1981, 12, 30)}
SWAPPED, FAR = date(1970, 4, 14), date(1985, 11, 2)

TIERS: dict[str, tuple[dict[str, Any], dict[str, Any], str | None, str | None]] = {
    "CII": ({"cii": CII}, {"cii": CII}, "cii", "same"),
    "CII, surname changed": ({"cii": CII}, {"cii": CII, "name": MAIDEN}, "cii", "same"),
    "CII, birth date far off": ({"cii": CII}, {"cii": CII, "birth": FAR}, "cii", "same"),
    "CII without a birth date (DQ-002)": ({"cii": CII}, {"cii": CII, "birth": None}, "cii", "same"),
    "CII, everything else differs (DQ-008)": ({"cii": CII}, {"cii": CII, **OTHER_MAN}, "cii", "review"),
    "SSN and name": ({"ssn": SSN}, {"ssn": SSN}, "licence or ssn", "same"),
    "licence, name and a birth date off by one digit": (
        {"licence": LICENCE}, {"licence": LICENCE, "birth": SWAPPED}, "licence or ssn", "same"),
    "SSN of another": ({"ssn": SSN}, {"ssn": SSN, **OTHER_MAN}, "licence or ssn", "review"),
    "SSN, but another CII": ({"ssn": SSN, "cii": CII}, {"ssn": SSN, "cii": "00099999"}, "licence or ssn", "review"),
    "case and name": ({"case": CASE}, {"case": CASE}, "case number", "same"),
    "case and name, no birth date (DQ-002)": ({"case": CASE}, {"case": CASE, "birth": None}, "case number", "same"),
    "case and birth date, surname changed (DQ-005)": ({"case": CASE}, {"case": CASE, "name": MAIDEN}, "case number", "same"),
    "case and name, birth date far off": ({"case": CASE}, {"case": CASE, "birth": FAR}, "case number", "review"),
    "case, nobody named": ({"case": CASE}, {"case": CASE, "name": None, "birth": None}, "case number", "review"),
    "case, twins": ({"case": CASE}, {"case": CASE, "name": "ELMTREE,JUNIPER"}, "case number", "review"),
    "case, another defendant (DQ-013)": ({"case": CASE}, {"case": CASE, **OTHER_MAN}, "case number", "different"),
    "case, another CII": (
        {"case": CASE, "cii": CII}, {"case": CASE, "cii": "00099999"}, "case number", "review"),
    "name, birth date and booking day": (
        {"booking": DAY}, {"booking": DAY}, "name, birth date and booking day", "same"),
    "name misspelt, birth date and booking day (DQ-001)": (
        {"booking": DAY}, {"booking": DAY, "name": "ELMTRE,AMOS"}, "names and dates", "review"),
    "name and birth date (DQ-004, DQ-012)": ({}, {}, "names and dates", "review"),
    "name misspelt and birth date (DQ-001)": ({}, {"name": "ELMTRE,AMOS"}, "names and dates", "review"),
    "name and birth date, another CII": ({"cii": CII}, {"cii": "00099999"}, None, None),
    "name and birth year (DQ-007)": ({}, {"birth": None}, None, None),
    "name and booking day, birth date far off": ({"booking": DAY}, {"booking": DAY, "birth": FAR}, "names and dates", "review"),
    "nothing in common": ({}, OTHER_MAN, None, None),
}  # fmt: skip


@pytest.mark.parametrize("printed", TIERS.values(), ids=TIERS)
def test_tier_and_decision(printed: tuple[dict[str, Any], dict[str, Any], str | None, str | None]) -> None:
    one, other, tier, decision = printed
    links = find_links(identify([doj(**one), court(**other)]))
    assert dict(links.schema) == LINKS
    found = links.select("tier", "decision").rows()
    assert found == ([(tier, decision)] if tier else [])


def test_evidence_names_fields_and_never_values() -> None:
    links = find_links(identify([doj(cii=CII, ssn=SSN), court(cii=CII, ssn="x" * 32, name=MAIDEN)]))
    assert links.select("agree", "differ").row(0) == ("cii; given; birth", "ssn; surname")
    assert links["score"][0] == 0.9999


def test_an_alias_is_as_good_as_a_name() -> None:
    people = [doj(case=CASE), doj(case=CASE, name="BIRCHWOOD,AMOS"), court(case=CASE, name=MAIDEN)]
    assert "surname" in find_links(identify(people))["agree"][0]


def test_ties_go_to_review_and_never_to_the_first() -> None:
    two = [doj("D1", case=CASE), doj("D2", case=CASE), court(case=CASE)]
    links = find_links(identify(two))
    assert links.select("subject_b", "tie", "decision").rows() == [("D1", True, "review"), ("D2", True, "review")]


def test_two_numbers_that_name_two_people_are_a_tie() -> None:
    links = find_links(identify([doj("D1", cii=CII), doj("D2", ssn=SSN), court(cii=CII, ssn=SSN)]))
    assert links["tie"].all() and set(links["decision"]) == {"review"}


def test_the_one_that_passes_every_test_of_the_other_and_more_is_no_tie() -> None:
    """San Francisco's seven points: the best score wins; here only where it is better in every respect."""
    near = {"case": CASE, "birth": date(1970, 3, 15)}
    links = find_links(identify([doj("D1", case=CASE), doj("D2", **near), court(case=CASE)]))
    assert links.select("subject_b", "points", "tie", "decision").rows() == [
        ("D1", 2, False, "same"), ("D2", 1, False, "different"),
    ]  # fmt: skip


def test_more_points_of_another_kind_are_a_tie_all_the_same() -> None:
    one, other = doj("D1", ssn=SSN, booking=DAY), doj("D2", case=CASE)
    links = find_links(identify([one, other, court(ssn=SSN, case=CASE, booking=DAY)]))
    assert links.select("subject_b", "points", "decision").rows() == [("D1", 3, "review"), ("D2", 2, "review")]


def test_several_court_records_of_one_person_are_no_tie() -> None:
    links = find_links(identify([doj(cii=CII), court("C1", cii=CII), court("C2", cii=CII)]))
    assert links["decision"].to_list() == ["same", "same"] and not links["tie"].any()


def test_a_namesake_is_not_in_question_when_a_number_answers() -> None:
    links = find_links(identify([doj("D1", cii=CII), doj("D2", cii="00077777"), court(cii=CII)]))
    assert links.select("subject_b", "decision").rows() == [("D1", "same")]


def test_a_default_that_many_share_names_nobody() -> None:
    people = [court(f"C{n}", ssn=SSN, name=f"P{chr(65 + n % 26)}{chr(65 + n // 26)},AMOS") for n in range(60)]
    assert find_links(identify([doj(ssn=SSN), *people])).is_empty()


SEVEN = {
    "CII number": ({"cii": CII}, {"cii": CII}),
    "Social Security number": ({"ssn": SSN}, {"ssn": SSN}),
    "driver licence": ({"licence": LICENCE}, {"licence": LICENCE}),
    "court number": ({"case": CASE}, {"case": CASE}),
    "full name and birth date": ({}, {"name": "ELMTREE,AMOS Q"}),
    "last and first name and booking day": ({"booking": DAY}, {"booking": DAY}),
}


@pytest.mark.parametrize("test", SEVEN)
def test_each_of_the_seven_tests_is_a_point(test: str) -> None:
    one, other = SEVEN[test]
    people = identify([doj(**one), court(**{"name": "ELMTREE,AMOS", **other})])
    pairs = weigh_evidence(pl.DataFrame({"a": [0], "b": [1]}, schema={"a": pl.UInt32, "b": pl.UInt32}), people)
    without_middle = {"full name and birth date"} if test != "full name and birth date" else set()
    expected = {test, "last and first name and birth date", "full name and birth date"} - without_middle
    assert set(name_points(pairs)[0].split("; ")) == expected
    assert find_links(people)["points"].to_list() == [len(expected)]


NAMES = ["ELMTREE,AMOS", "ELMTREE,AMOS Q", "ELMTRE,AMOS", "BIRCHWOOD,AMOS", "OAKLEY,JUNIPER", "AMOS,ELMTREE", None]
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "source": st.sampled_from(["court", "doj", "prosecutor"]),
            "id": st.sampled_from([str(n) for n in range(6)]),
            "name": st.sampled_from(NAMES),
            "birth": st.sampled_from([date(1970, 3, 14), date(1970, 4, 14), FAR, None]),
        },
        optional={
            "cii": st.sampled_from([CII, "00099999"]),
            "ssn": st.sampled_from([SSN, "t" * 32]),
            "case": st.sampled_from([CASE, "NEVADA 777"]),
            "booking": st.sampled_from([DAY, "2001-05-05"]),
        },
    ),
    min_size=2,
    max_size=12,
)
MIRROR = {"court": "zz", "prosecutor": "aa", "doj": "doj"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people=PEOPLE, seed=st.integers(0, 9))
def test_order_and_direction_do_not_matter_and_same_never_unites_two_people_of_doj(
    people: list[dict[str, Any]], seed: int
) -> None:
    links = find_links(identify(people))
    unite_nobody_wrongly(links.filter(pl.col("decision") == "same"))
    shuffled = Random(seed).sample(people, len(people))
    assert find_links(identify(shuffled)).equals(links)
    mirrored = find_links(identify([{**person, "source": MIRROR[person["source"]]} for person in people]))
    assert _as_pairs(mirrored) == _as_pairs(links.with_columns(pl.col("source_a", "source_b").replace(MIRROR)))


def _as_pairs(links: pl.DataFrame) -> set[tuple[Any, ...]]:
    return {
        (frozenset([(row["source_a"], row["subject_a"]), (row["source_b"], row["subject_b"])]), row["tier"],
         row["score"], row["agree"], row["differ"], row["tie"], row["decision"])
        for row in links.iter_rows(named=True)
    }  # fmt: skip


def unite_nobody_wrongly(same: pl.DataFrame) -> None:
    """No two people of DOJ, and nobody on a name and a birth date alone."""
    united: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for a, b, c, d in same.select("source_a", "subject_a", "source_b", "subject_b").rows():
        merged = united.get((a, b), {(a, b)}) | united.get((c, d), {(c, d)})
        united.update(dict.fromkeys(merged, merged))
    assert all(sum(source == "doj" for source, _ in group) <= 1 for group in united.values())
    assert len({source for source, _ in united}) != 1
    assert all({"cii", "ssn", "licence", "case", "booking"} & set(agree.split("; ")) for agree in _alone(same))


def _alone(same: pl.DataFrame) -> list[str]:
    """The evidence of those who are united by nothing else than their own link."""
    ends = pl.concat([same.select(s="source_a", k="subject_a"), same.select(s="source_b", k="subject_b")])
    once = ends.group_by("s", "k").len().filter(pl.col("len") == 1)
    return (
        same.join(once, left_on=["source_a", "subject_a"], right_on=["s", "k"])
        .join(once, left_on=["source_b", "subject_b"], right_on=["s", "k"])["agree"]
        .to_list()
    )


@pytest.mark.parametrize(
    ("printed", "plain"),
    [("A00012345", "00012345"), ("A12345", "00012345"), ("0000012345", "00012345"), ("A99912345678", "12345678"),
     ("000000", None), ("A0000000", None), ("1234??", None), ("", None), (None, None)],
)  # fmt: skip
def test_cii_is_eight_digits(printed: str | None, plain: str | None) -> None:
    frame = pl.DataFrame({"cii": [printed]}, schema={"cii": pl.String})
    assert frame.select(normalize_cii("cii")).item() == plain


@pytest.mark.parametrize(
    ("printed", "plain"),
    [("00123-45", "12345"), ("sc 012345A", "SC012345A"), ("1355-8-?? Rdcr", None), ("XXX", None), ("--", None)],
)
def test_a_masked_case_number_is_no_key(printed: str, plain: str | None) -> None:
    """DQ-019."""
    assert pl.DataFrame({"case": [printed]}).select(normalize_case("case")).item() == plain


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("O'NEIL-SMITH, MARY ANN", ("ONEILSMITH", "MARY", "ANN")),
        ("José García", ("GARCIA", "JOSE", None)),
        ("DE LA CRUZ,JUAN JR", ("DELACRUZ", "JUAN", None)),
        ("IN THE MATTER OF A", (None, None, None)),
        ("SOLO", ("SOLO", None, None)),
        ("", (None, None, None)),
    ],
)
def test_names_in_any_order_and_casing(printed: str, parts: tuple[str | None, ...]) -> None:
    """DQ-014."""
    split = split_names(pl.LazyFrame({"name": [printed]})).collect()
    assert split.select("surname", "given", "middle").row(0) == parts


def test_numbers_are_kept_as_keyed_hashes_only() -> None:
    """DQ-016."""
    key, other = b"k" * 32, b"o" * 32
    assert hash_number("123-45-6789", "ssn", key) == hash_number("123456789", "ssn", key)
    assert hash_number("123456789", "ssn", key) != hash_number("123456789", "ssn", other)
    assert hash_number("B1234567 CA", "licence", key) == hash_number("b1234567", "licence", key)
    blank = ["", None, "000-00-0000", "999999999", "000123456", "UNKNOWN"]
    assert [hash_number(printed, "ssn", key) for printed in blank] == [None] * 6


def test_who_shares_a_number_is_kept_and_the_number_is_not() -> None:
    """DQ-016."""
    held = [
        ("doj", "1", "ssn", "a"),
        ("court", "7", "ssn", "a"),
        ("court", "8", "ssn", "b"),
        ("doj", "1", "licence", "c"),
    ]
    names = ("source", "subject_id", "kind", "hash")
    grouped = group_numbers(pl.DataFrame(held, schema=names, orient="row"))
    other = [(*row[:3], row[3] * 2) for row in reversed(held)]
    assert grouped.equals(group_numbers(pl.DataFrame(other, schema=names, orient="row")))
    assert dict(grouped.schema) == IDENTIFIERS
    of = {(source, subject, kind): group for source, subject, kind, group in grouped.drop("case").iter_rows()}
    assert of["doj", "1", "ssn"] == of["court", "7", "ssn"] != of["court", "8", "ssn"]
    assert len(set(of.values())) == 3 == len(set(held)) - 1


def test_splink_is_only_imported_when_asked() -> None:
    script = "import sys, relief.matching.links; assert not {'splink', 'duckdb'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
