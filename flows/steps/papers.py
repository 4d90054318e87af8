"""Papers: motions, orders and exhibits as PDF, and lists of the convictions that none of them names."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.gate import refuse_known_wrong
from flows.run import Run
from flows.spreadsheet import disarm
from flows.step import Counts, Step
from flows.steps.determine import DETERMINATIONS
from flows.steps.dispositions import put_dispositions
from flows.steps.printing import print_what_can_be
from flows.wording import refuse_unsound_words

if TYPE_CHECKING:
    from connectors import County
    from relief.papers import Filing
    from templates.rendering import Written

FOLDER, LISTS = "papers", "lists"
AS_TEXT = "determinations.csv"
NO_CASE_NUMBER, DUE_FOR_DESTRUCTION = "no_case_number", "due_for_destruction"
BLANK_FIELD, NO_FONT, NOT_READ_BACK = "blank_field", "no_font", "not_read_back"
NOT_NOTICED = "challenged_without_notice"
NOT_DONE = (BLANK_FIELD, NO_FONT, NOT_READ_BACK)
"""Lists of what should have been printed and was not; the others are where they belong."""

LISTED = [
    "source_file", "source_row", "subject_id", "court", "case_number", "count", "code_section", "conviction_date",
]  # fmt: skip
"""What a list says of a conviction: where it is, and nothing of the person but the county's own number."""
_PLACE = {"source_file": pl.String, "source_row": pl.UInt32}
_KNOWN = ("file", "kind", "court", "sha256", "pages", "edition", "template")
_WORDS = ("name", "court", "case_number", "code_section")
_PRINTED = ["name", "court", "count", "code_section", "conviction_date"]


def write_papers(run: Run, out: Path) -> Counts:
    """Draft, render and read back what the eligible convictions need; list those that cannot be in it."""
    from relief.papers import unknown_courts

    proven = refuse_known_wrong(run.word, run.workplace)
    refuse_unsound_words(run.county, run.as_of, run.policy)
    filing = describe_filing(run.county, run.as_of)
    determinations = pl.read_parquet(run.folder / DETERMINATIONS)
    disarm(determinations).write_csv(out / AS_TEXT)
    eligible = determinations.filter(pl.col("outcome").cast(pl.String) == "eligible")
    also = run.policy.records_due_for_destruction == "also_file"
    printable, lists = sort_out(eligible, also_destroyed=also)
    challenged = eligible.clear()
    if "challenge notice" in filing.kinds:
        challenged = _sort_challenged(determinations, lists, also_destroyed=also)
    batch = run.key[:5].upper()
    printed = print_what_can_be(run, pl.concat([printable, challenged]), filing, batch, out / FOLDER)
    written = printed.written
    printable, challenged = _list_refused(printable, challenged, printed.held, lists)
    if "disposition data" in filing.kinds:
        put_dispositions(printable, filing, batch, out / FOLDER)
    for name, rows in lists.items():
        columns = [*LISTED, "reason"] if name == NOT_READ_BACK else LISTED
        _put_list(out / FOLDER / LISTS / f"{name}.csv", rows.select(columns))
    return {
        "proven": proven,
        "rows": eligible.height,
        "printed": printable.height,
        "papers": dict(sorted(Counter(paper.kind for paper in written).items())),
        "pages": sum(paper.pages for paper in written),
        "courts": len({paper.court for paper in written}),
        "unknown courthouses": unknown_courts(printable, filing),
        "not printed": {name: rows.height for name, rows in lists.items() if rows.height and name != NOT_NOTICED},
        **_count_challenged(challenged, lists),
        "files": [_tell(paper, filing.branches.values()) for paper in written],
    }


def _count_challenged(challenged: pl.DataFrame, lists: dict[str, pl.DataFrame]) -> dict[str, object]:
    left = lists[NOT_NOTICED].height if NOT_NOTICED in lists else 0
    return {"challenged": {"in a notice": challenged.height, "without": left}} if challenged.height + left else {}


def _tell(paper: "Written", named: Collection[str]) -> dict[str, object]:
    """What is known of a paper; a court that the county's file does not name is its folder, not what is printed."""
    told = {name: getattr(paper, name) for name in _KNOWN} | {"rows": paper.convictions}
    return told if paper.court in named else told | {"court": paper.file.partition("/")[0]}


