"""Whether a text fits into a rectangle at a size that can be read, and how it is broken there."""

from dataclasses import dataclass

from templates.fonts import break_words, text_width
from templates.forms.acroform import Field, Place

READABLE = 7.0
"""Points; a text that would have to be smaller goes to the attachment."""
LEADING = 1.2
_USUAL = 10.0
_INSET = 2.0
_STEP = 0.5


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One line of print: its baseline begins at x, y points from the page's top left."""

    page: int
    x: float
    y: float
    width: float
    align: str
    size: float
    text: str


def fit(text: str, field: Field, place: Place, height: float) -> list[Mark] | None:
    """The text in one of the field's rectangles, as large as the form says or less; None where it cannot be read.

    ``height`` is the page's, in points.
    """
    if field.cells:
        return _comb(text, field, place, height)
    if field.multiline:
        return _lines(text, field, place, height)
    tall = place.y1 - place.y0
    size = _fitting(text, place.x1 - place.x0 - 2 * _INSET, min(field.size or _USUAL, tall))
    return None if size is None else [_mark(text, field, place, height, size, (tall + 0.66 * size) / 2)]


def tick(place: Place, height: float) -> Mark:
    """A cross in a box."""
    size = max(min(place.x1 - place.x0, place.y1 - place.y0), READABLE) * 1.1
    return Mark(
        page=place.page,
        x=place.x0,
        y=height - place.y0 - (place.y1 - place.y0 - 0.66 * size) / 2,
        width=place.x1 - place.x0,
        align="center",
        size=size,
        text="X",
    )


def _fitting(text: str, width: float, largest: float) -> float | None:
    wide = text_width(text, 1)
    size = min(largest, width / wide if wide else largest)
    size = size // _STEP * _STEP
    return size if size >= READABLE else None


def _mark(text: str, field: Field, place: Place, height: float, size: float, down: float) -> Mark:
    return Mark(
        page=place.page,
        x=place.x0 + _INSET,
        y=height - place.y1 + down,
        width=place.x1 - place.x0 - 2 * _INSET,
        align=field.align,
        size=size,
        text=text,
    )


def _lines(text: str, field: Field, place: Place, height: float) -> list[Mark] | None:
    size = field.size or _USUAL
    wide, tall = place.x1 - place.x0 - 2 * _INSET, place.y1 - place.y0 - 2 * _INSET
    while size >= READABLE:
        lines = _wrapped(text, wide, size)
        if len(lines) * LEADING * size <= tall:
            return [
                _mark(line, field, place, height, size, _INSET + (number + 0.8) * LEADING * size)
                for number, line in enumerate(lines)
            ]
        size -= _STEP
    return None


def _wrapped(text: str, width: float, size: float) -> list[str]:
    lines: list[str] = [""]
    for word in break_words(text, width, size).replace("\n", " \0").split(" "):
        # A part of a word that was broken stays a part: no space comes back with it.
        glue = "" if word.startswith("\0") or not lines[-1] else " "
        longer = lines[-1] + glue + word.removeprefix("\0")
        if word.startswith("\0") or (lines[-1] and text_width(longer, size) > width):
            lines.append(word.removeprefix("\0"))
        else:
            lines[-1] = longer
    return lines


def _comb(text: str, field: Field, place: Place, height: float) -> list[Mark] | None:
    if len(text) > field.cells:
        return None
    cell = (place.x1 - place.x0) / field.cells
    tall = place.y1 - place.y0
    size = min(field.size or _USUAL, tall, *(cell / text_width(character, 1) for character in text if character != " "))
    if size < READABLE:
        return None
    return [
        Mark(
            page=place.page,
            x=place.x0 + number * cell,
            y=height - place.y1 + (tall + 0.66 * size) / 2,
            width=cell,
            align="center",
            size=size,
            text=character,
        )
        for number, character in enumerate(text)
        if character != " "
    ]
