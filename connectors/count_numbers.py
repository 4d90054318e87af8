"""Numbers for counts where an export has none: cycle, event, count and sub-count, as DOJ's CNT_ORDER has them."""

from collections.abc import Sequence

import polars as pl

from connectors.layouts.layout import Numbering

MOST = 999
"""Cases of a person, and counts of a case, that twelve digits can tell apart."""
_SEPARATOR = "\x1f"
_HASHES: dict[str, type[pl.DataType]] = {"one": pl.UInt64, "two": pl.UInt64}
_CASE, _PERSON, _CHARGE = (
    {f"{what}_{name}": dtype for name, dtype in _HASHES.items()} for what in ("case", "person", "charge")
)
"""Each is known by 128 bits of a hash: millions of them take megabytes, and none is kept that can be read."""


class CountNumbers:
    """Each case of a person is a cycle with one event; each of its counts is numbered as the export does, or in order.

    What it knows of one block it knows in the next, and of one file of a source in the next, whatever its layout: a case
    may go on there, or come again. Where the export does not number counts, the first row of a charge in a case is the
    same count in every file, and so is the second: a case that is delivered again has no more counts than before. A row
    without a person or a case has no number, and is a count of its own.
    """

    def __init__(self) -> None:
        self._cases = pl.DataFrame(schema={**_CASE, **_PERSON, "cycle": pl.UInt32})
        self._counts = pl.DataFrame(schema={**_CASE, **_CHARGE, "nth": pl.UInt32, "count": pl.UInt32})
        self._seen = pl.DataFrame(schema={**_CASE, **_CHARGE, "before": pl.UInt32})
        """Counts of the file that is being read."""
        self._file: str | None = None

    def number(
        self, block: pl.DataFrame, numbering: Numbering, *, person: pl.Series, charge: pl.Series, file: str
    ) -> pl.Series:
        """``count_order`` of a block's rows; null where there is none, or more than can be numbered.

        Args:
            block: with the columns that ``numbering`` names.
            numbering: of the block's layout.
            person: each row's.
            charge: each row's, as it is in the record.
            file: which file the block is of.
        """
        known = pl.all_horizontal(pl.col("person", "case").is_not_null())
        rows = block.select(
            person=person, charge=charge, case=_name(numbering.case), told=_read(numbering.count)
        ).select(
            **_hash("case", pl.struct("person", "case"), known=known),
            **_hash("person", pl.col("person"), known=known),
            **_hash("charge", pl.col("charge"), known=pl.lit(value=True)),
            told="told",
        )
        self._meet(rows)
        cycle = _look_up(rows, self._cases, list(_CASE), "cycle")
        count = rows["told"] if numbering.count else self._count(rows.drop("told"), file)
        good = cycle.is_between(1, MOST) & count.is_between(0, MOST)
        digits = [pl.lit(cycle), pl.lit(1), pl.lit(count), pl.lit(0)]
        text = pl.concat_str([each.cast(pl.String).str.zfill(3) for each in digits])
        return rows.select(count_order=pl.when(good).then(text)).to_series()

    def _meet(self, rows: pl.DataFrame) -> None:
        """Give the cases that are new the next cycles of their people."""
        cases, persons = list(_CASE), list(_PERSON)
        new = rows.drop_nulls(cases).unique(cases, keep="first", maintain_order=True)
        new = new.join(_among(self._cases, new, cases), on=cases, how="anti", maintain_order="left")
        if new.is_empty():
            return
        last = _among(self._cases, new, persons).group_by(persons).agg(last=pl.col("cycle").max())
        numbered = new.join(last, on=persons, how="left", maintain_order="left").select(
            *cases,
            *persons,
            cycle=(pl.col("last").fill_null(0) + pl.int_range(1, pl.len() + 1).over(persons)).cast(pl.UInt32),
        )
        self._cases = pl.concat([self._cases, numbered])

    def _count(self, rows: pl.DataFrame, file: str) -> pl.Series:
        """Which count of its case each row is: a new one, unless another file has the charge as often."""
        if file != self._file:
            self._file, self._seen = file, self._seen.clear()
        cases, same = list(_CASE), [*_CASE, *_CHARGE]
        before = _look_up(rows, self._seen, same, "before").fill_null(0)
        told = rows.with_columns(nth=(before + pl.int_range(1, pl.len() + 1).over(same)).cast(pl.UInt32))
        here = told.drop_nulls(cases).select(*same, before="nth")
        self._seen = pl.concat([self._seen, here]).group_by(same).agg(pl.col("before").max())
        known = _among(self._counts, told, cases)
        new = told.drop_nulls(cases).join(known, on=[*same, "nth"], how="anti", maintain_order="left")
        last = known.group_by(cases).agg(last=pl.col("count").max())
        numbered = new.join(last, on=cases, how="left", maintain_order="left").select(
            *same,
            "nth",
            count=(pl.col("last").fill_null(0) + pl.int_range(1, pl.len() + 1).over(cases)).cast(pl.UInt32),
        )
        self._counts = pl.concat([self._counts, numbered])
        return _look_up(told, pl.concat([known, numbered]), [*same, "nth"], "count")


def _name(columns: Sequence[str]) -> pl.Expr:
    """A case by all that names it, null where nothing does."""
    cells = [pl.col(name).cast(pl.String).str.strip_chars() for name in columns]
    parts = [pl.when(cell != "").then(cell.str.to_uppercase()) for cell in cells]
    filled = pl.any_horizontal(part.is_not_null() for part in parts)
    return pl.when(filled).then(pl.concat_str([part.fill_null("") for part in parts], separator=_SEPARATOR))


def _read(column: str | None) -> pl.Expr:
    """The number of the count that is printed."""
    printed = pl.lit(None, pl.String) if column is None else pl.col(column).cast(pl.String)
    return printed.str.strip_chars().cast(pl.UInt32, strict=False)


def _hash(name: str, value: pl.Expr, *, known: pl.Expr) -> dict[str, pl.Expr]:
    """Two hashes of a value, null where it is not known."""
    return {f"{name}_{part}": pl.when(known).then(value.hash(seed=seed)) for seed, part in enumerate(_HASHES)}


def _among(table: pl.DataFrame, few: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
    """The rows of a large table whose keys are among a few."""
    return table.join(few.select(on).unique(), on=on, how="semi")


def _look_up(rows: pl.DataFrame, table: pl.DataFrame, on: Sequence[str], value: str) -> pl.Series:
    """A value of a large table for each row, in the rows' order."""
    return rows.join(_among(table, rows, on), on=on, how="left", maintain_order="left")[value]
