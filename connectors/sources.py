"""What a county sends: its sources, the dated versions of their layouts, and which of them a file is in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path
from typing import Any

from connectors.layouts import Layout, load_layout, read_layout
from connectors.layouts.meanings import merge
from connectors.layouts.reading import declared_layout
from connectors.readers.rap_sheets import RapSheets
from connectors.readers.rap_sheets.bundle import is_bundle
from relief.declared import read_declared
from relief.deliveries import Checks
from relief.errors import UserError

_WORDS_OF_A_REASON = 3
DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, kw_only=True)
class Version:
    """A layout and the days of the files that are in it."""

    name: str
    layout: Layout
    from_: date | None = None
    to: date | None = None
    """The last day; None: to this day."""

    def holds_on(self, day: date) -> bool:
        """Whether a file of that day is in this version."""
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One of a county's sources."""

    versions: tuple[Version, ...]
    files: tuple[str, ...] = ()
    """Patterns of names (``CMS*``) of which one must fit; none: any name."""
    checks: Checks = field(default_factory=Checks)

    def takes(self, name: str) -> bool:
        """Whether a file of this name can be of the source."""
        return not self.files or any(fnmatch(name.upper(), pattern.upper()) for pattern in self.files)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """By what a file is read."""

    source: str
    version: Version
    reason: str
    """Why this one, in words."""


def read_sources(declared: object, path: str) -> dict[str, Source]:
    """The sources of a county's file: each is ``layout:`` (a name, or declared in place), or dated ``versions:``."""
    if not isinstance(declared, Mapping) or not declared:
        raise UserError(f"{path}: must be a mapping of sources, as doj: {{layout: doj}}.")
    return {str(name): _read_source(told, f"{path}: {name}") for name, told in declared.items()}


def _read_source(declared: object, path: str) -> Source:
    if not isinstance(declared, Mapping):
        raise UserError(f"{path}: must be a mapping of layout or versions, and files.")
    told = dict(declared)
    if "layout" in told:
        named = told["layout"] if isinstance(told["layout"], str) else "as declared"
        told["versions"] = [{"name": named, "layout": told.pop("layout")}]
    told["versions"] = _read_versions(told.get("versions"), path, single="layout" in declared)
    source: Source = read_declared(Source, told, path)
    _refuse_without_reason(source.checks, f"{path}: checks: exemptions")
    return source


def _refuse_without_reason(checks: Checks, path: str) -> None:
    """UserError where an exemption does not say in words why it is made."""
    for number, each in enumerate(checks.exemptions, start=1):
        if len(each.reason.split()) < _WORDS_OF_A_REASON:
            raise UserError(f"{path}: {number}: reason: say in a sentence why '{each.expectation}' need not hold.")


def _read_versions(declared: object, source: str, *, single: bool) -> list[Version]:
    """``single``: the source says its one layout itself, and errors do not speak of versions."""
    path = f"{source}: versions"
    if not isinstance(declared, list) or not declared:
        raise UserError(f"{path}: must be a list of name, layout, from, to.")
    merged: dict[str, Any] = {}
    versions = []
    for number, told in enumerate(declared, start=1):
        here = source if single else f"{path}: {number}"
        if not isinstance(told, Mapping) or "layout" not in told:
            raise UserError(f"{here}: layout is missing. Needed: name, layout; from and to if others are in force.")
        merged[str(told.get("name"))] = whole = _whole(told["layout"], merged, here)
        layout = load_layout(whole) if isinstance(whole, str) else read_layout(whole, f"{here}: layout")
        versions.append(read_declared(Version, {**told, "layout": layout}, here))
    _refuse_overlap(versions, path)
    if len({_number_counts(version.layout) for version in versions}) > 1:
        raise UserError(
            f"{path}: some versions number the counts of a case and some do not, so that a case in both could not be told "
            "to be one. Declare the other system as a source of its own: the two are then matched."
        )
    return versions


def _number_counts(layout: Layout) -> str:
    """How counts are told apart."""
    if layout.numbering is None:
        return "by the export's order of cycles, events and counts"
    return "by case and count" if layout.numbering.count else "by case and order"


