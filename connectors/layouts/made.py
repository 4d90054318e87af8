"""Columns made of a file's own: parts joined, marks changed, numbers brought to one form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True, kw_only=True)
class Made:
    """The steps from columns of the file to one column, in this order; what is not declared is not done."""

    of: tuple[str, ...]
    """Columns, of which the filled ones are joined."""
    between: str = " "
    """What stands between two of them."""
    before: str | None = None
    """Only what stands before the first of this mark."""
    after: str | None = None
    """Only what stands after the first of this mark, where there is one."""
    replace_first: Mapping[str, str] = field(default_factory=dict)
    """Texts and what stands in place of the first of each."""
    replace: Mapping[str, str] = field(default_factory=dict)
    """Texts and what stands in place of every one of them."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Whole cells, in upper case, and what they stand for."""
    last: int | None = None
    """Only so many characters from the end."""
    zeros: int | None = None
    """Zeros in front, up to so many characters in all."""
    prefix: str = ""
    suffix: str = ""
    """What is added to a cell that is filled."""

    def expression(self) -> pl.Expr:
        """The made column, null where all its parts are blank."""
        cells = [pl.col(name).cast(pl.String).str.strip_chars() for name in self.of]
        parts = [pl.when(cell != "").then(cell) for cell in cells]
        text = parts[0] if len(parts) == 1 else pl.concat_str(parts, separator=self.between, ignore_nulls=True)
        text = self._cut(pl.when(pl.any_horizontal(part.is_not_null() for part in parts)).then(text))
        for old, new in self.replace_first.items():
            text = text.str.replace(old, new, literal=True)
        for old, new in self.replace.items():
            text = text.str.replace_all(old, new, literal=True)
        return self._finish(text.str.strip_chars())

    def _cut(self, text: pl.Expr) -> pl.Expr:
        if self.before is not None:
            text = text.str.splitn(self.before, 2).struct.field("field_0")
        if self.after is not None:
            parts = text.str.splitn(self.after, 2).struct
            text = pl.coalesce(parts.field("field_1"), parts.field("field_0"))
        return text

    def _finish(self, text: pl.Expr) -> pl.Expr:
        if self.words:
            text = text.str.to_uppercase().replace(dict(self.words))
        if self.last is not None:
            text = text.str.tail(self.last)
        if self.zeros is not None:
            text = pl.when(text != "").then(text.str.zfill(self.zeros))
        return pl.when(text != "").then(pl.concat_str(pl.lit(self.prefix), text, pl.lit(self.suffix)))
