"""Which edition of its wording a paper has, and until when that may be used.

A template may begin with what it is, between lines of three hyphens:

    ---
    edition: 2026-1
    expires: 2027-06-30
    ---

``expires`` is the last day on which a paper of that wording may be dated. A paper is recorded with its template's edition
and one hash over the template, all that it extends and includes, and the layout: equal hashes are equal words.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from jinja2.meta import find_referenced_templates

from relief.declared import read_declared, read_yaml
from relief.errors import UserError

_MATTER = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
LAYOUT = Path(__file__).parent / "layout"


@dataclass(frozen=True, kw_only=True)
class FrontMatter:
    """What a template says of itself."""

    edition: str = ""
    expires: date | None = None


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The wording of a kind of paper in a county."""

    template: str
    """``los_angeles/motion.md.j2``."""
    edition: str
    """As the template says, or the first that it extends."""
    sha256: str
    """Of its words, all that it extends and includes, and the layout."""
    expires: date | None
    """The earliest last day among them, and whose it is."""
    expiring: str

    def refuse_expired(self, day: date) -> None:
        """Refuse a paper dated after the last day, naming the template."""
        if self.expires is not None and day > self.expires:
            raise UserError(
                f"templates/{self.expiring}: this edition expired on {self.expires}; a paper dated {day} needs another"
            )


class Words(FileSystemLoader):
    """Templates without their front matter; lines keep their numbers."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """As Jinja2 asks."""
        source, path, fresh = super().get_source(environment, template)
        return _MATTER.sub(lambda found: "\n" * found.group(0).count("\n"), source, count=1), path, fresh


@cache
def find_edition(environment: Environment, name: str) -> Edition:
    """The edition of a template, as it was when it was first asked for. UserError for front matter that says something else."""
    chain = _chain(environment, name)
    own = [_read(each, path) for each, path in chain]
    expiring = [(told.expires, each) for told, (each, _) in zip(own, chain, strict=True) if told.expires]
    expires, by = min(expiring, default=(None, ""))
    digest = hashlib.sha256(_layout_digest())
    for each, path in sorted(chain):
        digest.update(each.encode() + b"\0" + path.read_bytes() + b"\0")
    edition = next((told.edition for told in own if told.edition), "")
    return Edition(template=name, edition=edition, sha256=digest.hexdigest(), expires=expires, expiring=by)


def _chain(environment: Environment, name: str) -> list[tuple[str, Path]]:
    """The template and those it extends and includes, each once, itself first."""
    found: dict[str, Path] = {}
    waiting = [name]
    while waiting:
        each = waiting.pop(0)
        if each in found:
            continue
        assert environment.loader is not None, "our environments load"
        source, path, _ = environment.loader.get_source(environment, each)
        assert path is not None, "our words are files"
        found[each] = Path(path)
        waiting += [parent for parent in find_referenced_templates(environment.parse(source)) if parent]
    return list(found.items())


def _read(name: str, path: Path) -> FrontMatter:
    found = _MATTER.match(path.read_text(encoding="utf-8"))
    if found is None:
        return FrontMatter()
    where = f"templates/{name}: front matter"
    told: FrontMatter = read_declared(FrontMatter, read_yaml(found.group(1), where), where)
    return told


@cache
def _layout_digest() -> bytes:
    digest = hashlib.sha256()
    for file in sorted(LAYOUT.glob("*.typ")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.digest()
