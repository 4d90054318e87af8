"""A kind of paper about fictional people in a browser, beside what is wrong with its words."""

import base64
from collections.abc import Callable, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from templates.linting.finding import Finding


def print_preview(
    *,
    county: str,
    kind: str,
    kinds: Sequence[str],
    address: Callable[[str], str],
    as_of: str,
    pages: Sequence[bytes],
    findings: Sequence[Finding],
    version: str = "",
    nonce: str = "",
) -> str:
    """HTML; ``pages`` are PNG. With a ``version`` the page asks for another one and shows it."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("preview/page.html.j2").render(
        county=county,
        kind=kind,
        kinds=kinds,
        address=address,
        as_of=as_of,
        pages=[base64.b64encode(page).decode() for page in pages],
        findings=findings,
        version=version,
        watched=bool(version),
        nonce=nonce,
    )
