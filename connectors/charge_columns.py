"""Which of a row's columns prints its charge, and what it says."""

from collections.abc import Mapping, Sequence

import polars as pl

from connectors.charges import attempted, before_description, in_comment, marked_attempted
from connectors.layouts.layout import Layout
from connectors.lexicon import TEXT, Lexicon
from relief.records import CHARGE_SOURCE, SCHEMA

_NOWHERE = pl.lit(None, dtype=CHARGE_SOURCE)
_NO_CODE = pl.lit(None, dtype=pl.UInt32)


class ChargeColumns:
    """Reads ``charge_text``, ``charge_source`` and ``charge_level`` of a block."""

    def __init__(self, layout: Layout, categories: Mapping[str, pl.Categories]) -> None:
        self._layout = layout
        upper, level = pl.col(TEXT).str.to_uppercase(), SCHEMA["charge_level"]
        assert isinstance(level, pl.Enum)
        elsewhere = layout.charge_in_comment.when if layout.charge_in_comment else ()
        texts = {
            "printed": ~upper.is_in(list(elsewhere)),
            "section": before_description(upper),
            "charge": marked_attempted(upper, pl.col("section")),
            "attempt": attempted(pl.col("charge")),
        }
        flag = layout.attempt_flag
        flags = {"attempt": upper.str.contains(flag, literal=True) if flag else pl.lit(False)}
        blank = layout.blank_words
        levels = (
            {"level": layout.words["charge_level"].translate(upper, level)} if "charge_level" in layout.words else {}
        )
        self._texts = _of_any([charge.text for charge in layout.charge], categories, blank, texts)
        self._levels = _of_any([charge.level for charge in layout.charge], categories, blank, levels)
        self._flags = _of_any([charge.flags for charge in layout.charge], categories, blank, flags)

    @property
    def lexicons(self) -> dict[str, Lexicon]:
        """Of every column that may print a charge, its level or its flags."""
        found: dict[str, Lexicon] = {}
        for charge in self._layout.charge:
            parts = ((charge.text, self._texts), (charge.level, self._levels), (charge.flags, self._flags))
            found |= {column: lexicon for column, lexicon in parts if column is not None and lexicon is not None}
        return found

    def read(self, codes: pl.DataFrame, comment: pl.Series) -> dict[str, pl.Series]:
        """The charge of the first source that prints one, with that source's own level and flag.

        Where none does, the comment is the source, with the first level and any flag of the row.
        """
        chosen = self._choose(codes.with_columns(comment.is_not_null().alias("commented")))
        text = chosen["charge"]
        rows = (chosen["source"] == "comment").arg_true()
        if rows.len():
            text = text.scatter(rows, self._in_comments(comment.gather(rows), chosen["attempt"].gather(rows)))
        return {"charge_text": text, "charge_source": chosen["source"], "charge_level": chosen["level"]}

    def _choose(self, codes: pl.DataFrame) -> pl.DataFrame:
        """``charge``, ``source``, ``level``, ``attempt`` of the source that is preferred among those that print one."""
        charges = self._layout.charge
        parts = codes.with_columns(
            *(self._printed(charge.text).alias(f"printed {number}") for number, charge in enumerate(charges)),
            *(self._flagged(charge.flags).alias(f"attempt {number}") for number, charge in enumerate(charges)),
        )
        sources = [pl.lit(charge.source, dtype=CHARGE_SOURCE) for charge in charges]
        levels = [_NO_CODE if charge.level is None else pl.col(charge.level) for charge in charges]
        flags = [pl.col(f"attempt {number}") for number in range(len(charges))]
        elsewhere = pl.when("commented").then(pl.lit("comment", dtype=CHARGE_SOURCE)).otherwise(_NOWHERE)
        chosen = parts.select(
            code=_first([pl.col(charge.text) for charge in charges], _NO_CODE),
            source=_first(sources, elsewhere if self._layout.charge_in_comment else _NOWHERE),
            level=_first(levels, pl.coalesce(levels)),
            attempt=_first(flags, pl.any_horizontal(flags)),
        )
        assert self._texts is not None
        text = self._texts.mean("charge", "code")
        if chosen["attempt"].any():
            text = pl.when("attempt").then(self._texts.mean("attempt", "code")).otherwise(text)
        level = (
            pl.lit(None, dtype=SCHEMA["charge_level"]) if self._levels is None else self._levels.mean("level", "level")
        )
        return chosen.select("source", "attempt", charge=text, level=level)

    def _printed(self, column: str) -> pl.Expr:
        assert self._texts is not None
        return self._texts.mean("printed", column).fill_null(False)

    def _flagged(self, column: str | None) -> pl.Expr:
        if column is None or self._flags is None:
            return pl.lit(False)
        return self._flags.mean("attempt", column).fill_null(False)

    def _in_comments(self, comment: pl.Series, attempt: pl.Series) -> pl.Series:
        """The charges that comments print."""
        where = self._layout.charge_in_comment
        assert where is not None
        upper = comment.str.to_uppercase().alias("comment").to_frame()
        rows = upper.with_columns(text=in_comment(pl.col("comment"), where), attempt=attempt)
        rows = rows.with_columns(section=before_description(pl.col("text")))
        rows = rows.with_columns(charge=marked_attempted(pl.col("text"), pl.col("section")))
        return rows.select(pl.when("attempt").then(attempted(pl.col("charge"))).otherwise("charge")).to_series()


def _of_any(
    columns: Sequence[str | None],
    categories: Mapping[str, pl.Categories],
    blank_words: tuple[str, ...],
    meanings: Mapping[str, pl.Expr],
) -> Lexicon | None:
    """One lexicon of several columns that share their categories; None where the layout has none of them."""
    first = next((column for column in columns if column is not None), None)
    return Lexicon(categories[first], blank_words, meanings) if first is not None and meanings else None


def _first(values: list[pl.Expr], otherwise: pl.Expr) -> pl.Expr:
    """The value of the first source that prints a charge."""
    answer = otherwise
    for number, value in reversed(list(enumerate(values))):
        answer = pl.when(pl.col(f"printed {number}")).then(value).otherwise(answer)
    return answer
