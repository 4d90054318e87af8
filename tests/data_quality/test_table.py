"""The table of the 112 defects names for each a test that exists, or why it cannot occur here."""

import ast
import csv
from functools import cache
from pathlib import Path

import pytest

from tests.data_quality.damages import DAMAGES
from tests.data_quality.test_files import BLOCKED

ROOT = Path(__file__).parents[2]
ENDS = {"repaired", "unknown", "set aside", "batch blocked"}
TEXT = (Path(__file__).parent / "defects.csv").read_text(encoding="utf-8")
TABLE = list(csv.DictReader(TEXT.splitlines()))
OURS = {
    "test_a_defect_alone_ends_as_it_must": DAMAGES,
    "test_a_batch_that_cannot_be_right_is_stopped": BLOCKED,
}


def test_the_table_has_each_of_the_112_once() -> None:
    assert [row["id"] for row in TABLE] == [f"DQ-{number:03}" for number in range(1, 113)]


@pytest.mark.parametrize("row", TABLE, ids=[row["id"] for row in TABLE])
def test_each_names_its_test_or_its_reason(row: dict[str, str]) -> None:
    if row["end"] == "cannot occur":
        assert row["note"] and not row["proof"]
        return
    assert row["end"] in ENDS
    path, _, name = row["proof"].partition("::")
    assert name in find_tests(ROOT / path), "there is no such test"
    named = row["id"] if "damage of" not in row["note"] else row["note"].split()[2].rstrip(":")
    if name in OURS:
        assert any(damage.startswith(named) for damage in OURS[name]), "no damage of this name"


def test_each_damage_is_in_the_table() -> None:
    assert {damage[:6] for damage in (*DAMAGES, *BLOCKED)} <= {row["id"] for row in TABLE}


@cache
def find_tests(path: Path) -> set[str]:
    """Names of the test functions of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_"}