def sort_out(eligible: pl.DataFrame, *, also_destroyed: bool) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """What can be printed, and lists of the rest; each conviction is in one of them."""
    from relief.papers import without_case_number

    lists = {NO_CASE_NUMBER: without_case_number(eligible)}
    rest = eligible.join(lists[NO_CASE_NUMBER], on=list(_PLACE), how="anti", maintain_order="left")
    destroyed = pl.lit(False) if also_destroyed else pl.col("destruction_due").fill_null(False)
    lists[DUE_FOR_DESTRUCTION] = rest.filter(destroyed)
    rest = rest.filter(~destroyed)
    blank = pl.any_horizontal(_is_blank(rest, name) for name in (*_PRINTED, "case_number"))
    dated = pl.col("conviction_date_precision").cast(pl.String).is_in(["day", "month", "year"])
    blank = blank | ~dated.fill_null(False)
    lists[BLANK_FIELD] = rest.filter(blank)
    rest = rest.filter(~blank)
    no_font = _without_font(rest)
    lists[NO_FONT] = rest.filter(no_font)
    return rest.filter(~no_font), lists


def _sort_challenged(
    determinations: pl.DataFrame, lists: dict[str, pl.DataFrame], *, also_destroyed: bool
) -> pl.DataFrame:
    """The challenged convictions that a notice can name; the others are listed."""
    from relief.reviewing import CHALLENGE

    challenged = determinations.filter(pl.col("rule").cast(pl.String) == CHALLENGE)
    # Asked as if they were eligible, since that is what a row needs to be printed.
    printable, rest = sort_out(challenged.with_columns(outcome=pl.lit("eligible")), also_destroyed=also_destroyed)
    lists[NOT_NOTICED] = pl.concat(list(rest.values()))
    return challenged.join(printable.select(*_PLACE), on=list(_PLACE), how="semi", maintain_order="left")


def _list_refused(
    printable: pl.DataFrame, challenged: pl.DataFrame, held: pl.DataFrame, lists: dict[str, pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is in papers, of these two; what is in none, since a paper was refused, is listed, with the reason."""
    keys = list(_PLACE)
    lists[NOT_READ_BACK] = printable.drop("reason", strict=False).join(
        held, on=keys, how="inner", maintain_order="left"
    )
    if NOT_NOTICED in lists:
        without = challenged.join(held, on=keys, how="semi", maintain_order="left")
        lists[NOT_NOTICED] = pl.concat([lists[NOT_NOTICED].select(LISTED), without.select(LISTED)])
    in_papers = (rows.join(held, on=keys, how="anti", maintain_order="left") for rows in (printable, challenged))
    return next(in_papers), next(in_papers)


def _is_blank(rows: pl.DataFrame, name: str) -> pl.Expr:
    """Whether there is nothing in a column that a paper would show: no text, or only characters without a shape."""
    from templates.values import clean

    texts = rows[name].cast(pl.String).drop_nulls().unique()
    unseen = [text for text in texts if not clean(text).strip()]
    return pl.col(name).is_null() | pl.col(name).cast(pl.String).is_in(unseen)


def _without_font(rows: pl.DataFrame) -> pl.Expr:
    """Whether a row has a character that no font of ours has, in what papers print of it."""
    from templates.fonts import find_unprintable

    missing = (
        pl.col(name).cast(pl.String).is_in(find_unprintable(rows[name].cast(pl.String).drop_nulls().unique()))
        for name in _WORDS
    )
    return pl.any_horizontal(missing).fill_null(False)


def describe_filing(county: "County", day: date) -> "Filing":
    """The county's file in the terms of papers that are dated on this day."""
    from relief.papers import Filing

    court = county.court.on(day)
    return Filing(
        county=county.name, court=court, agency=county.prosecutor.on(day), branches=court.houses(day),
        public_defender=county.public_defender.on(day) if county.public_defender else None, kinds=county.papers.kinds,
    )  # fmt: skip


def _put_list(path: Path, rows: pl.DataFrame) -> None:
    if rows.height:
        path.parent.mkdir(parents=True, exist_ok=True)
        disarm(rows).write_csv(path)


STEP = Step(name="papers", needs=(DETERMINATIONS,), work=write_papers)
