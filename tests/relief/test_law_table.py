"""The table of the law: every link is there, every rule is in it, and every part of the law's page is."""

from dataclasses import asdict
from datetime import date
from itertools import chain

import pytest

from flows.command_line import main
from relief.eligibility import determine
from relief.policy import FIXED_CHOICES, SECTIONS, Policy, read_policy
from relief.rules.cases.records import HOME, make_record, number_rows, set_rows_aside, write_records
from relief.rules.law_table import read_law_table
from relief.rules.page import open_page
from relief.rules.paths import PATHS
from relief.rules.rule_sets import RULE_SETS

DAY = date(2020, 7, 1)
TABLE = read_law_table()
PARTS = [
    *(f"1.1({letter})" for letter in "abcdefghilm"), "1.1(j)(k)",
    *(f"1.2 {case}" for case in ("Smit", "Casillas", "Medina", "Boatwright", "Jessup", "Banda", "Hall", "Samra",
                                 "Raybon", "Hamrick", "Laird")),
    *(f"1.3 11357({letter})" for letter in "abcde"), "1.3 11358, 11359", "1.3 11360(a)", "1.3 11360(b)",
    *(f"1.4 11357({letter})" for letter in "abcd"), "1.4 11358", "1.4 11359", "1.4 11360(a)", "1.4 11360(b)",
    "1.4 aggravators", "1.4 super strikes", "1.5", "1.6", "2", "3.1", "3.2", "3.3",
]  # fmt: skip
"""Sections of the law's page whose sentences decide something."""


def _policy_keys() -> set[str]:
    keys = set()
    for key, value in Policy().as_mapping().items():
        keys |= {f"{key}.{inner}" for inner in value} if isinstance(value, dict) else {key}
    return keys


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], set[str]]:
    """By rule set and kind, what a link may name."""
    rows = number_rows([make_record(event="court action", disposition="convicted", charge_text="11359 HS",
                                    count_order="001001001000")])  # fmt: skip
    path = write_records(rows, tmp_path_factory.mktemp("facts") / "r.parquet")
    facts = determine(path, set_rows_aside([]), county=HOME, policy=Policy(), as_of=DAY).facts.columns
    found = {("prop64", "fact"): set(facts), ("prop64", "policy"): _policy_keys(),
             ("prop64", "choice"): set(FIXED_CHOICES), ("prop64", "path"): {path.name for path in PATHS}}  # fmt: skip
    one_pound = read_policy({"over_one_pound": "review"}, source="a test")
    for name in RULE_SETS:
        page = open_page(name, one_pound, DAY)
        found[name, "rule"] = {rule.name for rule in page.rules}
        found[name, "term"] = {term.name for term in page.terms.list_terms()}
        found[name, "list"] = set(page.terms.list_lists())
        found.setdefault((name, "fact"), set(chain.from_iterable(rule.facts for rule in page.rules)))
    return found


def test_every_link_of_the_table_is_there(known: dict[tuple[str, str], set[str]]) -> None:
    for sentence in TABLE:
        assert sentence.by, sentence.law
        for link in sentence.by:
            if link.kind == "limitation:":
                assert len(link.name.split()) > 3, "a limitation says who decides instead"
            else:
                assert link.name in known[sentence.rule_set, link.kind], (sentence.law, asdict(link))


def test_every_rule_and_number_is_of_a_sentence_of_the_law(known: dict[tuple[str, str], set[str]]) -> None:
    linked = {(s.rule_set, link.kind, link.name) for s in TABLE for link in s.by}
    ours = {"over one pound", "longest_sentence_years.misdemeanor", "longest_sentence_years.infraction"}
    for (rule_set, kind), names in known.items():
        if kind in ("rule", "term"):
            missing = {name for name in names if (rule_set, kind, name) not in linked} - ours
            assert not missing, (rule_set, kind, missing)


def test_every_part_of_the_laws_page_is_in_the_table() -> None:
    assert not set(PARTS) - {sentence.law for sentence in TABLE}
    assert {f"felonies.{section}" for section in SECTIONS} <= {link.name for s in TABLE for link in s.by}


def test_the_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "table"]) == 0
    said = capsys.readouterr().out
    assert "1.2 Medina: Conspiracy is not eligible under (e).\n    rule conspiracy\n" in said
