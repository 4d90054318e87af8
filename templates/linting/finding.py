"""What is wrong with a county's words, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

from templates.prose import Source


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to put right; a run refuses to print while there is one."""

    place: str
    """File, and line where it is known."""
    says: str

    def __str__(self) -> str:
        return f"{self.place}: {self.says}"


def find_line(sources: tuple[Source, ...], words: str) -> str:
    """Where these words stand: the county's own template first, then those that it builds on."""
    for source in sources:
        for number, line in enumerate(source.text.split("\n"), 1):
            if words in line:
                return f"{source.place} line {number}"
    return next(_places(sources))


def _places(sources: tuple[Source, ...]) -> Iterator[str]:
    return (source.place for source in sources)
