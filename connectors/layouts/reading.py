"""From what a YAML file declares to a layout, strictly: every column of a file is read or named as ignored."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from connectors.date_formats import check_formats
from connectors.layouts.layout import Layout, list_unexplained
from connectors.layouts.meanings import ASKED, list_asked, spell_out
from connectors.readers import FORMATS
from connectors.vocabulary import Vocabulary
from relief.declared import read_declared, read_yaml
from relief.errors import UserError
from relief.groups import WORDS
from relief.records import SCHEMA

Declared = Mapping[str, Any]


def list_layouts() -> list[str]:
    """The layouts that counties share."""
    folder = files("connectors").joinpath("layouts")
    return sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))


@cache
def load_layout(name: str) -> Layout:
    """The shared layout called ``name`` in a county's sources: "doj" for the state's bulk files."""
    return read_layout(declared_layout(name), f"{name}.yaml")


@cache
def declared_layout(name: str) -> Declared:
    """What the shared layout's file says; UserError where there is none of that name."""
    if name not in list_layouts():
        raise UserError(f"There is no layout {name!r}. Shared layouts: {', '.join(list_layouts())}.")
    text = files("connectors").joinpath("layouts", f"{name}.yaml").read_text(encoding="utf-8")
    declared = read_yaml(text, f"{name}.yaml")
    assert isinstance(declared, dict)
    return declared


def read_layout(declared: object, path: str) -> Layout:
    """A declared layout; UserError names the key's path and what is allowed there."""
    if not isinstance(declared, Mapping):
        raise UserError(f"{path}: must be a mapping that describes a layout, or the name of a shared one.")
    declared, asked = spell_out(declared, path), list_asked(declared)
    words, groups = (
        {
            name: _vocabulary(part, name, told, f"{path}: {part}: {name}")
            for name, told in declared.get(part, {}).items()
        }
        for part in ("words", "groups")
    )
    file = _format(declared.get("file"), f"{path}: file")
    columns = declared.get("columns", list(getattr(file, "columns", ())))
    layout: Layout = read_declared(
        Layout,
        {
            **declared,
            "file": file,
            "columns": columns.split() if isinstance(columns, str) else columns,
            "words": words,
            "groups": groups,
        },
        path,
    )
    layout = replace(layout, asked=frozenset(asked))
    _check(layout, path)
    return layout


def _format(declared: object, path: str) -> Any:
    name = declared.get("format") if isinstance(declared, Mapping) else None
    if not isinstance(name, str) or name not in FORMATS:
        raise UserError(f"{path}: format: unknown value. Allowed: {', '.join(FORMATS)}.")
    assert isinstance(declared, Mapping)
    return read_declared(FORMATS[name], {key: value for key, value in declared.items() if key != "format"}, path)


def _vocabulary(part: str, name: str, declared: object, path: str) -> Vocabulary:
    """A vocabulary of ``words`` or ``groups``; ``like: doj`` adds to the shared one's spellings."""
    coded: Mapping[str, Any] = WORDS if part == "groups" else SCHEMA
    if name not in coded or not isinstance(coded[name], pl.Enum):
        raise UserError(f"{path}: no coded column has this name.")
    if not isinstance(declared, Mapping):
        raise UserError(f"{path}: must be a mapping of column, spellings, exact, contains, starts, like.")
    told = {"column": None, "exact": {}, "contains": {}, "starts": {}, **declared}
    told["exact"] = _spell(told["exact"], told.pop("spellings", {}), f"{path}: spellings")
    if unknown := sorted({*told} - {"column", "exact", "contains", "starts", "like"}):
        raise UserError(f"{path}: unknown key {unknown[0]}. Allowed: column, spellings, exact, contains, starts, like.")
    _check_words(name, told, coded, path)
    like = told.pop("like", None)
    if like is not None:
        shared = declared_layout(like)[part][name]
        for how in ("exact", "contains", "starts"):
            told[how] = _add(shared.get(how, {}), told[how])
    return Vocabulary(**told)


def _spell(exact: Mapping[str, list[str]], spellings: object, path: str) -> dict[str, list[str]]:
    """``exact`` with the county's spellings, of which each says what it means; one that is asked means nothing yet."""
    if not isinstance(spellings, Mapping):
        raise UserError(f'{path}: must be a mapping of spellings to what each means, as "PLED NOLO": convicted.')
    found = {word: list(each) for word, each in exact.items()}
    for spelling, word in spellings.items():
        if not isinstance(spelling, str) or not isinstance(word, str):
            raise UserError(f"{path}: {spelling}: put the spelling in quotes, and write what it means.")
        if word != ASKED:
            found.setdefault(word, []).append(spelling.upper().strip())
    return found


def _check_words(name: str, told: Mapping[str, Any], coded: Mapping[str, Any], path: str) -> None:
    """UserError where a spelling is given a meaning that the closed list does not have."""
    words = coded[name]
    assert isinstance(words, pl.Enum)
    known = words.categories.to_list()
    for part in ("exact", "contains", "starts"):
        for word in told[part]:
            if word not in known:
                raise UserError(
                    f"{path}: {word}: no {name.replace('_', ' ')} is called that. One of: {', '.join(known)}."
                )


def _add(shared: Mapping[str, list[str]], own: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The shared spellings without those that the county gives another meaning, and the county's own."""
    taken = {spelling for spellings in own.values() for spelling in spellings}
    kept = {word: [each for each in spellings if each not in taken] for word, spellings in shared.items()}
    return {word: [*own.get(word, []), *kept.get(word, [])] for word in [*own, *(w for w in kept if w not in own)]}


def _check(layout: Layout, path: str) -> None:
    """What the parts of a layout must be to each other."""
    known = {*layout.columns, *layout.made}
    parts = {column for made in layout.made.values() for column in made.of}
    used = layout.mapped | parts | layout.ignored | layout.of_groups | set(layout.identifiers.values())
    if missing := sorted(used - known):
        raise UserError(f"{path}: no column is called {', '.join(missing)}. Columns: {', '.join(layout.columns)}.")
    if twice := sorted({column for column in layout.columns if layout.columns.count(column) > 1}):
        raise UserError(f"{path}: columns: {', '.join(twice)} is there twice; give each its own name.")
    if unexplained := list_unexplained(layout):
        raise UserError(f"{path}: {', '.join(unexplained)}: neither read nor ignored. Map each, or add it to ignored.")
    if both := sorted((layout.of_file | layout.of_groups) & layout.ignored):
        raise UserError(f"{path}: {', '.join(both)}: read and ignored. Take it out of ignored.")
    for name in [*layout.text, *layout.dates, *layout.constants]:
        if name not in SCHEMA:
            raise UserError(f"{path}: {name}: no column of the record has this name. Columns: {', '.join(SCHEMA)}.")
    if strange := sorted(layout.date_formats_of.keys() - set(layout.dates.values())):
        raise UserError(f"{path}: date_formats_of: no day is read from {', '.join(strange)}.")
    for formats in (layout.date_formats, *layout.date_formats_of.values()):
        check_formats(formats, layout.two_digit_years_until, path)
