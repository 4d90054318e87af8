"""A finished file read back by another program than the one that wrote it, and compared with what it was to say.

Page for page, what is printed is the margin's numbers, then the next of the paper's words, then the footer: all of it, in
order, nothing else. A table that goes on repeats its head. What runs off the text's area is not read, so it is missed.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from relief.papers import Paper
from templates.compiling import TypesettingError
from templates.minimum import words_of
from templates.reading_back import Area, gist, read_within
from templates.values import runs_right_to_left

_NUMBERS = "".join(map(str, range(1, 29)))
_AREAS: Mapping[str, Area] = {
    "pleading": (50, 5, 580, 760), "sheet": (30, 5, 762, 606), "leaf": (48, 5, 564, 786),
}  # fmt: skip

_MIRROR = dict(zip(")]}>\u00bb\u203a\uff09\u300d\u3011", "([{<\u00ab\u2039\uff08\u300c\u3010", strict=True)) | {
    "\u2019": "\u2018",
    "\u201d": "\u201c",
}

Told = Mapping[str, Any]


def refuse_other(told: Told, pdf: bytes, pages: int, paper: Paper) -> None:
    """Refuse a file whose pages do not say what its papers say. The message names the file and the page.

    It is read the fast way first, and what is not found so a second time piece by piece: either is proof.
    """
    area = _AREAS[told["papers"][0]["layout"]]
    try:
        _refuse_texts(told, read_within(pdf, area), pages, paper)
    except TypesettingError:
        _refuse_texts(told, read_within(pdf, area, apart=True), pages, paper)


def _refuse_texts(told: Told, read: Sequence[str], pages: int, paper: Paper) -> None:
    texts = list(map(gist, read))
    batch = gist(told.get("batch", ""))
    first = 0
    for each in told["papers"]:
        of = _count_pages(each, texts[first:], batch)
        if of is None:
            raise TypesettingError(f"{paper.file}: page {first + 1}: read back, its footer is not that of a first page")
        _compare(each, texts[first : first + of], batch, f"{paper.file}: page {first + 1}")
        first += of
    if first != pages or len(texts) != pages:
        raise TypesettingError(
            f"{paper.file}: read back, the file has {len(texts)} pages, of which {first} say a paper"
        )


def _count_pages(told: Told, texts: Sequence[str], batch: str) -> int | None:
    """How many pages a paper has, as the footer of its first says."""
    return next((of for of in range(len(texts), 0, -1) if texts[0].endswith(_footer(told, 1, of, batch))), None)


def _footer(told: Told, page: int, of: int, batch: str) -> str:
    title = gist(told["footer"])
    return f"page{page}of{of}{batch}{title}" if told["layout"] == "pleading" else f"{title},page{page}of{of}"


def _compare(told: Told, texts: Sequence[str], batch: str, where: str) -> None:
    said = gist("".join(_words(told)))
    begin = _NUMBERS if told["layout"] == "pleading" else gist(told["seal"] or "")
    heads = ["", *_heads(told)]
    place, read = 0, []
    for page, text in enumerate(texts, 1):
        end = _footer(told, page, len(texts), batch)
        if not (text.startswith(begin) and text.endswith(end)):
            raise TypesettingError(f"{where}: {page} of {len(texts)}: margin or footer is not what it should be")
        body = text[len(begin) : len(text) - len(end)]
        read.append(body)
        for head in heads:
            if body.startswith(head) and said.startswith(body[len(head) :], place):
                place += len(body) - len(head)
                break
        else:
            if not runs_right_to_left(said):
                raise TypesettingError(f"{where}: {page} of {len(texts)}: read back, it does not say what was laid out")
    # Words that run from right to left are read back in another order: all of them are there, and no others.
    if place != len(said) and not (
        runs_right_to_left(said) and count_characters("".join(read)) == count_characters(said)
    ):
        raise TypesettingError(f"{where}: read back, not all that was laid out is there")


def count_characters(text: str) -> Counter[str]:
    """Its characters; one that has a mirror image is read back as either."""
    return Counter(_MIRROR.get(character, character) for character in unicodedata.normalize("NFKC", text))


def _words(told: Told) -> Iterator[str]:
    if "head" in told:
        head = told["head"]
        yield from head["attorney"]["lines"]
        yield from head["court"]
        title = head["caption"]["title"]
        yield from (title["plaintiff"], "Plaintiff,", "v.", title["defendant"], title["role"])
        yield from (text for text, _ in head["caption"]["nature"])
    yield from words_of(told["blocks"])


def _heads(told: Told) -> Iterator[str]:
    """Heads of tables, which each page on which one goes on begins with."""
    for block in told["blocks"]:
        if block["type"] == "table":
            yield gist("".join(text for cell in block["header"] for text, _ in cell))
        elif block["type"] == "convictions":
            yield gist("".join(block["header"]))
