"""Where lines of type end, worked out before they are set, so that the layout knows every height and measures nothing.

A line is never wider than its place: each character counts as wide as in the widest face, so what is set is narrower.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from templates.fonts import break_words, text_width

Run = tuple[str, str]
"""Text and style: ``""``, ``b``, ``i`` or ``bi``; a newline is a forced break."""

LINE, PITCH = 12, 24
"""Points of a line of type, and from one number of pleading paper to the next."""


def slots(lines: int) -> int:
    """Numbered lines of pleading paper that single-spaced lines of type need, with the space that follows a block."""
    return -(-(lines * LINE + LINE) // PITCH)


def wrap(text: str, width: float, size: float) -> str:
    """The text with a newline wherever a line ends."""
    return "".join(text for text, _ in wrap_runs([(text, "")], width, size))


def count_lines(text: str) -> int:
    """Lines of a wrapped text."""
    return text.count("\n") + 1


def wrap_runs(runs: Sequence[Run], width: float, size: float) -> list[Run]:
    """Runs with a newline wherever a line ends; a word may go on from one run into the next."""
    # Words that were broken to fit are broken anew: here their place in the line counts.
    runs = [(text.replace("\n", ""), style) for text, style in runs]
    if sum(len(text) for text, _ in runs) * size <= width:
        return runs
    wrapped: list[Run] = []
    left = width
    for word in _words(runs):
        needed = sum(word_width(text.rstrip(" "), size) for text, _ in word)
        if needed > left and wrapped and not wrapped[-1][0].endswith("\n"):
            wrapped.append(("\n", wrapped[-1][1]))
            left = width
        if needed > width:
            broken = break_words("".join(text for text, _ in word), width, size)
            wrapped.append((broken, word[0][1]))
            left = width - word_width(broken.rpartition("\n")[2], size)
        else:
            wrapped += word
            left -= sum(word_width(text, size) for text, _ in word)
    return list(_joined(wrapped))


def _words(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Words with the space that follows them, each in as many parts as it has styles."""
    word: list[Run] = []
    for text, style in runs:
        parts = text.split(" ")
        for place, part in enumerate(parts):
            last = place == len(parts) - 1
            if part or not last:
                word.append((part if last else f"{part} ", style))
            if not last:
                yield word
                word = []
    if word:
        yield word


def _joined(parts: Sequence[Run]) -> Iterator[Run]:
    text, style = "", parts[0][1] if parts else ""
    for part, of in parts:
        if of != style:
            yield text, style
            text, style = "", of
        text += part
    if text:
        yield text, style


@lru_cache(maxsize=1 << 14)
def word_width(text: str, size: float) -> float:
    """Points of a word."""
    return text_width(text, size)
