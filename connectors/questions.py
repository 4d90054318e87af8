"""What a county's file still asks: every ``?`` that stands where an answer belongs."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from connectors.layouts.meanings import ASKED
from relief.declared import FAST
from relief.errors import UserError

_SHOWN = 6


@dataclass(frozen=True, kw_only=True)
class Question:
    """One ``?``: its line, from 1, and what it asks, as ``court: department``."""

    line: int
    asks: str


def find_questions(text: str) -> list[Question]:
    """The questions of a county file's text, in its order; none where it is no YAML."""
    try:
        root = yaml.compose(text, FAST)
    except yaml.YAMLError:
        return []
    return list(_walk(root, ())) if root is not None else []


def refuse_questions(text: str, path: str) -> None:
    """UserError where the file asks something: nothing is decided, and no paper printed, with a ``?`` in it."""
    asked = find_questions(text)
    if not asked:
        return
    shown = ", ".join(f"line {each.line} ({each.asks})" for each in asked[:_SHOWN])
    rest = f" and {len(asked) - _SHOWN} more" if len(asked) > _SHOWN else ""
    number = f"{len(asked)} questions are" if len(asked) > 1 else "1 question is"
    raise UserError(f'{path}: {number} open: {shown}{rest}. Write an answer in place of each "?".')


def _walk(node: yaml.Node, path: tuple[str, ...]) -> Iterator[Question]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _walk(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for place, each in enumerate(node.value, start=1):
            yield from _walk(each, path if len(node.value) == 1 else (*path, str(place)))
    elif node.value == ASKED:
        yield Question(line=node.start_mark.line + 1, asks=": ".join(path))
