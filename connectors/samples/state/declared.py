"""The fictional counties' files and certificates, in the folder of the user's own."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import yaml

from connectors.county_files import SHIPPED
from connectors.layouts.reading import declared_layout
from connectors.onboarding.certificate import Certificate, digest_county, write_certificate
from connectors.onboarding.place import place_of, write
from connectors.samples.state.variants import VARIANTS, used_columns
from relief.counties import COUNTIES
from relief.errors import UserError

CERTIFIED = date(2026, 1, 1)
_MARK = "# Fictional, made by relief statewide sample: agency, address and layout."
_DOJ_TO_NUMBER = 9
"""Of the counties that are made up, every so many three write in forms of their own."""


def variant_of(word: str) -> str | None:
    """The form in which a county that is made up writes; None: as DOJ does, or the county is no invention."""
    if is_shipped(word):
        return None
    number = _number(word)
    return {2: "delimited", 5: "fixed_width", 8: "json_lines"}.get(number % _DOJ_TO_NUMBER)


def is_shipped(word: str) -> bool:
    """Whether the county's file comes with the program."""
    return (SHIPPED / f"{word}.yaml").is_file()


def write_county_files(words: Sequence[str]) -> None:
    """Write each county's file and a certificate of it, active: it takes part in the runs of the state.

    Raises:
        UserError: a file of that name is there which was not written here; it is left as it is.
    """
    texts = {word: _text(word) for word in words}
    for word, text in texts.items():
        place = place_of(word)
        if place.exists() and not place.read_text(encoding="utf-8").startswith(_MARK):
            raise UserError(f"{place}: this is no fictional county; name another folder with --counties")
        write(place, text)
        found = Certificate(
            certified=CERTIFIED, digest=digest_county(word), checks=("fictional",), active_since=CERTIFIED
        )
        write_certificate(word, found)


def _text(word: str) -> str:
    if is_shipped(word):
        return f"{_MARK}\n{(SHIPPED / f'{word}.yaml').read_text(encoding='utf-8')}"
    return f"{_MARK}\n{yaml.safe_dump(_declare(word), sort_keys=False, allow_unicode=True, width=120)}"


def _declare(word: str) -> dict[str, Any]:
    number, name = _number(word), word.replace("_", " ").title()
    return {
        "name": name,
        "code": f"{number:02}",
        "doj_name": name.upper(),
        "court": {
            "title": [f"SUPERIOR COURT OF THE STATE OF CALIFORNIA, COUNTY OF {name.upper()}"],
            "department": "1",
            "courthouses": {f"{court} {name.upper()}": f"{name} Courthouse" for court in ("CASC", "CAMC", "CASC MC")},
        },
        "prosecutor": {
            "name": f"Office of the District Attorney, County of {name}",
            "attorney": "Quillon Fictional",
            "bar_number": f"{900_000 + number:06}",
            "address": ["Record Relief Unit", f"{number}00 Example Street", f"{name}, California 90000"],
            "phone": "(555) 555-0100",
            "fax": "(555) 555-0101",
            "email": "record.relief@da.example",
            "party": "the People of the State of California",
        },
        "sources": {"doj": {"layout": _layout(word)}},
        "papers": {"kinds": ["motion", "order", "exhibit"]},
        "policy": {"preset": "self_service_2019"},
    }  # fmt: skip


def _layout(word: str) -> Any:
    name = variant_of(word)
    if name is None:
        return "doj"
    variant = VARIANTS[name]
    told = {key: value for key, value in declared_layout("doj").items() if key not in ("file", "ignored", "columns")}
    columns = {} if name == "fixed_width" else {"columns": used_columns()}
    own = {"title": f"{word.replace('_', ' ').title()} extract", "file": dict(variant.file), **columns}
    return {**own, **told, "title": own["title"], "date_formats": [variant.day]}


def _number(word: str) -> int:
    return COUNTIES.index(word.replace("_", " ").upper()) + 1
