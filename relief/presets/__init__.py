"""What the counties of the pilot elected, and the self-service tool, as policies with a name.

Each is a YAML file here: ``program`` and ``period`` that it follows, ``policy`` as a county's file writes it, and
``differs``: where the same records are decided otherwise than by that program, and why; ``EVERYWHERE`` holds for each of
them. A county takes one with ``policy: {preset: los_angeles_2019}`` and changes what it likes beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from relief.declared import load_yaml
from relief.errors import UserError

EVERYWHERE = (
    "HS 11357.5 and sections of other codes with the same digits are not cannabis; the program took them for it.",
    "A conspiracy is not eligible once the sentence has ended (Medina); the program read whatever section stood beside it.",
    (
        "Juvenile adjudications, pleas beside a cannabis charge, sections before 1973, subdivisions that 2016 brought and "
        "lines of several sections go to an attorney; the program decided or passed over them as their text fell out."
    ),
    (
        "What the record leaves blank or nobody can read (a level, a day, a disposition, a row that was set aside) is "
        "unknown and goes to an attorney where it could change the answer, as does a person of two birth dates or numbers; "
        "the program took it for no, or for the oldest day there is."
    ),
    "Relief that stands on the record is not asked for again; the program did not look for it.",
    "A sentence that still runs is recalled by petition, whatever relief is asked for; the program knew one kind of paper.",
    "A sentence's parts belong to their own count; the program added them to the conviction that it read last.",
    "A person in two files is one person; the program decided each part of the history alone.",
)
"""Where every preset decides otherwise than its program, and why."""


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A policy with a name."""

    program: str
    """Whose elections these are."""
    period: str
    """When that program decided so."""
    policy: Mapping[str, object]
    """As ``relief.policy.read_policy`` takes it."""
    differs: Sequence[str]
    """Where we decide otherwise on purpose, and why, beside ``EVERYWHERE``."""


def list_presets() -> list[str]:
    """The names there are, in alphabetical order."""
    names = (entry.name for entry in files(__name__).iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


@cache
def load_preset(name: str) -> Preset:
    """The preset of this name; UserError lists the names if there is none."""
    if name not in list_presets():
        raise UserError(f"preset {name}: there is none of this name; known here: {', '.join(list_presets())}")
    return Preset(**load_yaml(files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")))


def spread(mapping: Mapping[str, object]) -> Mapping[str, object]:
    """A policy's mapping with the preset that it names in place of the name; what stands beside the name wins."""
    if "preset" not in mapping:
        return mapping
    merged = dict(load_preset(str(mapping["preset"])).policy)
    for key, value in mapping.items():
        below = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(below, Mapping)
        merged[key] = {**_texts(below), **_texts(value)} if both else value
    del merged["preset"]
    return merged


def _texts(mapping: object) -> dict[str, object]:
    assert isinstance(mapping, Mapping)
    return {str(key): value for key, value in mapping.items()}
