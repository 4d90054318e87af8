"""What a file format can do: tell whether a file is in it, and read the file as blocks of text."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import polars as pl

from connectors.readers.block import Block

if TYPE_CHECKING:
    from connectors.layouts.layout import Layout

Wanted = Mapping[str, pl.DataType]
"""The columns that are to be read, and the type in which each is wanted: text, or words that are coded as they are read."""


class Format(Protocol):
    """A way in which records are written down, as a layout declares it under ``file``."""

    def look(self, path: Path, layout: "Layout") -> None:
        """UserError with what is wrong if the file cannot be one in the layout, from a look at its beginning."""

    def read(self, path: Path, layout: "Layout", wanted: Wanted, scratch: Path) -> Iterator[Block]:
        """Every record of the file, in its order: in a block's frame or set aside, with its number.

        Args:
            path: a file that was looked at.
            layout: gives ``columns`` and when a file is refused.
            wanted: the columns of the blocks.
            scratch: a private folder for copies of the file, gone afterwards.

        Raises:
            UserError: a control total does not agree, or too much of the file cannot be read.
        """
        ...
