"""The profiles of a county's file: courts and officials, each for its days.

``court``, ``prosecutor`` and ``public_defender`` are each a mapping, or a list of dated ones of which each says only
what differs from the one before it:

    court:
      - {title: [...], department: "100", effective_to: 2025-12-31}
      - {department: "71", effective_from: 2026-01-01}
"""

from collections.abc import Mapping
from typing import Any

from relief.declared import read_declared
from relief.profiles import Court, Profiles, ProsecutingAgency, PublicDefender, refuse_gaps

_PROFILES = {"court": Court, "prosecutor": ProsecutingAgency, "public_defender": PublicDefender}
_DAYS = ("effective_from", "effective_to")


def read_profiles(declared: Mapping[str, object], path: str) -> dict[str, Profiles[Any]]:
    """The profiles that a county's file declares; errors name the key's path."""
    return {
        name: _read_profiles(kind, declared[name], f"{path}: {name}")
        for name, kind in _PROFILES.items()
        if name in declared
    }


def _read_profiles(kind: type, declared: object, path: str) -> Profiles[Any]:
    """One profile for all days, or a list of dated ones, each filled up from the one before it."""
    if not isinstance(declared, list):
        profiles = (read_declared(kind, declared, path),)
    else:
        profiles = tuple(
            read_declared(kind, whole, f"{path}: {number}")
            for number, whole in enumerate(_filled_up(declared), start=1)
        )
    for court in (each for each in profiles if isinstance(each, Court)):
        for agency, houses in court.courthouses.items():
            if not isinstance(houses, str):
                refuse_gaps(houses, f"{path}: courthouses: {agency}")
    return Profiles(of=path, each=profiles)


def _filled_up(declared: list[object]) -> list[object]:
    known: dict[object, object] = {}
    filled: list[object] = []
    for profile in declared:
        if isinstance(profile, dict):
            known = {**{name: each for name, each in known.items() if name not in _DAYS}, **profile}
        filled.append(dict(known) if isinstance(profile, dict) else profile)
    return filled
