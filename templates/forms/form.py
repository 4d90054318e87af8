"""A court's form with its map, held against each other and ready to be filled."""

import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf

from relief.errors import UserError
from templates.forms.acroform import Field, Place, read_fields
from templates.forms.fitting import READABLE
from templates.forms.form_map import FormMap, list_filled, read_form_map
from templates.forms.stripping import strip
from templates.reading_back import read_rectangles

NAME = "/FilledFields"
"""What is set above a page is called this among its drawings."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """One edition of a form."""

    map: FormMap
    source: str
    """The map's file, as errors name it."""
    fields: dict[str, Field]
    print: bytes
    """The form as a PDF without fields, scripts and tags."""
    pages: tuple[tuple[float, float], ...]
    """Each page's width and height in points."""
    beneath: dict[Place, str]
    """What the form itself prints in a field's rectangle."""


def load_form(file: Path) -> Form:
    """The form that a map describes. UserError names the field that is missing on one side or the other."""
    return _load(file, file.read_bytes())


@cache
def _load(file: Path, told: bytes) -> Form:
    source = f"{file.parent.parent.name}/{file.parent.name}/{file.name}"
    declared = read_form_map(told.decode("utf-8"), source)
    content = _read(file.parent / declared.file, declared, source)
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise UserError(f"{source}: {declared.file} is encrypted; ask the court for one that is not")
            fields = read_fields(pdf, declared.file)
            for complaint in compare(declared, fields):
                raise UserError(f"{source}: {complaint}")
            pages = tuple(_size(page) for page in pdf.pages)
            strip(pdf)
            bare = _prepared(pdf)
    except pikepdf.PdfError:
        raise UserError(f"{source}: {declared.file} is no PDF that can be read") from None
    places = [place for field in fields.values() for place in field.places]
    texts = read_rectangles(bare, [(p.page, p.x0, p.y0, p.x1, p.y1) for p in places])
    return Form(
        map=declared, source=source, fields=fields, print=bare, pages=pages,
        beneath=dict(zip(places, texts, strict=True)),
    )  # fmt: skip


def _read(file: Path, declared: FormMap, source: str) -> bytes:
    if file.parent.resolve() != file.resolve().parent or not file.is_file():
        raise UserError(f"{source}: file: there is no {declared.file} beside it")
    content = file.read_bytes()
    if (found := hashlib.sha256(content).hexdigest()) != declared.sha256:
        raise UserError(
            f"{source}: {declared.file} is not the edition that was mapped (its SHA-256 is {found});"
            " look at every field again before you write that down"
        )
    return content


def _size(page: pikepdf.Page) -> tuple[float, float]:
    return float(page.mediabox[2]), float(page.mediabox[3])


def _prepared(pdf: pikepdf.Pdf) -> bytes:
    """The form with room for what is set above it, and nothing of its graphics state left over."""
    for page in pdf.pages:
        page.contents_add(b"q", prepend=True)
        page.contents_add(b"Q")
        # Its own copy of what may be shared with other pages, or inherited.
        resources: Any = pikepdf.Dictionary(dict(page.resources.items()))
        resources.XObject = pikepdf.Dictionary(dict(resources.get("/XObject", {}).items()))
        page.obj.Resources = resources
        if NAME in resources.XObject:
            raise UserError(f"the form has a drawing called {NAME} already")
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def compare(told: FormMap, fields: dict[str, Field]) -> Iterator[str]:
    """What is wrong between a map and its form, in the order in which it can be put right."""
    filled = Counter(list_filled(told))
    ticked = {tick.box for tick in told.ticks}
    ignored = Counter(name for names in told.ignored.values() for name in names)
    named = filled.keys() | ticked | ignored.keys()
    yield from (
        f"the form has no field {name}; it may be of another revision" for name in sorted(named - fields.keys())
    )
    yield from (f"the form's field {name} is neither filled nor ignored" for name in sorted(fields.keys() - named))
    both = {name for name, times in (filled + ignored).items() if times > 1} | (ticked & (filled + ignored).keys())
    yield from (f"{name} is named twice" for name in sorted(both))
    yield from _refuse_held(fields, ignored)
    for name in filled:
        yield from _refuse_text(fields[name])
    for tick in told.ticks:
        yield from _refuse_tick(fields[tick.box], tick.state)


def _refuse_held(fields: dict[str, Field], ignored: Counter[str]) -> Iterator[str]:
    for name in ignored:
        if fields[name].holds and fields[name].kind != "button":
            yield f"{name} is ignored, but the form brings a value for it; name it under constants or ticks"


def _refuse_text(field: Field) -> Iterator[str]:
    if field.kind not in ("text", "choice"):
        yield f"{field.name} takes no text: it is a {field.kind}"
    yield from _refuse_places(field)
    if any(place.y1 - place.y0 < READABLE for place in field.places):
        yield f"{field.name} is lower than {READABLE:g} points: nothing in it could be read"


def _refuse_tick(field: Field, on: str) -> Iterator[str]:
    known = {place.on for place in field.places}
    if field.kind != "box":
        yield f"{field.name} cannot be ticked: it is a {field.kind}"
    elif on not in known:
        yield f"{field.name} is never {on!r} when it is ticked; it is {' or '.join(sorted(map(repr, known)))}"
    yield from _refuse_places(field)


def _refuse_places(field: Field) -> Iterator[str]:
    if not field.places or not all(place.seen for place in field.places):
        yield f"{field.name} is on no page that a reader sees"
