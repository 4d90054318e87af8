"""A rule set on a page: every rule and number of the day, and what changed between two days."""

from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from flows.command_line import main
from relief.policy import Policy, read_policy
from relief.presets import EVERYWHERE, list_presets, load_preset
from relief.rules.cases import read_cases
from relief.rules.condition import ALWAYS, NEVER, describe_condition
from relief.rules.page import open_page, print_changes, print_page
from relief.rules.prop64 import list_rules
from relief.rules.rule_sets import RULE_SETS
from relief.rules.terms import read_terms

DAY = date(2020, 7, 1)


def test_a_page_has_every_rule_in_order_with_its_citation_its_day_and_its_condition() -> None:
    said = list(print_page(open_page("prop64", Policy(), DAY)))
    rules = list_rules(Policy(), read_terms("prop64", DAY), DAY)
    places = [
        next(n for n, line in enumerate(said) if line.lstrip().startswith(f"{k}. {rule.name}:"))
        for k, rule in enumerate(rules, 1)
    ]
    assert places == sorted(places)
    text = " ".join(" ".join(said).split())
    for rule in rules:
        assert rule.reason in text
        days = "until 2016-11-09" if rule.name == "relief not yet in force" else "from 2016-11-09"
        assert f"{rule.citation}; {days} when: {describe_condition(rule)}" in text


def test_a_condition_is_told_in_words_as_it_decides() -> None:
    policy = read_policy({"preset": "los_angeles_2019", "over_one_pound": "review"}, source="a test")
    told = {rule.name: describe_condition(rule) for rule in open_page("prop64", policy, DAY).rules}
    assert told["super strike"] == "felony and section is not 11357 and super strike before conviction"
    assert told["section dismissed by election"] == (
        "felony and ((section is 11357 and letter is a) or (section is 11357 and letter is b))"
    )
    assert told["years without any conviction"] == "felony and not last conviction after 2010-07-01"
    assert told["age"] == "felony and birth at least 50 years before 2020-07-01"
    assert told["over one pound"] == "felony and (section is 11359 or 11360) and over one pound"
    assert told["years since the conviction"] == NEVER
    assert told["no lesser offense"] == ALWAYS


@pytest.mark.parametrize("preset", list_presets())
@pytest.mark.parametrize("law", list(RULE_SETS))
def test_every_condition_of_every_rule_set_is_told(law: str, preset: str) -> None:
    for rule in open_page(law, read_policy({"preset": preset}, source="a test"), date(2025, 1, 1)).rules:
        told = describe_condition(rule)
        assert not set(told) & set('[]"&|_'), told
        assert told.count("(") == told.count(")")
        assert all(fact.removesuffix("_lo").removesuffix("_hi").split("_")[-1] in told for fact in rule.facts
                   if fact != "history_incomplete" and told != NEVER), (told, rule.facts)  # fmt: skip


def test_a_preset_s_page_says_where_it_decides_otherwise_than_its_program() -> None:
    preset = load_preset("san_joaquin_2019")
    said = " ".join(" ".join(print_page(open_page("prop64", Policy(), DAY, preset))).split())
    assert all(each in said for each in (*preset.differs, *EVERYWHERE))


def test_every_number_of_the_day_is_on_it_with_the_day_it_took_effect() -> None:
    said = list(print_page(open_page("prop64", Policy(), DAY)))
    assert "  two_priors.at_least = 2, from 2016-11-09 (HS 11358(d)(2), 11359(c)(2), 11360(a)(3)(B))" in said


def test_what_a_county_elects_changes_the_page() -> None:
    floor, elected = Policy(), read_policy({"preset": "san_francisco_2018"}, source="a test")
    names = [{rule.name for rule in open_page("prop64", policy, DAY).rules} for policy in (floor, elected)]
    assert "over one pound" in names[1] - names[0]


def test_the_page_says_whether_the_law_is_in_force_on_the_day_before_and_on_its_day() -> None:
    first_lines = [next(print_page(open_page("prop64", Policy(), date(2016, 11, day)))) for day in (8, 9)]
    assert first_lines == ["Law as of 2016-11-08: not yet in force", "Law as of 2016-11-09: in force"]


def test_changes_are_those_after_the_first_day_and_up_to_the_last() -> None:
    assert "the law took effect on 2016-11-09" in list(print_changes("prop64", date(2016, 11, 8), date(2016, 11, 9)))
    assert any("legal_age is 21" in line for line in print_changes("prop64", date(2016, 11, 8), date(2016, 11, 9)))
    assert list(print_changes("prop64", date(2016, 11, 9), date(2019, 1, 1))) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "prop65"], "rule set prop65: there is none of this name; known here: prop64, pc1203_425, pc851_93"),
        (["show", "prop64", "--as-of", "soon"], "--as-of soon: write the day as 2020-07-01"),
        (["diff", "prop64", "--from", "2020-01-01", "--to", "2019-01-01"], "give the earlier day first"),
        (["show", "prop64", "--preset", "nobody"], "preset nobody: there is none of this name"),
    ],
)
def test_a_mistake_ends_with_2_and_says_what_to_do(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", *words]) == 2
    assert said in capsys.readouterr().err


def test_the_command_line_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", "prop64", "--as-of", "2019-01-01"]) == 0
    assert capsys.readouterr().out.startswith("Law as of 2019-01-01: in force\n\nNumbers\n")
    assert main(["rules", "diff", "prop64", "--from", "2016-11-09", "--to", "2019-01-01"]) == 0
    assert capsys.readouterr().out == "nothing took effect from 2016-11-09 to 2019-01-01\n"


class _Words(HTMLParser):
    """All text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said = ""
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.said += data


def test_the_page_for_a_browser_says_what_the_printed_one_says(tmp_path: Path) -> None:
    file = tmp_path / "law.html"
    assert main(["rules", "show", "prop64", "--as-of", "2016-11-08", "--html", str(file)]) == 0
    page = file.read_text()
    said = " ".join(_Words(page).said.split())
    assert "not yet in force" in said
    for rule in open_page("prop64", Policy(), date(2016, 11, 8)).rules:
        assert f"{rule.name}: {rule.answer} {rule.reason} {rule.citation}" in said
    assert "http" not in page, "nothing is fetched"


def test_changes_for_a_browser(tmp_path: Path) -> None:
    file = tmp_path / "changes.html"
    days = ["--from", "2016-11-08", "--to", "2016-11-09"]
    assert main(["rules", "diff", "prop64", *days, "--html", str(file)]) == 0
    assert "legal age" in (said := _Words(file.read_text()).said) and "took effect on 2016-11-09" in said


def test_every_case_is_printed_with_its_outcome(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "cases"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    cases = read_cases("prop64")
    assert all(" ".join(case.name.split()) in said for case in cases)
    assert f"{len(cases)} cases" in said
    assert "A murder before the offense ineligible, by: super strike" in said
    file = tmp_path / "cases.html"
    assert main(["rules", "cases", "--html", str(file)]) == 0
    assert "ineligible, by: super strike" in _Words(file.read_text()).said


def test_a_page_that_cannot_be_written_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", "prop64", "--html", str(tmp_path / "none" / "law.html")]) == 2
    assert "the page cannot be written" in capsys.readouterr().err


def test_a_case_of_automatic_relief_is_printed_with_its_day_to_come(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "cases", "pc1203_425"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Probation that ends tomorrow ineligible, by: a sentence still running; eligible on 2025-01-02" in said
    assert main(["rules", "show", "pc851_93", "--as-of", "2022-06-30"]) == 0
    assert capsys.readouterr().out.startswith("Law as of 2022-06-30: not yet in force")
