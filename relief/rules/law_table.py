"""Which sentence of the law is decided where: ``law_table.yaml``, read and printed."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from relief.declared import load_yaml

KINDS = ("rule", "fact", "term", "list", "policy", "choice", "path", "limitation:")


@dataclass(frozen=True, kw_only=True)
class Link:
    """Where a sentence is decided."""

    kind: str
    """One of ``KINDS``."""
    name: str


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence of the law, in our words."""

    law: str
    """Section of the law's page, and what it is about there."""
    says: str
    by: tuple[Link, ...]
    rule_set: str = "prop64"
    """Whose rules, terms and lists the links name."""


def read_law_table() -> list[Sentence]:
    """All sentences, in the order of the law's page."""
    entries = load_yaml((Path(__file__).parent / "law_table.yaml").read_text(encoding="utf-8"))
    return [Sentence(**{**entry, "by": tuple(_read_link(link) for link in entry["by"])}) for entry in entries]


def print_law_table(sentences: list[Sentence]) -> Iterator[str]:
    """Lines: each sentence with its section, and where it is decided below it."""
    for sentence in sentences:
        yield from textwrap.wrap(f"{sentence.law}: {sentence.says}", 100, subsequent_indent="  ")
        yield from (f"    {link.kind} {link.name}" for link in sentence.by)


def _read_link(text: str) -> Link:
    kind, _, name = text.partition(" ")
    assert kind in KINDS, f"law_table.yaml: no such link: {text}"
    return Link(kind=kind, name=name)
