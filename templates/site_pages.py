"""The clerk's page, as HTML: its pages by name, and the few files that they load. No build step, nothing from elsewhere."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_HERE = Path(__file__).parent / "site"
STATIC: Mapping[str, str] = {
    "site.css": "text/css; charset=utf-8",
    "site.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "htmx.min.js": "text/javascript; charset=utf-8",
}
"""What a page loads, and its type. The name is in a closed list: no path comes from outside."""


def write_page(name: str, /, **told: Any) -> str:
    """A page of ``templates/site``. Values are text, and never become HTML."""
    return _environment().get_template(f"{name}.html.j2").render(**told)


@cache
def read_static(name: str) -> bytes:
    """A file that pages load; KeyError if it is none of ``STATIC``."""
    if name not in STATIC:
        raise KeyError(name)
    return (_HERE / name).read_bytes()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"number": _tell_number, "day": _tell_day, "moment": _tell_moment, "county": _tell_county}
    return environment


def _tell_number(number: int) -> str:
    return f"{number:,}"


def _tell_day(day: date | None) -> str:
    return "" if day is None else f"{day:%b} {day.day}, {day.year}"


def _tell_moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"


def _tell_county(word: str) -> str:
    return word.replace("_", " ").title()
