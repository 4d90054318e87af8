"""Typer commands that are imported when they are asked for, so that ``--help`` answers at once."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from flows.counties_option import with_counties
from flows.verbs import Group


class LazyVerbs(TyperGroup):
    """A group of verbs: known by name and purpose, and imported one at a time."""

    def __init__(self, *, name: str, purpose: str, package: str, verbs: Mapping[str, str | Group]) -> None:
        super().__init__(name=name, help=purpose, rich_markup_mode="rich")
        self._package, self._verbs = package, verbs

    def list_commands(self, _ctx: Any) -> list[str]:
        """The verbs' words, in the order in which they are used."""
        return list(self._verbs)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        """The verb as the group's help shows it, nothing imported; None if there is none."""
        purpose = self._verbs.get(cmd_name)
        if isinstance(purpose, Group):
            return _group(cmd_name, purpose, f"{self._package}.{cmd_name}")
        return TyperCommand(cmd_name, help=purpose) if purpose else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb that is to be done, imported."""
        word, shown, rest = super().resolve_command(ctx, args)
        if word is None or isinstance(shown, LazyVerbs):
            return word, shown, rest
        return word, _load(f"{self._package}.{word}", str(self._verbs[word])), rest


def _group(word: str, group: Group, package: str) -> LazyVerbs:
    return LazyVerbs(name=word, purpose=group.purpose, package=package, verbs=group.verbs)


def _load(module: str, purpose: str) -> Any:
    app = typer.Typer(add_completion=False)
    act = import_module(module.replace("-", "_")).act
    app.command(help=f"{purpose[:1].upper()}{purpose[1:]}.")(with_counties(act))
    return typer.main.get_command(app)
