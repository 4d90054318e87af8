"""What is declared of the keys of nested objects, as a tree."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from relief.errors import UserError

_DOT = re.compile(r"(?<!\\)\.")


def split_path(path: str) -> tuple[str, ...]:
    r"""The keys of a dotted path; a dot of a key itself is written ``\.``."""
    return tuple(part.replace("\\.", ".") for part in _DOT.split(path))


@dataclass(kw_only=True)
class Branch:
    """An object, and what its keys are."""

    path: str
    leaves: dict[str, str] = field(default_factory=dict)
    """Keys to the columns that they are; a column that nobody reads may hold anything."""
    objects: dict[str, "Branch"] = field(default_factory=dict)
    list: tuple[str, "Branch"] | None = None
    """The key whose list goes on towards the rows, and what its items are."""

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every key that is known."""
        return frozenset([*self.leaves, *self.objects, *([self.list[0]] if self.list else [])])


def grow(columns: Sequence[str], lists: Sequence[str]) -> Branch:
    """The tree of a record.

    Args:
        columns: dotted paths from the record, through objects and lists alike.
        lists: the paths that are lists, each below the one before; rows are the items of the last.

    Raises:
        UserError: two of the paths cannot both be.
    """
    root = Branch(path="")
    at, done = root, 0
    for path in lists:
        keys = split_path(path)
        if keys[:done] != split_path(at.path)[:done] or len(keys) <= done:
            raise UserError(f"file: lists: {path} is not below {at.path}. Only lists in one another make rows.")
        parent = _descend(at, keys[done:-1], done and at.path)
        below = Branch(path=path)
        parent.list = (keys[-1], below)
        at, done = below, len(keys)
    for column in columns:
        _plant(root, column)
    return root


def _descend(branch: Branch, keys: Sequence[str], path: object) -> Branch:
    for key in keys:
        path = f"{path}.{_escape(key)}" if path else _escape(key)
        branch = branch.objects.setdefault(key, Branch(path=path))
    return branch


def _escape(key: str) -> str:
    return key.replace(".", "\\.")


def _plant(root: Branch, column: str) -> None:
    branch, keys = root, split_path(column)
    for place, key in enumerate(keys[:-1], start=1):
        if key in branch.leaves:
            raise UserError(f"columns: {column}: {branch.leaves[key]} is a column too, so nothing can be below it.")
        if branch.list and branch.list[0] == key:
            branch = branch.list[1]
        else:
            path = ".".join(map(_escape, keys[:place]))
            branch = branch.objects.setdefault(key, Branch(path=path))
    if keys[-1] in branch.objects or (branch.list and branch.list[0] == keys[-1]):
        raise UserError(f"columns: {column} holds other columns, so it is none itself.")
    branch.leaves[keys[-1]] = column


def subject_path(root: Branch, column: str | None) -> Mapping[str, tuple[str, ...]]:
    """The keys to a column from the innermost list around it, by the list's path; empty without a column."""
    if column is None:
        return {}
    keys, branch, start, level = split_path(column), root, 0, ""
    for place, key in enumerate(keys):
        if branch.list and branch.list[0] == key:
            branch, start = branch.list[1], place + 1
            level = branch.path
        elif key in branch.objects:
            branch = branch.objects[key]
    return {level: keys[start:]}
