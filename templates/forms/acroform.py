"""The fields of a PDF form, and where on its pages they stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pikepdf

from relief.errors import UserError

Kind = Literal["text", "box", "choice", "button", "signature"]
Align = Literal["left", "center", "right"]
_KINDS: dict[str, Kind] = {"/Tx": "text", "/Btn": "box", "/Ch": "choice", "/Sig": "signature"}
_MULTILINE, _RADIO, _PUSH, _COMB = 1 << 12, 1 << 15, 1 << 16, 1 << 24
_UNSEEN = 0b100010  # hidden, or not for display


@dataclass(frozen=True, kw_only=True)
class Place:
    """One rectangle of a field, in points from the page's bottom left."""

    page: int
    """From 0."""
    x0: float
    y0: float
    x1: float
    y1: float
    on: str
    """What a box is called when it is ticked; blank for other fields."""
    seen: bool


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field as the form declares it."""

    name: str
    """Whole, its parents' names before it, joined by dots."""
    kind: Kind
    places: tuple[Place, ...]
    multiline: bool
    cells: int
    """How many characters a comb field takes, one in each cell; 0 for any other."""
    align: Align
    size: float
    """Of its type, in points; 0 where the form leaves it open."""
    holds: str
    """A value that the form brings with it; blank if none."""


def read_fields(pdf: pikepdf.Pdf, source: str) -> dict[str, Field]:
    """Every field by its whole name. UserError for a PDF without any, and for pages that stand on their side."""
    form: Any = pdf.Root.get("/AcroForm", {})
    pages = _places(pdf, source)
    found: dict[str, Field] = {}
    for node, name, inherited in _walk(form.get("/Fields", []), "", {}):
        if name in found:
            raise UserError(f"{source}: two fields are called {name}")
        found[name] = _field(node, name, inherited, pages)
    if not found:
        raise UserError(f"{source}: this PDF has no fields; a court's form that is only print cannot be filled")
    return found


_ALIGNED: tuple[Align, ...] = ("left", "center", "right")
_INHERITED = ("/FT", "/Ff", "/DA", "/Q", "/MaxLen", "/V")


def _walk(nodes: Any, above: str, inherited: dict[str, Any]) -> Iterator[tuple[Any, str, dict[str, Any]]]:
    for node in nodes:
        name = ".".join(filter(None, (above, str(node.get("/T", "")))))
        held = inherited | {key: node[key] for key in _INHERITED if key in node}
        fields = [kid for kid in node.get("/Kids", []) if "/T" in kid]
        if fields:
            yield from _walk(fields, name, held)
        else:
            yield node, name, held


def _field(node: Any, name: str, held: dict[str, Any], pages: dict[tuple[int, int], int]) -> Field:
    flags = int(held.get("/Ff", 0))
    kind = _KINDS.get(str(held.get("/FT", "")), "button")
    if kind == "box" and flags & _PUSH:
        kind = "button"
    widgets = [widget for widget in node.get("/Kids", [node]) if "/Rect" in widget and widget.objgen in pages]
    return Field(
        name=name,
        kind=kind,
        places=tuple(_place(widget, pages[widget.objgen], kind) for widget in widgets),
        multiline=kind == "text" and bool(flags & _MULTILINE),
        cells=int(held.get("/MaxLen", 0)) if flags & _COMB and kind == "text" else 0,
        align=_ALIGNED[int(held.get("/Q", 0))],
        size=_size(str(held.get("/DA", ""))),
        holds=_held(held.get("/V")),
    )


def _place(widget: Any, page: int, kind: Kind) -> Place:
    x0, y0, x1, y1 = (float(number) for number in widget.Rect)
    states = list(widget.get("/AP", {}).get("/N", {}).keys()) if kind == "box" else []
    on = next((state[1:] for state in states if state != "/Off"), "")
    seen = not int(widget.get("/F", 0)) & _UNSEEN
    return Place(page=page, x0=min(x0, x1), y0=min(y0, y1), x1=max(x0, x1), y1=max(y0, y1), on=on, seen=seen)


def _places(pdf: pikepdf.Pdf, source: str) -> dict[tuple[int, int], int]:
    """Each widget's number in the file to its page."""
    pages: dict[tuple[int, int], int] = {}
    for number, page in enumerate(pdf.pages):
        if _is_moved(page):
            raise UserError(f"{source}: page {number + 1} is turned, scaled or cropped; print it to a PDF that is not")
        for annotation in page.get("/Annots", []):
            pages[annotation.objgen] = number
    return pages


def _is_moved(page: pikepdf.Page) -> bool:
    turned = int(page.get("/Rotate", 0)) % 360 or float(page.get("/UserUnit", 1)) != 1
    corner = [float(number) for number in page.mediabox][:2]
    return bool(turned) or corner != [0, 0] or list(page.cropbox) != list(page.mediabox)


def _size(appearance: str) -> float:
    words = appearance.split()
    try:
        return float(words[words.index("Tf") - 1])
    except (ValueError, IndexError):
        return 0.0


def _held(value: Any) -> str:
    text = "" if value is None else str(value)
    return "" if text in ("/Off", "") else text.removeprefix("/")
