"""Lines put into a county's file where they belong, and nothing else of it changed: comments and order stay."""

import json
from collections.abc import Sequence

import yaml

from connectors.onboarding.problems import Problem


def insert(text: str, problems: Sequence[Problem]) -> tuple[str, list[Problem]]:
    """The file with an answer or a question for each problem that has a place in it, and those that were put in."""
    put = list[Problem]()
    for each in problems:
        changed = _put(text, each) if each.path else None
        if changed is not None:
            text = changed
            put.append(each)
    return text, put


def _put(text: str, problem: Problem) -> str | None:
    """The file with one more line; None where it stands in braces, or says something there already."""
    node, rest = _find(yaml.compose(text, yaml.SafeLoader), problem.path)
    if node is None:
        return None
    if not rest:
        replaceable = isinstance(node, yaml.SequenceNode) and problem.answer.startswith("[")
        return text[: node.start_mark.index] + problem.answer + text[node.end_mark.index :] if replaceable else None
    if not isinstance(node, yaml.MappingNode) or node.flow_style or not node.value:
        return None
    lines = text.splitlines(keepends=True)
    at, column = last_line(node) + 1, node.value[0][0].start_mark.column
    lines[at - 1] = lines[at - 1].rstrip("\n") + "\n"
    return "".join([*lines[:at], *_write(rest, column, problem), *lines[at:]])


def _find(node: yaml.Node | None, path: tuple[str, ...]) -> tuple[yaml.Node | None, tuple[str, ...]]:
    """The innermost node of the path that there is, and the keys that are missing below it."""
    for place, key in enumerate(path):
        below = None
        if isinstance(node, yaml.MappingNode):
            below = next((value for name, value in node.value if name.value == key), None)
        elif isinstance(node, yaml.SequenceNode):  # versions, by their names
            below = next((each for each in node.value if _is_called(each, key)), None)
        if below is None:
            return node, path[place:]
        node = below
    return node, ()


def _is_called(node: yaml.Node, name: str) -> bool:
    return isinstance(node, yaml.MappingNode) and any(
        key.value == "name" and value.value == name for key, value in node.value
    )


def last_line(node: yaml.Node) -> int:
    """The line, from 0, on which the node's last value ends: its own mark stands behind the comments that follow."""
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return last_line(last[1] if isinstance(last, tuple) else last)
    line: int = node.end_mark.line
    return line if node.end_mark.column else line - 1


def _write(keys: tuple[str, ...], column: int, problem: Problem) -> list[str]:
    lines = [f"{' ' * (column + 2 * depth)}{key}:\n" for depth, key in enumerate(keys[:-1])]
    answer = problem.answer if problem.answer.startswith("[") else json.dumps(problem.answer)
    last = json.dumps(keys[-1], ensure_ascii=False) if not problem.answer.startswith("[") else keys[-1]
    about = f"  # {problem.rows:,} rows, {problem.people:,} people"
    return [*lines, f"{' ' * (column + 2 * len(lines))}{last}: {answer}{about}\n"]
