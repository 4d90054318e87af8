"""What authors of templates can do, and what they cannot."""

from pathlib import Path

import pytest

from relief.errors import UserError
from templates import rooms
from templates.listing import PLEADING
from templates.prose import placeholders, write
from templates.tree import grow

FIELDS = {"agency": "Example Agency", "count": 3, "people": ["A", "B"]}


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(rooms, "ROOM", tmp_path)
    (tmp_path / "base").mkdir()
    (tmp_path / "example").mkdir()
    return tmp_path


def _blocks(room: Path, text: str, **fields: object) -> list[dict[str, object]]:
    (room / "base" / "motion.md.j2").write_text(text, encoding="utf-8")
    return grow(write("motion", "example", {**FIELDS, **fields}), PLEADING)


def _text(blocks: list[dict[str, object]]) -> str:
    return "".join(text for block in blocks for text, _ in block["runs"])  # type: ignore[attr-defined]  # blocks are JSON


def test_a_county_overrides_a_block_and_keeps_the_rest(room: Path) -> None:
    (room / "base/motion.md.j2").write_text(
        "{% block a %}\nbase a\n{% endblock %}\n\n{% block b %}\nbase b\n{% endblock %}\n"
    )
    (room / "example/motion.md.j2").write_text(
        '{% extends "base/motion.md.j2" %}{% block b %}\n{{ agency }} says b\n{% endblock %}'
    )
    assert _text(grow(write("motion", "example", FIELDS), PLEADING)) == "base aExample Agency says b"
    assert _text(grow(write("motion", "elsewhere", FIELDS), PLEADING)) == "base abase b"


def test_los_angeles_addresses_its_own_defenders() -> None:
    assert "ALTERNATE PUBLIC DEFENDER" in (rooms.ROOM / "los_angeles/motion.md.j2").read_text()
    assert placeholders("motion", "los_angeles") == placeholders("motion", "elsewhere")


def test_a_county_cannot_reach_another_countys_words_or_a_file_outside(room: Path) -> None:
    (room / "other").mkdir()
    (room / "other/motion.md.j2").write_text("secret")
    for name in ("other/motion.md.j2", "base/../other/motion.md.j2", "../pyproject.toml", "/etc/passwd"):
        with pytest.raises(UserError, match="no such template here"):
            _blocks(room, f'{{% include "{name}" %}}')


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{{ nothing }}", "has no value for nothing"),
        ("{{ people.nothing }}", "line 1"),
        ("fine\n\n{{ ''.__class__ }}", "line 3: .*unsafe"),
        ("{{ people.append('C') }}", "unsafe|not safely callable"),
        ("{% for n in range(10 ** 9) %}{% endfor %}", "OverflowError"),
        ("{{ agency | safe }}", "No filter named 'safe'"),
        ("{{ agency | tojson }}", "No filter named 'tojson'"),
        ("\n{% if %}", "line 2"),
        ("{{ agency + 1 }}", "TypeError in an expression"),
        ('{% extends "base/motion.md.j2" %}', "itself"),
        ("\ue0000\ue001", "private-use"),
        ("{% include agency %}", "must be written out"),
    ],
)
def test_an_authors_mistake_is_named_with_its_template(room: Path, text: str, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint) as caught:
        _blocks(room, text)
    assert "templates/base/motion.md.j2" in str(caught.value)
    assert "Example Agency" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- a bullet", "no bullet list"),
        ("1. one\n   1. two", "no further list"),
        ("```python\nx\n```", "no block is called python"),
        ("```convictions\nshoe_size\n```", "no column shoe_size"),
        ("```convictions\nname\n```", "lists no convictions"),
        ("> # heading", "paragraphs only"),
    ],
)
def test_markdown_that_papers_do_not_have_is_refused_with_its_line(room: Path, text: str, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint) as caught:
        _blocks(room, f"before\n\n{text}")
    assert "line 3" in str(caught.value) or "line 4" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["<b>bold</b>", "[a](http://b.example)", "![a](b.png)", "&amp;", "`code`", "    indented"]
)
def test_markup_that_papers_do_not_have_prints_as_it_is_written(room: Path, text: str) -> None:
    assert _text(_blocks(room, text)) == text.strip()


@pytest.mark.parametrize(
    "value", ["# h", "1. x", "**b**", "| a | b |", "```\nx\n```", "> q", "\\*", "<i>", "{{ agency }}"]
)
def test_a_value_is_never_markdown(room: Path, value: str) -> None:
    blocks = _blocks(room, "{{ agency }}", agency=value)
    assert [block["type"] for block in blocks] == ["paragraph"]
    assert blocks[0]["runs"] == [(value.replace("\n", " "), "")]


def test_a_value_is_cleaned_of_what_cannot_be_seen(room: Path) -> None:
    blocks = _blocks(room, "{{ agency }}", agency="a\x00b\u202ec\u200bd\ue000e\r\nf e\u0301")
    assert _text(blocks) == "abcde  f \u00e9"


@pytest.mark.parametrize("blank", [None, "", " \u200b "])
def test_a_blank_field_that_a_template_prints_is_refused(room: Path, blank: object) -> None:
    with pytest.raises(UserError, match="the paper has no value for agency"):
        _blocks(room, "{{ agency }}", agency=blank)


def test_numbered_paragraphs_are_numbered_through_the_paper(room: Path) -> None:
    blocks = _blocks(room, "1. one\n\n# Heading\n\n7. two\n\n   more of two\n\n> quotation\n\n1. three")
    assert [block.get("number") for block in blocks] == [1, None, 2, None, None, 3]


def test_bold_and_italic_are_the_authors_also_around_a_value(room: Path) -> None:
    (block,) = _blocks(room, "**bold {{ agency }}** and *italic*", agency="*x*")
    assert block["runs"] == [("bold *x*", "b"), (" and ", ""), ("italic", "i")]


def test_the_dashes_of_a_table_give_its_columns_widths(room: Path) -> None:
    (block,) = _blocks(
        room, "| a | b |\n|---|---------|\n{% for p in people %}\n| {{ p }} | {{ count }} |\n{% endfor %}\n"
    )
    assert block["widths"] == [3, 9]
    assert block["rows"] == [[[("A", "")], [("3", "")]], [[("B", "")], [("3", "")]]]
