"""Pages as two renderers draw them, pdfium and poppler, and the boxes of their words."""

import io
import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image

DPI = 36
FINER = 4
"""Pages are drawn so much finer and made small then: a renderer's way with thin lines does not count."""
CELL = 6
"""Pixels of a cell whose darkness is compared: 12 points, a line of type."""


def draw_with_pdfium(pdf: bytes) -> list[Image.Image]:
    """Each page in grey."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=FINER * DPI / 72).to_pil().convert("L").reduce(FINER) for page in document]


def draw_with_poppler(pdf: bytes) -> list[Image.Image]:
    """Each page in grey."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "paper.pdf").write_bytes(pdf)
        subprocess.run(
            ["pdftoppm", "-r", str(FINER * DPI), "-gray", "-png", "paper.pdf", "page"],
            cwd=folder,
            check=True,
            capture_output=True,
        )
        drawn = [Image.open(io.BytesIO(path.read_bytes())) for path in sorted(Path(folder).glob("page-*.png"))]
        return [page.convert("L").reduce(FINER) for page in drawn]


def join(pages: Sequence[Image.Image]) -> Image.Image:
    """Pages beside one another, in sixteen greys."""
    sheet = Image.new("L", (sum(page.width for page in pages), max(page.height for page in pages)), 255)
    left = 0
    for page in pages:
        sheet.paste(page, (left, 0))
        left += page.width
    return sheet.quantize(16)


def darkness(picture: Image.Image) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """How dark each cell is on average, of 255."""
    grey = 255 - np.asarray(picture.convert("L"), dtype=float)
    high, wide = (side // CELL * CELL for side in grey.shape)
    return grey[:high, :wide].reshape(high // CELL, CELL, wide // CELL, CELL).mean(axis=(1, 3))


def difference(one: Image.Image, other: Image.Image) -> float:
    """How much the cell that differs most does, of 255; 255 for pictures of another size."""
    if one.size != other.size:
        return 255.0
    return float(np.abs(darkness(one) - darkness(other)).max())


@dataclass(frozen=True)
class Box:
    """Where a word stands, in points from the top left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    word: str


def boxes_of_poppler(pdf: bytes) -> tuple[list[tuple[float, float]], list[Box]]:
    """Size of each page, and every word's box."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    sizes, boxes = [], []
    for number, page in enumerate(re.findall(r"<page .*?</page>", done, re.DOTALL)):
        sizes.append(tuple(map(float, re.findall(r'(?:width|height)="([\d.]+)"', page[:80]))))
        words = re.finditer(r'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', page)
        boxes += [Box(number, *map(float, found.groups()[:4]), unescape(found.group(5))) for found in words]
    return sizes, boxes  # type: ignore[return-value]  # two numbers each


def boxes_of_pdfium(pdf: bytes) -> tuple[list[tuple[float, float]], list[Box]]:
    """Size of each page, and the box of each stretch of type in one line and font."""
    document = pypdfium2.PdfDocument(pdf)
    sizes, boxes = [], []
    for number, page in enumerate(document):
        wide, high = page.get_size()
        sizes.append((wide, high))
        text = page.get_textpage()
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            said = text.get_text_bounded(left, bottom, right, top)
            boxes.append(Box(number, left, high - top, right, high - bottom, said))
    return sizes, boxes


def cut_off(sizes: Sequence[tuple[float, float]], boxes: Sequence[Box], margin: float = 12) -> list[Box]:
    """What reaches into the outermost points of its page, or off it."""
    return [
        box for box in boxes
        if box.x0 < margin or box.y0 < margin or box.x1 > sizes[box.page][0] - margin or box.y1 > sizes[box.page][1] - margin
    ]  # fmt: skip


def overlapping(boxes: Sequence[Box]) -> list[tuple[Box, Box]]:
    """Pairs that share more than a quarter of the smaller one."""
    found = []
    for page in {box.page for box in boxes}:
        ordered = sorted((box for box in boxes if box.page == page and box.word.strip()), key=lambda box: box.y0)
        for place, one in enumerate(ordered):
            for other in ordered[place + 1 :]:
                if other.y0 >= one.y1:
                    break
                if _shared(one, other) > 0.25 * min(_area(one), _area(other)):
                    found.append((one, other))
    return found


def _shared(one: Box, other: Box) -> float:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return wide * high if wide > 0 and high > 0 else 0.0


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)
