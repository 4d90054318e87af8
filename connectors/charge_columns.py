"""Which of a row's columns prints its charge, and what it says."""

from collections.abc import Mapping

import polars as pl

from connectors.charges import attempted, charge_in_comment, charge_section
from connectors.doj_layout import Layout
from connectors.lexicon import TEXT, Lexicon
from relief.records import CHARGE_SOURCE, SCHEMA


class ChargeColumns:
    """Reads ``charge_text``, ``charge_source`` and ``charge_level`` of a block."""

    def __init__(self, layout: Layout, categories: Mapping[str, pl.Categories]) -> None:
        self._layout = layout
        upper = pl.col(TEXT).str.to_uppercase()
        section = charge_section(upper)
        first = layout.charge[0]
        level = SCHEMA["charge_level"]
        assert isinstance(level, pl.Enum)
        self._texts = Lexicon(
            categories[first.text],
            layout.blank_words,
            {
                "printed": ~upper.is_in(list(layout.charge_in_comment.when)),
                "charge": section,
                "attempt": attempted(section),
            },
        )
        self._levels = Lexicon(
            categories[first.level], layout.blank_words, {"level": layout.words["charge_level"].translate(upper, level)}
        )
        self._flags = Lexicon(
            categories[first.flags],
            layout.blank_words,
            {"attempt": upper.str.contains(layout.attempt_flag, literal=True)},
        )

    def read(self, block: pl.DataFrame, comment: pl.Series) -> dict[str, pl.Series]:
        """The charge of the first source that prints one, with that source's own level and flag.

        Where none does, the comment is the source, with the first level and any flag of the row.
        """
        in_comment = pl.when("commented").then(pl.lit("comment", dtype=CHARGE_SOURCE))
        chosen = self._parts(block, comment).select(
            entry=self._first("entry", pl.lit(None, dtype=pl.UInt32)),
            level=self._first("level", pl.coalesce("^level .*$")),
            attempt=self._first("attempt", pl.any_horizontal("^attempt .*$")),
            source=self._first(None, in_comment),
        )
        entry, attempt, source = chosen["entry"], chosen["attempt"], chosen["source"]
        text = self._texts.mean("charge", entry)
        if attempt.any():
            text = text.zip_with(~attempt, self._texts.mean("attempt", entry))
        rows = (source == "comment").arg_true()
        if rows.len():
            text = text.scatter(rows, self._in_comments(comment.gather(rows), attempt.gather(rows)))
        return {
            "charge_text": text,
            "charge_source": source,
            "charge_level": self._levels.mean("level", chosen["level"]),
        }

    def _parts(self, block: pl.DataFrame, comment: pl.Series) -> pl.DataFrame:
        parts = {"commented": comment.is_not_null()}
        for number, charge in enumerate(self._layout.charge):
            entries = self._texts.find(block[charge.text])
            flags = self._flags.find(block[charge.flags])
            parts[f"entry {number}"] = entries
            parts[f"printed {number}"] = self._texts.mean("printed", entries).fill_null(False)
            parts[f"level {number}"] = self._levels.find(block[charge.level])
            parts[f"attempt {number}"] = self._flags.mean("attempt", flags).fill_null(False)
        return pl.DataFrame(parts)

    def _first(self, part: str | None, otherwise: pl.Expr) -> pl.Expr:
        """The part, or the name, of the first source that prints a charge."""
        answer = otherwise
        for number, charge in reversed(list(enumerate(self._layout.charge))):
            value = pl.lit(charge.source, dtype=CHARGE_SOURCE) if part is None else pl.col(f"{part} {number}")
            answer = pl.when(pl.col(f"printed {number}")).then(value).otherwise(answer)
        return answer

    def _in_comments(self, comment: pl.Series, attempt: pl.Series) -> pl.Series:
        section = charge_in_comment(pl.col("comment").str.to_uppercase(), self._layout)
        rows = pl.DataFrame({"comment": comment, "attempt": attempt})
        return rows.select(charge=pl.when("attempt").then(attempted(section)).otherwise(section))["charge"]
