"""A package for a court that takes paper: what is printed, worksheet first, each paper beginning on a sheet of its own."""

import io
import os
from pathlib import Path
from typing import Any

from connectors.packages import Package
from connectors.packages.layout import is_confidential
from flows.packages.reading import open_package
from flows.workplace import Workplace
from relief.errors import UserError
from relief.packages.manifest import RELIEFS

SEALED = "_under_seal"
"""Added to the file's name for what is lodged under seal, which is printed apart."""

_ORDER = (
    "cover_sheet",
    "index",
    "motion",
    "order_proposed",
    "exhibit_a_public",
    "cases/",
    "persons/",
    "proof_of_service",
)


def print_package(word: str, workplace: Workplace, number: str, to: Path) -> int:
    """Write one PDF to print, and another beside it of what is lodged under seal; how many pages both have.

    Both sides of a sheet may be printed: each paper begins on an odd page. Both files are confidential, since one of them
    is all the county asks for and the other is under seal: only their owner may read them.
    """
    package = open_package(word, workplace, number)
    names = [each.name for each in package.files if each.name.endswith(".pdf")]
    sealed = [name for name in names if is_confidential(name)]
    open_ = sorted((name for name in names if name not in sealed), key=_place)
    pages = _write(to, [_worksheet(package), *(package.read(name) for name in open_)])
    if sealed:
        beside = to.with_name(f"{to.stem}{SEALED}{to.suffix}")
        pages += _write(beside, [package.read(name) for name in sealed])
    return pages


def _place(name: str) -> tuple[int, str]:
    place = next((at for at, start in enumerate(_ORDER) if name.startswith(start)), len(_ORDER))
    return place, name


def _worksheet(package: Package) -> bytes:
    from templates.worksheet import render_worksheet

    told = package.describe()
    about = {
        "number": package.number, "county": told["county"], "court": told["court"], "day": told["day"],
        "agency": told["prosecuting_agency"],
    }  # fmt: skip
    return render_worksheet(about, [_read_aloud(row) for row in told["rows"]])


def _read_aloud(row: dict[str, Any]) -> dict[str, str]:
    section = f"{row['offense_code']} {row['offense_section']}{row['offense_sub']}".strip()
    return {**row, "section": section, "relief": RELIEFS[row["requested_relief"]]}


def _write(file: Path, papers: list[bytes]) -> int:
    import pikepdf

    with pikepdf.new() as bundle:
        for content in papers:
            with pikepdf.open(io.BytesIO(content)) as paper:
                bundle.pages.extend(paper.pages)
                if len(paper.pages) % 2:
                    width, height = (float(each) for each in paper.pages[-1].mediabox[2:])
                    bundle.add_blank_page(page_size=(width, height))
        pages = len(bundle.pages)
        written = io.BytesIO()
        bundle.save(written, deterministic_id=True)
    try:
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(written.getvalue())
    except OSError as error:
        raise UserError(f"{file.name}: cannot be written: {error.strerror}") from None
    return pages
