"""The report of a certification, for county counsel to read and sign: one HTML file, nothing fetched."""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def print_certificate(
    *,
    county: str,
    as_of: str,
    digest: str,
    items: Sequence[Any],
    summary: Mapping[str, Any] | None,
    read_by: Mapping[str, str],
    pairs: Sequence[Any],
    elected: Mapping[str, object],
    defaults: Mapping[str, object],
    pictures: Mapping[str, Sequence[bytes]],
    questions: Sequence[str],
) -> str:
    """HTML. ``items`` are a checklist's, ``pairs`` golden records, ``elected`` and
    ``defaults`` a policy's keys and values by path."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = lambda number: f"{number:,}"
    return environment.get_template("certificate/certificate.html.j2").render(
        title=f"County of {county}: report of the certification",
        county=county,
        as_of=as_of,
        digest=digest,
        items=items,
        summary=summary,
        read_by=read_by,
        pairs=pairs,
        elected=elected,
        defaults=defaults,
        pictures={kind: [base64.b64encode(page).decode() for page in pages] for kind, pages in pictures.items()},
        questions=questions,
    )
