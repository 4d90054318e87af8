"""What changed between two versions of a county's file, key by key; comments and order are no change."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

from relief.declared import read_yaml
from relief.errors import UserError

Flat = dict[str, str]


def read_version(file: Path, told: str) -> str:
    """A version of a county's file: another file, or the file as it was in a git revision. UserError where it is neither."""
    other = Path(told)
    if other.is_file():
        return other.read_text(encoding="utf-8")
    git = which("git") or "git"
    done = subprocess.run(
        [git, "-C", str(file.parent), "show", f"{told}:./{file.name}"], capture_output=True, check=False
    )
    if done.returncode:
        raise UserError(f"{told}: neither a file nor a git revision in which {file.name} is")
    return done.stdout.decode("utf-8")


def compare(before: str, after: str, name: str) -> list[str]:
    """A line for each key that was added, removed or changed, in the order of the later file."""
    one, other = _flatten(read_yaml(before, name)), _flatten(read_yaml(after, name))
    added = [f"+ {key} = {value}" for key, value in other.items() if key not in one]
    changed = [f"~ {key}: {one[key]} -> {value}" for key, value in other.items() if key in one and one[key] != value]
    removed = [f"- {key} = {value}" for key, value in one.items() if key not in other]
    return [*changed, *added, *removed]


def _flatten(declared: object) -> Flat:
    return dict(_walk(declared, ""))


def _walk(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _walk(each, f"{path}: {key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for place, each in enumerate(value, start=1):
            named = each.get("name") if isinstance(each, dict) else None
            yield from _walk(each, f"{path}: {named or place}")
    elif isinstance(value, list):
        yield path, ", ".join(map(str, value))
    else:
        yield path, str(value)
