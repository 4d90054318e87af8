"""The fonts of the papers, and nothing else the machine may have: same fonts, same bytes.

Liberation Serif 2 is kept beside this file (``fonts/``); Noto Sans CJK comes with the package
``cvttf-notosanscjk-regular``. A character that neither has cannot be printed: it is found before
anything is rendered, so that one name does not stop a batch.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from fontTools.ttLib import TTFont

from relief.errors import UserError
from relief.papers import Paper
from templates.values import clean

LIBERATION = Path(__file__).parent / "fonts"
CJK_PACKAGE = "cvttf_NotoSansCJK_Regular"


class UnprintableError(UserError):
    """Characters that no font of ours has; names the rows, so that they can be set aside."""

    def __init__(self, rows: tuple[tuple[str, int], ...], characters: str) -> None:
        listed = "; ".join(f"{file} row {row}" for file, row in rows[:10]) or "the county file or the template"
        super().__init__(
            f"{listed}: no font has the characters {characters};"
            " set these rows aside for a paper by hand, or add a font that has them"
        )
        self.rows, self._characters = rows, characters
        """(source_file, source_row) of each conviction concerned."""

    def __reduce__(self) -> "tuple[type[UnprintableError], tuple[tuple[tuple[str, int], ...], str]]":
        return UnprintableError, (self.rows, self._characters)


@cache
def folders() -> tuple[Path, ...]:
    """The folders that hold our fonts."""
    found = find_spec(CJK_PACKAGE)
    if found is None or found.origin is None:
        raise UserError(f"the font package {CJK_PACKAGE} is not installed; install requirements.lock")
    return (LIBERATION, Path(found.origin).parent)


@cache
def coverage() -> frozenset[str]:
    """Every character that can be printed in each style."""
    serif = [set(_characters(path)) for path in sorted(LIBERATION.glob("*.ttf"))]
    cjk = [character for path in sorted(folders()[1].glob("*.otf")) for character in _characters(path)]
    return frozenset(set.intersection(*serif).union(cjk))


def _characters(path: Path) -> list[str]:
    with TTFont(path, lazy=True) as font:
        return [chr(code) for code in font.getBestCmap()]


@cache
def _advances() -> tuple[dict[str, float], float]:
    """Width of each character where it is widest, as a part of the type size; and of any other.

    Not of one face for all: letters are widest in bold, and a brace is not.
    """
    widest: dict[str, float] = {}
    for path in sorted(LIBERATION.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            units, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
            for code, name in font.getBestCmap().items():
                widest[chr(code)] = max(widest.get(chr(code), 0.0), metrics[name][0] / units)
    return widest, 1.0


PARTED = re.compile(r"(?<=[,;/-])")
"""After these a reader expects that a word may go on below."""


_OPENING, _CLOSING = (
    "([{\uff08\uff3b\uff5b\u300c\u300e\u3010\u300a\u3008",
    ")]}\uff09\uff3d\uff5d\u300d\u300f\u3011\u300b\u3009!?,.:;/\u3001\u3002",
)
_GLUED = re.compile(f"[{re.escape(_OPENING)}] | [{re.escape(_CLOSING)}]")
"""Spaces at which the typesetter ends no line: after an opening bracket, before a closing one (Unicode's LB13, LB14)."""


def break_words(text: str, width: float, size: float) -> str:
    """The text with forced breaks (newlines) in each word that is wider than ``width`` points.

    Words that the typesetter keeps on one line are one word, and go on below after a space where they must.
    """
    if len(text) * size <= width:
        return text
    words = [_broken(word, width, size) if len(word) * size > width else word for word in text.split(" ")]
    return _part_glued(words, width, size) if _GLUED.search(text) else " ".join(words)


def _part_glued(words: Sequence[str], width: float, size: float) -> str:
    chunks = [[words[0]]]
    for before, word in pairwise(words):
        if before.endswith(tuple(_OPENING)) or word.startswith(tuple(_CLOSING)):
            chunks[-1].append(word)
        else:
            chunks.append([word])
    return " ".join(_filled(chunk, width, size) for chunk in chunks)


def _filled(chunk: Sequence[str], width: float, size: float) -> str:
    if text_width(" ".join(chunk), size) <= width:
        return " ".join(chunk)
    text = chunk[0]
    for word in chunk[1:]:
        line = f"{text.rpartition(chr(10))[2]} {word.partition(chr(10))[0]}"
        text += f" {word}" if text_width(line, size) <= width else f" \n{word}"
    return text


def text_width(text: str, size: float) -> float:
    """Points that a text takes on one line at most, whatever its style."""
    advances, other = _advances()
    return sum(advances.get(character, other) for character in text) * size


def _broken(word: str, width: float, size: float) -> str:
    """The word in lines: after a comma, hyphen or slash where there is one, else wherever the line is full."""
    advances, other = _advances()
    parts = [""]
    room = width
    for character in word:
        advance = advances.get(character, other) * size
        if advance > room and parts[-1]:
            rest = PARTED.split(parts[-1])[-1]
            rest = "" if rest == parts[-1] else rest
            parts[-1] = parts[-1].removesuffix(rest)
            parts.append(rest)
            room = width - sum(advances.get(each, other) for each in rest) * size
        parts[-1] += character
        room -= advance
    return "\n".join(parts)


def refuse_unprintable(papers: Iterable[Paper]) -> None:
    """Raise UnprintableError for all characters of these papers that no font has, with their rows."""
    rows: dict[tuple[str, int], None] = {}
    characters: set[str] = set()
    for paper in papers:
        for conviction in paper.convictions:
            if missing := _missing(
                conviction.case_number + conviction.name + conviction.code_section + conviction.level
            ):
                rows[conviction.source_file, conviction.source_row] = None
                characters |= missing
        if not rows and paper.head is not None:
            characters |= _missing(
                " ".join([*paper.head.attorney, *paper.head.court, paper.head.defendant, paper.title])
            )
    if characters:
        raise UnprintableError(tuple(rows), _named(characters))


def find_unprintable(texts: Iterable[str]) -> list[str]:
    """Those with a character that no font of ours has."""
    return [text for text in texts if _missing(text)]


def refuse_uncovered(text: str) -> None:
    """Raise UnprintableError for a character of a paper's final words; what is left is the county's or a template's."""
    if not text.isascii() and (missing := set(text) - coverage()):
        raise UnprintableError((), _named(missing))


def _missing(text: str) -> set[str]:
    return set() if text.isascii() else set(clean(text)) - coverage()


def _named(characters: set[str]) -> str:
    return ", ".join(f"U+{ord(character):04X}" for character in sorted(characters))
