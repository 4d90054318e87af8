"""A county's words are held against the papers' fields, the least that they must say, and the law of the rules."""

from datetime import date
from pathlib import Path

import pytest

from relief.own_folder import FOLDER
from relief.papers.sample import sample_papers
from relief.policy import FurtherRelief, Policy
from relief.rules.support import list_support
from templates.linting.finding import Finding
from templates.linting.lint import KINDS, UnsoundWords, lint, refuse_unsound
from templates.linting.minimum_content import read_minimum
from templates.overriding import begin_override, list_blocks
from tests.fictional_batch import AS_OF, FILING

SAMPLES = [sample_papers(FILING, AS_OF, serving=serving) for serving in (True, False)]


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the words of a county that has none of its own here."""
    monkeypatch.setenv(FOLDER, str(tmp_path))
    folder = tmp_path / "wording/nevada"
    folder.mkdir(parents=True)
    return folder


def _lint(words: Path, policy: Policy | None = None) -> list[str]:
    """Findings in the kinds of paper that the county words itself; in all of them where its files are none's."""
    own = {file.name.removesuffix(".md.j2").replace("_", " ") for file in words.iterdir()} & set(SAMPLES[0])
    samples = [{kind: sample[kind] for kind in own or sample} for sample in SAMPLES]
    return [str(finding) for finding in lint("nevada", samples, list_support(policy or Policy(), AS_OF))]


def _extra(folder: Path, text: str, kind: str = "motion", block: str = "extra") -> None:
    start = f'{{% extends "base/{kind}.md.j2" %}}\n{{% block {block} %}}\n'
    (folder / f"{kind}.md.j2").write_text(f"{start}# Local Rule Statement\n\n1. {text}\n{{% endblock %}}\n")


def test_the_words_that_come_with_the_program_are_sound() -> None:
    for county in ("los_angeles", "san_francisco"):
        assert lint(county, SAMPLES, list_support(Policy(), AS_OF)) == []


def test_there_is_a_sample_of_every_kind_that_must_say_something() -> None:
    assert set(read_minimum()) <= set(SAMPLES[0]) <= set(KINDS)


@pytest.mark.parametrize(
    ("kind", "block", "missing"),
    [
        ("motion", "convictions", "how many pages Exhibit A has"),
        ("motion", "unchallenged", "that relief is not challenged"),
        ("motion", "signature", "a place to sign"),
        ("order", "ruling", "choices that are left for the Court"),
        ("order", "serving", "the finding about risk that is left for the Court"),
        ("order", "registration", "the end of any duty to register"),
        ("order", "sealing", "sealing and who may open a sealed record"),
        ("order", "clerk", "the report to the Department of Justice"),
        ("order", "exhibit", "the SHA-256 of Exhibit A"),
        ("order", "signature", "a place for date, judge and department"),
        ("order", "opening", "the batch"),
        ("case order", "relief", "has one list of convictions, and here are 0"),
        ("exhibit", "convictions", "has one list of convictions, and here are 0"),
        ("exhibit", "totals", "the totals by relief"),
        ("reinstatement order", "ruling", "the cause"),
    ],
)
def test_a_paper_without_what_it_must_say_is_found(words: Path, kind: str, block: str, missing: str) -> None:
    file = kind.replace(" ", "_")
    assert block in list_blocks(kind)
    (words / f"{file}.md.j2").write_text(
        f'{{% extends "base/{file}.md.j2" %}}\n{{% block {block} %}}\n{{% endblock %}}\n'
    )
    assert any(found.startswith(f"wording/nevada/{file}.md.j2: ") and missing in found for found in _lint(words))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Relief is asked under section 11362.9.", "line 5: section 11362.9 is in no rule"),
        ("Relief is asked under Penal Code sections 1203.425 and 1203.999.", "line 5: section 1203.999 is in no rule"),
        ("See HS 11361.8(q).", "line 5: section 11361.8 has no subdivision (q)"),
        ("Section 11361.8, subdivision (z), applies.", "line 5: section 11361.8 has no subdivision (z)"),
        ("A person under twenty-five years of age is relieved.", "'twenty-five years': the rules' number is 18, 2, 21"),
        ("A person of 25 or more years is relieved.", "'25 or more years': the rules' number is"),
        (
            "A person with three or more prior convictions is not.",
            "'three or more prior convictions': the rules' number is 2",
        ),
        ("The clerk reports within 60 days.", "'60 days': the rules' number is 30"),
        ("Possession of 30 grams is no offense.", "'30 grams': the rules' number is 28.5, 8"),
        ("The law took effect on November 8, 2016.", "November 8, 2016 is no day of the rules"),
        ("It took effect on February 30, 2016.", "February 30, 2016 is no day"),
        ("{{ 60 }} days are enough.", "'60 days': the rules' number is 30"),
        ("Known as {{ nickname }}.", "line 5: a motion has no field nickname; it has address, agency,"),
    ],
)
def test_what_the_rules_do_not_stand_on_is_found_with_its_line(words: Path, text: str, complaint: str) -> None:
    _extra(words, text)
    found = _lint(words)
    assert len(found) == 1
    assert found[0].startswith("wording/nevada/motion.md.j2") and complaint in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "Section 11361.8, subdivisions (e) and (f), and HS 11358(d), took effect on November 9, 2016.",
        "A person of 21 years with two or more prior convictions; the clerk reports within 30 days.",
        "Under Penal Code section 1203.425 one year is enough.",
        "Possession of 28.5 grams or one ounce is no offense.",
        "This is made under the standing order of March 1, 2026, Local Rules, rule 4.115, in Department 11.",
    ],
)
def test_what_the_rules_stand_on_may_be_stated(words: Path, text: str) -> None:
    _extra(words, text)
    assert _lint(words) == []


