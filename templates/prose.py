"""A template and a paper's fields to Markdown in which no value appears.

Jinja2 prints a private-use token instead of each value and the value is kept apart, so Markdown
sees the author's words only: nothing in a name can become a heading, a table or an instruction.
The author's words are as safe the other way: a sandbox without mutation, no undefined names, and
no filters that mark text as trusted.

A county overrides a paper with a ``<paper>.md.j2`` among its words (``rooms``), usually
``{% extends "base/motion.md.j2" %}`` and the blocks that it words differently.
"""

import re
from collections.abc import Collection, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import PrefixLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.meta import find_referenced_templates, find_undeclared_variables
from jinja2.nodes import Name
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context
from markupsafe import Markup

from relief.errors import UserError
from templates import rooms
from templates.editions import Edition, Words, find_edition
from templates.values import blanks, clean

OPEN, CLOSE = "\ue000", "\ue001"
TOKEN = re.compile(f"{OPEN}([0-9]+){CLOSE}")

# Filters that mark text as trusted, that print a value by other ways than ours, or that differ from day to day.
_REMOVED = ["safe", "escape", "e", "forceescape", "tojson", "urlize", "xmlattr", "striptags", "pprint", "random"]

_values: ContextVar[list[str]] = ContextVar("values of the paper being written")


@dataclass(frozen=True, kw_only=True)
class Prose:
    """Markdown with tokens, and what each token stands for."""

    template: str
    markdown: str
    values: tuple[str, ...]


def write(kind: str, county: str, fields: Mapping[str, Any]) -> Prose:
    """The prose of a paper: the county's template for this kind of paper, else the base one.

    Every placeholder of the template, and of those it extends, is compared with the fields
    before anything is rendered. Raises UserError with the template, and the line where known.
    """
    environment = _environment(county, rooms.words_of(county))
    name = _template(county, kind)
    token = _values.set([])
    try:
        _require(_place(county, name), _placeholders(environment, name), fields)
        # A sign of a section stays on the line of its number.
        markdown = environment.get_template(name).render(fields).replace("\u00a7 ", "\u00a7\u00a0")
        return Prose(template=_place(county, name), markdown=markdown, values=tuple(_values.get()))
    except RecursionError:
        raise UserError(f"{_place(county, name)}: extends or includes itself") from None
    except TemplateError as error:
        raise UserError(f"{_place(county, name)}{_line(error)}: {error.message or type(error).__name__}") from None
    except (TypeError, ValueError, OverflowError) as error:
        # The message of such an error may quote a value: say what kind it is, and no more.
        raise UserError(f"{_place(county, name)}{_line(error)}: {type(error).__name__} in an expression") from None
    finally:
        _values.reset(token)


@dataclass(frozen=True, kw_only=True)
class Source:
    """A template's file as its author sees it."""

    place: str
    """Where it is, as errors name it."""
    name: str
    """What templates call it."""
    text: str


def list_sources(kind: str, county: str) -> tuple[Source, ...]:
    """The county's template for a kind of paper, if it has one, and then those that it builds on."""
    environment = _environment(county, rooms.words_of(county))
    return _chain(environment, _template(county, kind))


def _chain(environment: ImmutableSandboxedEnvironment, name: str) -> tuple[Source, ...]:
    _placeholders(environment, name)
    assert environment.loader is not None, "always set below"
    text, path, _ = environment.loader.get_source(environment, name)
    place = rooms.show(Path(path or name))
    found: tuple[Source, ...] = (Source(place=place, name=name, text=text),)
    for parent in find_referenced_templates(environment.parse(text, name, path)):
        assert parent is not None, "refused among the placeholders"
        found += _chain(environment, parent)
    return found


def unknown_fields(source: Source, county: str, known: Collection[str]) -> list[tuple[int, str]]:
    """Line and name of each field in a county's or a base template that the paper does not have."""
    tree = _environment(county, rooms.words_of(county)).parse(source.text)
    unknown = find_undeclared_variables(tree) - set(known)
    named = [(node.lineno, node.name) for node in tree.find_all(Name) if node.name in unknown and node.ctx == "load"]
    return sorted(set(named))


