"""Whether anything on a page lies on anything else or off the page, by the boxes that two readers give."""

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence

import pypdfium2

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

TOUCH = 1.0
"""Points by which boxes may lie on each other: a box is a little larger than its ink."""


def collisions(boxes: Sequence[tuple[str, Box]]) -> list[tuple[str, str]]:
    """Pairs that lie on each other; neighbours in the order of writing may, as the letters of a word do."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, (_, (x0, y0, x1, y1)) in enumerate(boxes):
        for column in range(int(x0 // 20), int(x1 // 20) + 1):
            for row in range(int(y0 // 20), int(y1 // 20) + 1):
                cells[column, row].append(place)
    pairs = {(one, other) for cell in cells.values() for one in cell for other in cell if other - one > 1}
    return [(boxes[one][0], boxes[other][0]) for one, other in sorted(pairs) if _on(boxes[one][1], boxes[other][1])]


def _on(one: Box, other: Box) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > TOUCH and high > TOUCH


def by_pdfium(pdf: bytes) -> Iterator[tuple[tuple[float, float], list[tuple[str, Box]]]]:
    """Each page's size, and its characters with the boxes of their ink."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        text = page.get_textpage()
        every = [(text.get_text_range(n, 1), text.get_charbox(n)) for n in range(text.count_chars())]
        # A line to write on is many underscores, which join on purpose.
        yield page.get_size(), [(letter, box) for letter, box in every if letter.strip() and letter != "_"]
    document.close()


def by_poppler(pdf: bytes) -> Iterator[tuple[tuple[float, float], list[tuple[str, Box]]]]:
    """Each page's size, and its words with their boxes, less the room that their font has above and below its letters."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    for page in re.split(r"<page ", done.stdout.decode())[1:]:
        size = re.match(r'width="([\d.]+)" height="([\d.]+)"', page)
        assert size is not None
        width, height = map(float, size.groups())
        found = re.findall(
            r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', page
        )
        words = [(word, tuple(map(float, box))) for *box, word in found]
        yield (
            (width, height),
            [
                (word, (x0, height - y1 + 2.0, x1, height - y0 - 2.0))
                for word, (x0, y0, x1, y1) in words
                if set(word) != {"_"}
            ],
        )


def troubles(pdf: bytes) -> list[str]:
    """What lies on something else, or within a quarter of an inch of the paper's edge, by either reader."""
    found: list[str] = []
    for reader in (by_pdfium, by_poppler):
        for number, ((width, height), boxes) in enumerate(reader(pdf), 1):
            found += [f"{reader.__name__} page {number}: {one} on {other}" for one, other in collisions(boxes)]
            found += [
                f"{reader.__name__} page {number}: {word} at the edge"
                for word, (x0, y0, x1, y1) in boxes
                if x0 < 18 or y0 < 10 or x1 > width - 18 or y1 > height - 18
            ]
    return found
