"""A county's certificate: which version of its file was found right, when, and from when it takes part.

``certificates/<county>.yaml`` in the user's folder: ``certified`` (a day), ``digest`` (SHA-256 of the county's file, byte for
byte), ``checks`` (the words of what was checked), and ``active_since`` (a day) once the county is activated.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from connectors.county_files import find_file
from connectors.onboarding.place import certificate_of, write
from connectors.questions import find_questions
from relief.declared import read_declared, read_yaml
from relief.errors import UserError


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What was found, and of which file."""

    certified: date
    digest: str
    checks: tuple[str, ...]
    active_since: date | None = None


def digest_county(word: str) -> str:
    """SHA-256 of the county's file. UserError where it has none."""
    return hashlib.sha256(_read(word)).hexdigest()


def read_certificate(word: str) -> Certificate | None:
    """The county's certificate, whether or not it is of the file as it stands; None where there is none."""
    path = certificate_of(word)
    if not path.exists():
        return None
    declared = read_yaml(path.read_text(encoding="utf-8"), path.name)
    found: Certificate = read_declared(Certificate, declared, path.name)
    return found


def write_certificate(word: str, certificate: Certificate) -> Path:
    """Write it down in its place."""
    told: dict[str, Any] = {
        "certified": certificate.certified,
        "digest": certificate.digest,
        "checks": list(certificate.checks),
        **({"active_since": certificate.active_since} if certificate.active_since else {}),
    }
    path = certificate_of(word)
    write(path, yaml.safe_dump(told, sort_keys=False, width=110))
    return path


def activate(word: str, day: date) -> Certificate:
    """Let a county take part in the runs of the state from ``day``.

    Raises:
        UserError: it was never certified, or its file is another than the one that was.
    """
    held, digest = read_certificate(word), digest_county(word)
    if held is None:
        raise UserError(f"{word} is not certified: `relief county certify {word} EXPORT` first")
    if held.digest != digest:
        raise UserError(f"{word}: its file has changed since it was certified on {held.certified}: certify it again")
    active = held if held.active_since else replace(held, active_since=day)
    write_certificate(word, active)
    return active


def list_open_questions(word: str) -> list[str]:
    """What the county's file still asks, with the line."""
    return [f"line {each.line}: {each.asks}" for each in find_questions(_read(word).decode(errors="replace"))]


def _read(word: str) -> bytes:
    path = find_file(word)
    if path is None:
        raise UserError(f"{word} has no file: `relief county new {word} EXPORT` begins one")
    return path.read_bytes()
