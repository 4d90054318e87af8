"""A layout's columns by what they mean, one word each, and what a county's file still asks."""

import pytest

from connectors.layouts.reading import read_layout
from connectors.questions import find_questions, refuse_questions
from connectors.sources import read_sources
from relief.declared import read_yaml
from relief.errors import UserError

SHORT = """
title: a court's export
file: {format: delimited, header: required}
columns:
  Case: case_number
  Old Case: case_number
  Cnt: count_order
  Last: name.last
  First: name.first
  DOB: birth_date
  SID: cii_number
  Sect: charge_text
  Cd: charge.code
  FM: charge_level
  Dispo: disposition_text
  Dispo Dt: disposition_date
  Jail: sentence_length.day
  Judge: ignored
  Node: "?"
constants: {event: court action, county: NEVADA, agency: CASC NEVADA}
words: {disposition: {spellings: {"PLED NOLO": convicted, "DSM 995": dismissed, "XYZ": "?"}}}
"""


def test_one_word_a_column_says_what_the_long_way_says() -> None:
    layout = read_layout(read_yaml(SHORT, "nevada.yaml"), "nevada.yaml")
    assert layout.columns[:3] == ("Case", "Old Case", "Cnt") and layout.asked == {"Node"}
    assert layout.case_number == ("Case", "Old Case")
    assert layout.numbering is not None and layout.numbering.count == "Cnt"
    assert layout.text["subject_id"] == layout.text["cii_number"] == "SID"
    assert layout.made[layout.text["name"]].of == ("Last", "First")
    assert layout.made[layout.charge[0].text].of == ("Sect", "Cd")
    assert layout.dates == {"birth_date": "DOB", "event_date": "Dispo Dt", "disposition_date": "Dispo Dt"}
    assert (layout.sentence_length, layout.constants["sentence_unit"]) == ("Jail", "day")
    assert layout.ignored == {"Judge"}
    words = layout.words["disposition"]
    assert words.exact["convicted"] == ["PLED NOLO"] and words.exact["dismissed"] == ["DSM 995"]
    assert "CONVICTED" in words.starts["convicted"] and words.column == "Dispo"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Judge: ignored", "Judge: judge", "columns: Judge: this is no meaning. One of: subject_id"),
        ("Judge: ignored", "Judge: birth_date", "DOB and Judge: both are birth_date"),
        ("Judge: ignored", "12: ignored", "12: put the column's name in quotes"),
        ("Judge: ignored", "Judge:", "Judge: this is no meaning"),
        ('"PLED NOLO": convicted', "PLED NOLO: guilty", "guilty: no disposition is called that. One of: convicted"),
        ('"PLED NOLO": convicted', "NO: convicted", "False: put the spelling in quotes"),
        ("{spellings: {", "{spelling: {", "unknown key spelling"),
    ],
)
def test_what_is_no_answer_is_refused_with_what_may_be_said(old: str, new: str, said: str) -> None:
    assert SHORT.count(old) == 1
    with pytest.raises(UserError, match=said):
        read_layout(read_yaml(SHORT.replace(old, new), "nevada.yaml"), "nevada.yaml")


def test_a_meaning_that_only_adds_to_another_is_refused_alone() -> None:
    told = SHORT.replace("Sect: charge_text", "Sect: ignored").replace('Node: "?"', "Node: ignored")
    with pytest.raises(UserError, match=r"Cd: a charge\.code is of no use without a charge_text"):
        read_layout(read_yaml(told, "nevada.yaml"), "nevada.yaml")


def test_a_later_version_says_its_columns_and_what_is_new_of_them() -> None:
    later = "{name: b, from: 2020-01-01, layout: {like: a, columns: {Judge: , Race: ignored, Case: }}}"
    declared = read_yaml(
        f"versions: [{{name: a, to: 2019-12-31, layout: {{title: t, file: {{format: delimited}}, "
        f"columns: {{Case: case_number, Judge: ignored}}}}}}, {later}]", "x.yaml",
    )  # fmt: skip
    version = read_sources({"court": declared}, "x.yaml")["court"].versions[1]
    assert version.layout.columns == ("Judge", "Race", "Case")
    assert version.layout.case_number == ("Case",) and version.layout.ignored == {"Judge", "Race"}


def test_a_key_that_is_there_twice_is_refused_and_not_forgotten() -> None:
    with pytest.raises(UserError, match="line 3: 'FM' is there twice"):
        read_yaml("columns:\n  FM: charge_level\n  FM: ignored\n", "nevada.yaml")


def test_every_question_is_named_with_its_line_and_nothing_is_decided_with_one() -> None:
    asked = [(each.line, each.asks) for each in find_questions(SHORT)]
    assert asked == [(19, "columns: Node"), (21, "words: disposition: spellings: XYZ")]
    with pytest.raises(UserError, match=r"2 questions are open: line 19 \(columns: Node\)"):
        refuse_questions(SHORT, "nevada.yaml")