def forget() -> None:
    """Read every template anew: somebody is writing them."""
    _environment.cache_clear()
    _placeholders.cache_clear()


def placeholders(kind: str, county: str) -> frozenset[str]:
    """Names that the template of this kind of paper takes from its fields."""
    environment = _environment(county, rooms.words_of(county))
    return _placeholders(environment, _template(county, kind))


def edition_of(kind: str, county: str) -> Edition:
    """Which wording the template of this kind of paper is: its own edition, and all that it extends and includes."""
    environment = _environment(county, rooms.words_of(county))
    name = _template(county, kind)
    _placeholders(environment, name)  # says where a template cannot be read
    return find_edition(environment, name)


@cache
def _placeholders(environment: ImmutableSandboxedEnvironment, name: str) -> frozenset[str]:
    place = f"templates/{name}"
    try:
        source, path, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]  # always set below
        place = rooms.show(Path(path or name))
        tree = environment.parse(source, name, path)
    except TemplateSyntaxError as error:
        raise UserError(f"{place} line {error.lineno}: {error.message}") from None
    except TemplateNotFound as error:
        raise UserError(
            f"templates/{error.name}: no such template here; a county's may extend base/ and its own"
        ) from None
    if OPEN in source or CLOSE in source:
        raise UserError(f"{place}: holds a private-use character (U+E000 or U+E001); remove it")
    names = frozenset(find_undeclared_variables(tree))
    for parent in find_referenced_templates(tree):
        if parent is None:
            raise UserError(f"{place}: the name of an extended or included template must be written out")
        names |= _placeholders(environment, parent)
    return names


def _require(place: str, wanted: frozenset[str], fields: Mapping[str, Any]) -> None:
    missing = sorted(wanted - set(fields)) + sorted(wanted & blanks(fields))
    if missing:
        raise UserError(f"{place}: the paper has no value for {', '.join(missing)}")


def _place(county: str, name: str) -> str:
    """Where a template is, as errors name it."""
    folder, _, file = name.partition("/")
    folders = rooms.words_of(county) if folder == county else (rooms.ROOM / folder,)
    return rooms.show(next((each / file for each in folders if (each / file).is_file()), folders[-1] / file))


def _template(county: str, kind: str) -> str:
    file = f"{kind.replace(' ', '_')}.md.j2"
    own = any((folder / file).is_file() for folder in rooms.words_of(county))
    return f"{county}/{file}" if own else f"base/{file}"


@cache
def _environment(county: str, words: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    """Templates of the base and of one county; no county can include another's."""
    environment = ImmutableSandboxedEnvironment(
        loader=PrefixLoader({"base": Words(rooms.ROOM / "base"), county: Words(words)}),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_apart,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=(),
    )
    for name in _REMOVED:
        environment.filters.pop(name, None)
    environment.filters["number"] = _number
    environment.filters["aside"] = _aside
    return environment


# Taking the context keeps Jinja2 from folding constants, which would print them unseen by us.
@pass_context
def _apart(_context: Context, value: object) -> object:
    """The token printed in a value's place."""
    if isinstance(value, Markup | StrictUndefined):
        return value
    values = _values.get()
    values.append(clean(str(value)))
    return f"{OPEN}{len(values) - 1}{CLOSE}"


def _number(value: int) -> str:
    """12345 as 12,345."""
    return f"{value:,}"


def _aside(name: str) -> str:
    """A name in the middle of a sentence: one with a comma in it ends with another, as an apposition does."""
    return f"{name}," if "," in name else name


def _line(error: BaseException) -> str:
    """The innermost line of a template in an error's trace."""
    found = ""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".md.j2"):
            found = f" line {trace.tb_lineno}"
        trace = trace.tb_next
    return found
