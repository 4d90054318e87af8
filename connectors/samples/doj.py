"""Writes a fictional DOJ bulk file: a pool of histories, each used for many people.

The pool is laid out once (``rows``); after that a person is a draw of a history, a name, a birth date
and a shift of all its days, and a stretch of people is put together as text column by column.
Memory does not grow with the number of rows: the file is written stretch by stretch.
"""

import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import BinaryIO

import polars as pl

from connectors.doj_columns import COLUMNS
from connectors.samples.dice import Dice
from connectors.samples.moments import texts
from connectors.samples.people import introduce, subject_id
from connectors.samples.plan import Person, Sample
from connectors.samples.rows import NO_NUMBER, Row

_DIGITS = 1_000_000


def write_sample(
    out: BinaryIO | Path,
    *,
    county: str = "LOS ANGELES",
    rows: int,
    seed: int,
    header: bool = False,
    courts: list[str] | None = None,
) -> int:
    """Write exactly ``rows`` fictional records in DOJ's format and give back their number.

    95 columns, UTF-8, comma-separated, quoted where needed, LF line ends; the header line, if asked
    for, is not counted. The same seed, county, courts and number of rows give the same bytes. Of a
    path, nothing stands under its name until the whole file does.

    Raises:
        UserError: California has no such county.
    """
    sample = Sample.plan(county=county, rows=rows, seed=seed, courts=courts)
    if isinstance(out, Path):
        part = out.with_name(out.name + ".part")
        with part.open("wb") as file:
            _write(file, sample, header)
        os.replace(part, out)
    else:
        _write(out, sample, header)
    return rows


def list_subjects(*, county: str = "LOS ANGELES", rows: int, seed: int) -> dict[str, list[str]]:
    """Tag to the SUBJECT_IDs of the people planted for it in the sample of these figures.

    Everyday people have the empty tag. This is what makes a sample's answers known beforehand.
    """
    sample = Sample.plan(county=county, rows=rows, seed=seed, courts=None)
    found: dict[str, list[str]] = {}
    for stretch in sample.stretches():
        for person in stretch:
            found.setdefault(sample.histories[person.history].tag, []).append(subject_id(seed, person.serial))
    return found


def _write(file: BinaryIO, sample: Sample, header: bool) -> None:
    if header:
        file.write((",".join(COLUMNS) + "\n").encode())
    page = Page.set_up(sample)
    record = 1
    for position, people in enumerate(sample.stretches()):
        lines = page.compose(people, Dice(f"names {sample.seed} {position}"), record)
        lines.write_csv(file, include_header=False, quote_style="never", line_terminator="\n")
        record += len(lines)


@dataclass(frozen=True, kw_only=True)
class Page:
    """The pool as a table: all rows of all histories, one after the other."""

    sample: Sample
    rows: pl.DataFrame
    starts: tuple[int, ...]
    days: pl.Series

    @classmethod
    def set_up(cls, sample: Sample) -> "Page":
        """Lay the pool's rows out as columns."""
        flat = [row for layout in sample.layouts for row in layout]
        names = [field.name for field in fields(Row)]
        table = pl.DataFrame({name: [getattr(row, name) for row in flat] for name in names})
        starts = [0]
        for layout in sample.layouts:
            starts.append(starts[-1] + len(layout))
        return cls(sample=sample, rows=table, starts=tuple(starts), days=texts())

    def compose(self, people: list[Person], dice: Dice, record: int) -> pl.DataFrame:
        """The lines of some people, numbered from ``record``."""
        table = self._people(people, dice).with_columns(at=pl.int_ranges("start", "end")).explode("at")
        table = pl.concat([table.drop("start", "end", "at"), self.rows[table["at"]]], how="horizontal")
        days = {name: self.days.gather(table[name] + table["shift"]) for name in ("cycle_day", "step_day", "count_day")}
        numbers = {name: self._number(table, name) for name in ("first_number", "second_number")}
        table = table.with_columns(**days, **numbers, record=pl.int_range(record, record + len(table)))
        person = pl.when("alias").then("other_person").otherwise("person")
        return table.select(
            pl.concat_str(
                pl.col("record").cast(pl.String) + ",",
                person,
                *("cycle", "cycle_day", "step", "step_day", "count", "count_day"),
                *("before", "first_number", "between", "second_number", "after"),
            )
        )

    def _people(self, people: list[Person], dice: Dice) -> pl.DataFrame:
        sample = self.sample
        introduced = []
        for person in people:
            history = sample.histories[person.history]
            birth = self.days[history.birth + person.shift]
            subject = subject_id(sample.seed, person.serial)
            introduced.append(introduce(dice, subject, birth, history.name, sample.looks))
        return pl.DataFrame(
            {
                "person": [pair[0] for pair in introduced],
                "other_person": [pair[1] for pair in introduced],
                "start": [self.starts[person.history] for person in people],
                "end": [self.starts[person.history + 1] for person in people],
                "shift": [person.shift for person in people],
                "base": [person.first_number for person in people],
            }
        )

    def _number(self, table: pl.DataFrame, name: str) -> pl.Series:
        digits = (table["base"] + table[name] + self.sample.seed) * 7_919 % _DIGITS
        text = digits.cast(pl.String).str.zfill(6)
        return table.select(pl.when(pl.col(name) == NO_NUMBER).then(pl.lit("")).otherwise(text)).to_series()
