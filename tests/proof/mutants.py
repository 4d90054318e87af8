"""The rules changed on purpose, one comparison or number at a time: each change must fail a case.

A mutant is one module or YAML with one change: a comparison moved or turned round, a negation dropped, "and" for
"or", or a number of the law one higher or lower. It is decided in a process of its own, which reads the changed text
in place of the file.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
MODULES = ("relief/rules/prop64.py", "relief/rules/prop64_elections.py", "relief/rules/pc1203_425.py", "relief/rules/pc851_93.py", "relief/facts.py",
           "relief/intervals.py", "relief/automatic/convictions.py", "relief/automatic/arrests.py", "relief/people.py",
           "relief/sentences.py", "relief/convictions.py", "relief/changes.py", "relief/charges.py")  # fmt: skip
LAWS = ("relief/rules/prop64.yaml", "relief/rules/pc1203_425.yaml", "relief/rules/pc851_93.yaml")
_OTHER = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
_SKIPPED = {"_count_uses", "_may_be_in", "years_before"}
"""Functions that decide nothing, or whose own tests are elsewhere (tests/relief/test_impact.py, test_policy.py)."""

_RANDOM = "no case tells of it; the random people of the second implementation do"
_IMPACT = "counted by relief.impact; tests/relief/test_impact.py sees it"
HARMLESS: dict[tuple[str, str], str] = {
    ("relief/sentences.py",
     "pl.col('sentence_length').is_not_null() & unit -> pl.col('sentence_length').is_not_null() | unit"): _RANDOM,
    ("relief/changes.py", "in_court() & ~change -> in_court() | ~change"): _RANDOM,
    ("relief/changes.py", "~change -> change"): _RANDOM,
    ("relief/changes.py",
     "pl.col('disposition') == 'reduced to misdemeanor' -> pl.col('disposition') != 'reduced to misdemeanor'"): _IMPACT,
    ("relief/changes.py", "reduced & (pl.col('meant') == 1) -> reduced | (pl.col('meant') == 1)"): _IMPACT,
    ("relief/changes.py", "pl.col('meant') == 1 -> pl.col('meant') != 1"): _IMPACT,
    ("relief/rules/prop64_elections.py", "policy.over_one_pound == 'review' -> policy.over_one_pound != 'review'"):
        "no case has a laboratory's weights; tests/relief/test_several_sources.py sees it",
    ("relief/automatic/convictions.py",
     "day < pl.lit(LATEST).dt.offset_by('-50y') -> day <= pl.lit(LATEST).dt.offset_by('-50y')"):
        "the year 2950 is no day of anybody's",
    ("relief/automatic/arrests.py", "day < LATEST -> day <= LATEST"):
        "a day counted from one that is not known lies after LATEST",
    ("relief/automatic/arrests.py",
     "pl.col('court') & pl.col('all_ended') -> pl.col('court') | pl.col('all_ended')"):
        "a court count that ended neither well nor in conviction or diversion is a doubt, which is asked first",
}  # fmt: skip
"""Changes that no case can see, by file and change, each with the reason."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change."""

    file: str
    line: int
    change: str
    text: str
    """The whole file with the change."""

    @property
    def name(self) -> str:
        """Where and what."""
        return f"{self.file}:{self.line} {self.change}"


def make_mutants() -> list[Mutant]:
    """Every mutant, in the order of the files."""
    return [*(m for file in MODULES for m in _mutate_module(file)), *(m for file in LAWS for m in _mutate_law(file))]


def find_survivors(mutants: list[Mutant], workers: int) -> list[Mutant]:
    """Those that no case fails."""
    with ThreadPoolExecutor(workers) as pool:
        alive = list(pool.map(lives, mutants))
    return [mutant for mutant, lived in zip(mutants, alive, strict=True) if lived]


def _mutate_module(file: str) -> Iterator[Mutant]:
    source = (ROOT / file).read_text(encoding="utf-8")
    places = len(list(_places(ast.parse(source))))
    for n in range(places):
        tree = ast.parse(source)
        node = list(_places(tree))[n]
        line, before = node.lineno, ast.unparse(node)
        changed = _change(node)
        text = ast.unparse(ast.fix_missing_locations(_Swap(node, changed).visit(tree)))
        yield Mutant(file=file, line=line, change=f"{before} -> {ast.unparse(changed)}"[:160], text=text)


def _places(tree: ast.AST, inside: str = "") -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(tree):
        name = child.name if isinstance(child, ast.FunctionDef) else inside
        if name in _SKIPPED:
            continue
        if isinstance(child, ast.expr) and _can_change(child):
            yield child
        yield from _places(child, name)


def _can_change(node: ast.expr) -> bool:
    if isinstance(node, ast.Compare):
        return len(node.ops) == 1 and type(node.ops[0]) in _OTHER
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.BitAnd | ast.BitOr) and "str" not in ast.unparse(node.right)
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert)


def _change(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Compare):
        return ast.Compare(left=node.left, ops=[_OTHER[type(node.ops[0])]()], comparators=node.comparators)
    if isinstance(node, ast.BinOp):
        other = ast.BitOr() if isinstance(node.op, ast.BitAnd) else ast.BitAnd()
        return ast.BinOp(left=node.left, op=other, right=node.right)
    assert isinstance(node, ast.UnaryOp)
    return node.operand


class _Swap(ast.NodeTransformer):
    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else super().visit(node)


def _mutate_law(file: str) -> Iterator[Mutant]:
    source = (ROOT / file).read_text(encoding="utf-8")
    for name, term in yaml.safe_load(source)["terms"].items():
        for day, value in term["values"].items():
            for step in (1, -1) if isinstance(value, int) and name != "longest_sentence_years.infraction" else ():
                data = yaml.safe_load(source)
                data["terms"][name]["values"][day] = value + step
                text = yaml.safe_dump(data, sort_keys=False)
                yield Mutant(file=file, line=0, change=f"{name} {value} -> {value + step}", text=text)


def unchanged(file: str) -> Mutant:
    """A file as it is, read as a mutant is: it must live, or every mutant dies of something else."""
    text = (ROOT / file).read_text(encoding="utf-8")
    text = ast.unparse(ast.parse(text)) if file.endswith(".py") else text
    return Mutant(file=file, line=0, change="none", text=text)


def lives(mutant: Mutant) -> bool:
    """Whether every case of its law comes out as before."""
    command = [sys.executable, "-m", "tests.proof.decide_mutant", mutant.file]
    done = subprocess.run(command, input=mutant.text, text=True, capture_output=True, cwd=ROOT, check=False)
    return done.returncode == 0
