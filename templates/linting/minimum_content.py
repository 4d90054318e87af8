"""What each kind of paper must say: ``minimum_content.yaml``, held against a paper's finished words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from relief.declared import read_declared, read_yaml
from relief.errors import UserError
from relief.papers import Paper
from templates.linting.finding import Finding
from templates.values import clean

_BLOCKS = ("choices", "signature")


@dataclass(frozen=True, kw_only=True)
class Required:
    """One thing that a kind of paper must say."""

    what: str
    field: str | None = None
    beside: str = ""
    """The word after a number, so that no other number is taken for it."""
    cites: str | None = None
    words: tuple[str, ...] = ()
    block: str | None = None
    serving: bool = False


def check_content(
    paper: Paper, text: str, blocks: list[dict[str, Any]], place: str, *, serving: bool
) -> Iterator[Finding]:
    """What the paper must say and does not. ``text`` is all of its words, values included."""
    squeezed = " ".join(text.split())
    for each in read_minimum().get(paper.kind, ()):
        if (not each.serving or serving) and not _is_met(each, paper, squeezed, blocks):
            yield Finding(place=place, says=f"this {paper.kind} does not state {each.what}, which it must (law.md 5.4)")


def _is_met(each: Required, paper: Paper, text: str, blocks: list[dict[str, Any]]) -> bool:
    if each.field is not None:
        # In capitals or not: whom a notice is addressed to stands in capitals.
        said = text.casefold()
        return all(f"{v} {each.beside}".strip().casefold() in said for v in _printed(paper.fields[each.field]))
    if each.cites is not None:
        return re.search(rf"(?<![\d.]){re.escape(each.cites)}(?![\d.]?\d)", text) is not None
    if each.words:
        return any(word in text for word in each.words)
    return any(_is_block(each.block, block) for block in blocks)


def _printed(value: object) -> list[str]:
    """A field's value, or every value in it, as a paper prints it."""
    if isinstance(value, Mapping):
        return [each for inner in value.values() for each in _printed(inner)]
    if isinstance(value, list | tuple):
        # One volume is not numbered, and its counts are those of the exhibit: what identifies it is its hash.
        return [
            each
            for inner in value
            for each in _printed(inner.get("sha256", inner) if isinstance(inner, Mapping) else inner)
        ]
    return [f"{value:,}" if isinstance(value, int) else " ".join(clean(str(value)).split())]


def _is_block(wanted: str | None, block: dict[str, Any]) -> bool:
    if wanted == "signature":
        lines = [*block.get("left", ()), *block.get("right", ())]
        return (
            block["type"] == wanted
            and any("Dated:" in line for line in lines)
            and any("____" in line for line in lines)
        )
    return bool(block["type"] == wanted)


@cache
def read_minimum() -> Mapping[str, tuple[Required, ...]]:
    """Kind of paper to what it must say."""
    file = Path(__file__).parent / "minimum_content.yaml"
    declared = read_declared(
        Mapping[str, tuple[Required, ...]], read_yaml(file.read_text(encoding="utf-8"), file.name), file.name
    )
    for kind, required in declared.items():
        for each in required:
            if sum(map(bool, (each.field, each.cites, each.words, each.block))) != 1:
                raise UserError(f"{file.name}: {kind}: {each.what}: say one of field, cites, words and block")
            if each.block not in (None, *_BLOCKS):
                raise UserError(f"{file.name}: {kind}: {each.what}: no such block; there are {', '.join(_BLOCKS)}")
    return declared  # type: ignore[no-any-return]  # as it was asked for