def test_a_number_that_the_county_elects_may_be_stated_and_no_other(words: Path) -> None:
    _extra(words, "A person of 50 years is relieved.")
    assert len(_lint(words)) == 1
    assert _lint(words, Policy(further_relief=FurtherRelief(age=50))) == []


def test_a_rule_that_changes_is_noticed_where_it_is_stated(words: Path) -> None:
    _extra(words, "Whoever has two prior convictions is not relieved.")
    assert _lint(words) == []
    support = list_support(Policy(), AS_OF)
    object.__setattr__(support, "priors", frozenset({3}))
    assert "the rules' number is 3" in str(lint("nevada", SAMPLES, support)[0])


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("motoin.md.j2", "x", "no paper is called so"),
        ("order.md.j2", '{% extends "base/order.md.j2" %}\n{% block extra %}\n{% if %}\n{% endblock %}', "line 3"),
        ("order.md.j2", '{% extends "nevada/order.md.j2" %}', "itself"),
        ("order.md.j2", '{% extends "sierra/order.md.j2" %}', "no such template"),
        ("order.md.j2", '{% extends "base/order.md.j2" %}\n{% block extra %}\n- a bullet\n{% endblock %}', "no bullet list"),
        ("order.md.j2", '{% extends "base/order.md.j2" %}\n{% block extra %}\n> ' + "word " * 900 + "\n{% endblock %}",
         "taller than a page"),
    ],
)  # fmt: skip
def test_an_authors_mistake_is_a_finding_and_no_crash(words: Path, file: str, text: str, complaint: str) -> None:
    (words / file).write_text(text)
    assert any(complaint in found for found in _lint(words))


def test_a_run_is_told_of_every_finding(words: Path) -> None:
    _extra(words, "Within 60 days, under section 11362.9.")
    with pytest.raises(UnsoundWords, match=r"(?s)60 days.*11362\.9"):
        refuse_unsound("nevada", SAMPLES, list_support(Policy(), AS_OF))


def test_a_copy_of_our_blocks_changes_nothing_until_it_is_worded(words: Path) -> None:
    for kind in read_minimum():
        text = begin_override(kind, "nevada", list(list_blocks(kind))[:1], ["batch"])
        (words / f"{kind.replace(' ', '_')}.md.j2").write_text(text)
    assert _lint(words) == []


def test_a_finding_says_where_and_what() -> None:
    assert str(Finding(place="wording/nevada/order.md.j2 line 7", says="so")) == "wording/nevada/order.md.j2 line 7: so"
    assert list_support(Policy(), date(2026, 1, 1)).report_days == 30