def _whole(declared: Any, earlier: Mapping[str, Any], path: str) -> Any:
    """A layout in place of which only what differs from another is declared: ``like: <version or shared layout>``."""
    if not isinstance(declared, Mapping) or "like" not in declared:
        return declared
    like = declared["like"]
    if not isinstance(like, str):
        raise UserError(f"{path}: layout: like: must be the name of an earlier version or of a shared layout.")
    other = earlier[like] if like in earlier else declared_layout(like)
    if isinstance(other, str):
        other = declared_layout(other)
    own = {key: value for key, value in declared.items() if key != "like"}
    return _order_columns(merge(other, own), other, own)


def _order_columns(merged: dict[str, Any], other: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the later file, in its order; one that says nothing means what it meant."""
    before, now = other.get("columns"), own.get("columns")
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        merged["columns"] = {name: before.get(name) if told is None else told for name, told in now.items()}
    return merged


def _refuse_overlap(versions: list[Version], path: str) -> None:
    ordered = sorted(versions, key=lambda version: version.from_ or date.min)
    for one, other in pairwise(ordered):
        if (one.to is not None and other.from_ is not None and one.to >= other.from_) or other.from_ is None:
            raise UserError(f"{path}: {one.name} and {other.name} are in force on the same day. Date them apart.")


def day_of(name: str) -> date | None:
    """The day that a file's name bears, if it bears one."""
    found = DAY.search(name)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def choose(path: Path, sources: Mapping[str, Source]) -> Choice:
    """The source and the version by which a file is read: the one in force on its day, else the one that fits.

    Raises:
        UserError: none can read the file, with each one's reason; or several could.
    """
    candidates = list(_list_candidates(path, sources))
    if not candidates:
        if _are_sheets(path):
            raise UserError(
                f"{path.name}: only RAP sheets come as PDFs or in a folder, and the county's file has no source of them. Add, "
                "under sources: rap_sheets: {layout: rap_sheet}."
            )
        known = ", ".join(f"{name} ({', '.join(source.files)})" for name, source in sources.items())
        raise UserError(f"{path.name}: no source has files of this name. Sources: {known}.")
    refusals = {place: error for place, choice in enumerate(candidates) if (error := _look(path, choice)) is not None}
    fitting = [choice for place, choice in enumerate(candidates) if place not in refusals]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise UserError(
            f"{path.name}: it fits {' and '.join(map(_name, fitting))}. Put its day in its name "
            "(as 2018-03-01), or give each source of the county file a pattern under files."
        )
    if len(candidates) == 1:
        raise refusals[0]
    reasons = "; ".join(f"{_name(choice)}: {refusals[place]}" for place, choice in enumerate(candidates))
    raise UserError(f"{path.name}: no source of the county can read it. {reasons}")


def _are_sheets(path: Path) -> bool:
    """Whether a path can only be RAP sheets, whatever it is called: PDFs, in a folder or an archive or alone."""
    return path.suffix.lower() == ".pdf" or is_bundle(path)


def _list_candidates(path: Path, sources: Mapping[str, Source]) -> Iterator[Choice]:
    day, sheets = day_of(path.name), _are_sheets(path)
    for source, declared in sources.items():
        of_sheets = any(isinstance(version.layout.file, RapSheets) for version in declared.versions)
        if not (of_sheets if sheets else declared.takes(path.name)):
            continue
        versions = declared.versions
        if len(versions) == 1:
            yield Choice(source=source, version=versions[0], reason="the source's only layout")
            continue
        dated = [version for version in versions if day is not None and version.holds_on(day)]
        for version in dated or versions:
            yield Choice(
                source=source, version=version, reason="in force on the file's day" if dated else "the one that fits"
            )


def _look(path: Path, choice: Choice) -> UserError | None:
    layout = choice.version.layout
    try:
        layout.file.look(path, layout)
    except UserError as error:
        return error
    return None


def _name(choice: Choice) -> str:
    return (
        choice.source
        if choice.version.name in ("as declared", choice.source)
        else f"{choice.source} {choice.version.name}"
    )
