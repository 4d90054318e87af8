"""A county as its file declares it: court, prosecuting agency, sources, policy, papers."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from connectors.county_files import counties, find_file
from connectors.profiles import read_profiles
from connectors.questions import refuse_questions
from connectors.readers.own import Own
from connectors.readers.rap_sheets import RapSheets
from connectors.sources import Source, Version, read_sources
from relief.agencies import Agency
from relief.declared import NOT_DECLARED, allowed_keys, read_declared, read_yaml
from relief.errors import UserError
from relief.own_folder import own_folder
from relief.papers.kinds import BATCH, Kind
from relief.profiles import Court, Profiles, ProsecutingAgency, PublicDefender


@dataclass(frozen=True, kw_only=True)
class Papers:
    """What the county wants printed."""

    kinds: tuple[Kind, ...] = BATCH
    """The kinds of paper; ``relief.papers.kinds`` says what each is."""


@dataclass(frozen=True, kw_only=True)
class Review:
    """How the county reviews what the rules leave to a person."""

    signatures: Literal[1, 2] = 1
    """How many people must sign a decision."""
    agencies: tuple[Agency, ...] = ()
    """Agencies beside the prosecutor above, as a city attorney, the first that fits."""


@dataclass(frozen=True, kw_only=True)
class County:
    """One county's file."""

    key: str = field(default="", metadata=NOT_DECLARED)
    """The word for the county everywhere: its file's name."""
    text: str = field(default="", repr=False, metadata=NOT_DECLARED)
    """Its file."""
    sources_digest: str = field(default="", metadata=NOT_DECLARED)
    """SHA-256 of all by which its exports are read."""
    digest: str = field(default="", metadata=NOT_DECLARED)
    """SHA-256 of its file and, where it has some, of its own code."""
    name: str
    code: str
    """DOJ's number of the county, two digits."""
    doj_name: str
    """The county in STP_ORI_CNTY_NAME."""
    court: Profiles[Court]
    """Courts by day: ``county.court.on(day)``."""
    prosecutor: Profiles[ProsecutingAgency]
    sources: Mapping[str, Source]
    """What the county sends, by the name that the rows of each source bear: "doj", "court"."""
    policy: Mapping[str, object]
    """What the county elects, as declared: relief.policy says what it may hold."""
    papers: Papers = field(default_factory=Papers)
    public_defender: Profiles[PublicDefender] | None = None
    review: Review = field(default_factory=Review)


def load_county(name: str, *, asking: bool = False) -> County:
    """The county called ``name`` ("los_angeles").

    Args:
        name: the county's word.
        asking: give a file that still asks something too, to look at it; nothing is decided with one.

    Raises:
        UserError: it has no file, or the file says something unknown, or it asks something.
    """
    file = find_file(name)
    if file is None:
        raise UserError(
            f"There is no county {name!r}. Counties: {', '.join(counties())}. "
            f"Your own are looked for in {own_folder()}; --counties or RELIEF_COUNTIES names another folder."
        )
    text = read_text(file)
    if not asking:
        refuse_questions(text, file.name)
    return read_county(name, text)


def read_county(key: str, text: str) -> County:
    """A county file's text; errors name the key's path and what is allowed there."""
    path = f"{key}.yaml"
    declared = read_yaml(text, path)
    if not isinstance(declared, dict):
        raise UserError(f"{path}: must be a mapping of {allowed_keys(County)}.")
    sources = read_sources(declared.get("sources", {}), f"{path}: sources")
    profiles = read_profiles(declared, path)
    county: County = read_declared(County, {**declared, **profiles, "sources": sources}, path)
    read_by = json.dumps([declared.get("sources"), declared.get("court")], sort_keys=True, default=str)
    digest, of_sources = _hash(text, sources), _hash(read_by, sources)
    county = replace(county, key=key, text=text, digest=digest, sources_digest=of_sources)
    return replace(county, sources={name: _place_courthouses(source, county) for name, source in sources.items()})


def _hash(text: str, sources: Mapping[str, Source]) -> str:
    """SHA-256 of a county's file, and of its own code where a source is read by it."""
    files = [version.layout.file for source in sources.values() for version in source.versions]
    parts = [text, *(file.digest for file in files if isinstance(file, Own))]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def read_text(file: Path) -> str:
    """A county file's text. UserError where it cannot be read as UTF-8."""
    try:
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise UserError(f"{file.name}: not a text in UTF-8 that can be read") from None


def _place_courthouses(source: Source, county: County) -> Source:
    """RAP sheets print an agency and not its county: where the county's own courthouses are, its file says."""
    return replace(source, versions=tuple(_place_in(version, county) for version in source.versions))


def _place_in(version: Version, county: County) -> Version:
    file = version.layout.file
    if not isinstance(file, RapSheets):
        return version
    agencies = dict.fromkeys(agency for court in county.court.each for agency in court.courthouses)
    placed = file.with_courthouses(county.doj_name, tuple(agencies), f"{county.key}.yaml")
    return replace(version, layout=replace(version.layout, file=placed))
