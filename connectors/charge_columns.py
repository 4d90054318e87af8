"""Which of a row's columns prints its charge, and what it says."""

from collections.abc import Mapping

import polars as pl

from connectors.charges import attempted, before_description, in_comment, marked_attempted
from connectors.doj_layout import Layout
from connectors.lexicon import TEXT, Lexicon
from relief.records import CHARGE_SOURCE, SCHEMA

_NOWHERE = pl.lit(None, dtype=CHARGE_SOURCE)


class ChargeColumns:
    """Reads ``charge_text``, ``charge_source`` and ``charge_level`` of a block."""

    def __init__(self, layout: Layout, categories: Mapping[str, pl.Categories]) -> None:
        self._layout = layout
        upper, first, level = pl.col(TEXT).str.to_uppercase(), layout.charge[0], SCHEMA["charge_level"]
        assert isinstance(level, pl.Enum)
        blank = layout.blank_words
        texts = {
            "printed": ~upper.is_in(list(layout.charge_in_comment.when)),
            "section": before_description(upper),
            "charge": marked_attempted(upper, pl.col("section")),
            "attempt": attempted(pl.col("charge")),
        }
        levels = {"level": layout.words["charge_level"].translate(upper, level)}
        flags = {"attempt": upper.str.contains(layout.attempt_flag, literal=True)}
        self._texts = Lexicon(categories[first.text], blank, texts)
        self._levels = Lexicon(categories[first.level], blank, levels)
        self._flags = Lexicon(categories[first.flags], blank, flags)

    @property
    def lexicons(self) -> dict[str, Lexicon]:
        """Of every column that may print a charge, its level or its flags."""
        found: dict[str, Lexicon] = {}
        for charge in self._layout.charge:
            found |= {charge.text: self._texts, charge.level: self._levels, charge.flags: self._flags}
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
        printed = [self._texts.mean("printed", charge.text).fill_null(False) for charge in charges]
        flagged = [self._flags.mean("attempt", charge.flags).fill_null(False) for charge in charges]
        parts = codes.with_columns(
            *(expression.alias(f"printed {number}") for number, expression in enumerate(printed)),
            *(expression.alias(f"attempt {number}") for number, expression in enumerate(flagged)),
        )
        sources = [pl.lit(charge.source, dtype=CHARGE_SOURCE) for charge in charges]
        levels = [pl.col(charge.level) for charge in charges]
        flags = [pl.col(f"attempt {number}") for number in range(len(charges))]
        chosen = parts.select(
            code=_first([pl.col(charge.text) for charge in charges], pl.lit(None, dtype=pl.UInt32)),
            source=_first(
                sources, pl.when("commented").then(pl.lit("comment", dtype=CHARGE_SOURCE)).otherwise(_NOWHERE)
            ),
            level=_first(levels, pl.coalesce(levels)),
            attempt=_first(flags, pl.any_horizontal(flags)),
        )
        text = self._texts.mean("charge", "code")
        if chosen["attempt"].any():
            text = pl.when("attempt").then(self._texts.mean("attempt", "code")).otherwise(text)
        return chosen.select("source", "attempt", charge=text, level=self._levels.mean("level", "level"))

    def _in_comments(self, comment: pl.Series, attempt: pl.Series) -> pl.Series:
        """The charges that comments print."""
        upper = comment.str.to_uppercase().alias("comment").to_frame()
        rows = upper.with_columns(text=in_comment(pl.col("comment"), self._layout), attempt=attempt)
        rows = rows.with_columns(section=before_description(pl.col("text")))
        rows = rows.with_columns(charge=marked_attempted(pl.col("text"), pl.col("section")))
        return rows.select(pl.when("attempt").then(attempted(pl.col("charge"))).otherwise("charge")).to_series()


def _first(values: list[pl.Expr], otherwise: pl.Expr) -> pl.Expr:
    """The value of the first source that prints a charge."""
    answer = otherwise
    for number, value in reversed(list(enumerate(values))):
        answer = pl.when(pl.col(f"printed {number}")).then(value).otherwise(answer)
    return answer
