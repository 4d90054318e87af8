"""The papers of one package, its manifests and import file, written into the object store; ``_COMPLETE`` last."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from connectors import County, load_county
from connectors.packages import Writing
from connectors.packages.layout import CONFIDENTIAL, IMPORTS, MANIFEST, MANIFEST_CONFIDENTIAL, MANIFEST_JSON
from connectors.store import Conflict, open_store
from flows.outcomes.named import read_named
from flows.packages.describing import describe
from flows.packages.drawing_up import DrawnUp, NotReadBack, Task, draw_up
from flows.packages.messages import put_messages
from flows.packages.refusing import name_attempt, put_list, take_out
from flows.past import PastRun, find_run
from flows.review_queue import opened
from flows.spreadsheet import disarm
from flows.step import HALF, own_folder
from flows.steps.match import MATCHED
from flows.steps.papers import describe_filing
from flows.steps.whole import RECORDS
from flows.workplace import Workplace
from relief import database
from relief.database import Doing
from relief.errors import UserError
from relief.packages.alternatives import find_alternatives
from relief.packages.charges import list_charges
from relief.packages.manifest import COLUMNS, find_whole_cases, make_public, tell_rows
from relief.packages.selection import read_refusal
from templates.typeset import whole

_EDITIONS = 50
"""How many unfinished writings of one package are passed over, each by an earlier program."""

_DRAWINGS = 5
"""How often papers are drawn up again because rows were taken out in the meantime."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """What packages of one run are written from, read once."""

    word: str
    county: County
    past: PastRun
    named: pl.DataFrame
    """Its eligible convictions: ``flows.outcomes.named.read_named``, with ``relief.packages.alternatives``."""
    charges: pl.DataFrame
    """subject_id, case_number and count of every charge that its courts tell of."""


@dataclass(frozen=True, kw_only=True)
class Wrote:
    """What came of writing a package."""

    files: int
    """0 where nothing of it is to be written any more: it was withdrawn, or somebody else made it in the meantime."""
    rows: int = 0
    edition: int = 0
    held_back: int = 0
    """Rows that were taken out now, since a paper was refused when it was read back."""
    listed: str | None = None
    """Key of the list of those."""


def read_source(word: str, workplace: Workplace, run: str) -> Source:
    """A run as packages need it. UserError where its files are gone."""
    county, past = load_county(word), find_run(word, workplace, run)
    named = read_named(past, county).filter(pl.col("outcome").cast(pl.String) == "eligible")
    records, matched = past.bring(RECORDS), pl.read_parquet(past.bring(MATCHED))
    charges = list_charges(records, matched, named)
    others = find_alternatives(records, matched, named)
    named = named.join(others, on=["source_file", "source_row"], how="left", maintain_order="left")
    return Source(word=word, county=county, past=past, named=named, charges=charges)


def write_package(source: Source, workplace: Workplace, about: Mapping[str, Any], doing: Doing) -> Wrote:
    """Write the next edition of a package and say so in the database.

    What a killed run left unfinished is finished: the same data and program give the same bytes. Where the program
    has changed since, its papers are another edition. Rows whose papers say, read back, something else than they should
    are taken out and listed, and the papers of the others are drawn up without them. Where somebody else takes rows out
    while papers are drawn up, these are not used: they are drawn up again.

    Args:
        source: the run that the package was taken from.
        about: its row of ``relief.database.PACKAGES``.

    Raises:
        UserError: rows were taken out each time; nothing says that the package is made.
    """
    with opened(workplace) as engine:
        rows = database.read_package_rows(engine, county=source.word, number=about["number"])
    out = rows.drop_nulls("withdrawn")["row"].to_list()
    for _ in range(_DRAWINGS):
        if (wrote := _write_once(source, workplace, about, doing, out)) is not None:
            return wrote
        with opened(workplace) as engine:
            packages = database.read_packages(engine, county=source.word)
        if packages.filter(number=about["number"])["state"].item() != "open":
            return Wrote(files=0)
    raise UserError(f"{about['number']}: rows were taken out while its papers were drawn up; make it again")


def _write_once(
    source: Source, workplace: Workplace, about: Mapping[str, Any], doing: Doing, out: Collection[int]
) -> Wrote | None:
    """The package as it is now, written; None where it was another when it was written. ``out``: rows out of it before."""
    store = open_store(workplace.out)
    with own_folder(workplace.folder / HALF, about["number"]) as folder:
        task, drawn = _draw_up(source, workplace, about, doing, folder)
        with opened(workplace) as engine:
            rows = database.read_package_rows(engine, county=source.word, number=about["number"])
        told: dict[str, Any] = {
            "held_back": sum(
                row not in out and read_refusal(why) is not None
                for row, why in rows.drop_nulls("withdrawn").select("row", "withdrawn").rows()
            ),
            "listed": put_list(store, source.word, about["number"], rows, source.named),
        }
        if task is None or drawn is None:
            return Wrote(files=0, **told)
        for edition in range(about["edition"] + 1, about["edition"] + _EDITIONS):
            writing = Writing(store, county=task.word, number=task.number, edition=edition)
            try:
                files, sha256 = _write(task, drawn, writing)
            except Conflict:
                continue
            with opened(workplace) as engine:
                try:
                    database.mark_made(
                        engine, doing, number=task.number, edition=edition, sha256=sha256, withdrawn=task.withdrawn
                    )
                except database.Conflict:
                    return None
            return Wrote(files=files, rows=task.rows.height, edition=edition, **told)
    raise UserError(f"{about['number']}: its folders in the store hold papers of other programs; look there")


def _draw_up(
    source: Source, workplace: Workplace, about: Mapping[str, Any], doing: Doing, folder: Path
) -> tuple[Task, DrawnUp] | tuple[None, None]:
    """The package without what has to be held back; None where that is all of it."""
    attempt = name_attempt(source.word, source.county, source.past.key)
    while (task := _read_task(source, workplace, about)).rows.height:
        try:
            return task, draw_up(task, folder)
        except NotReadBack as refused:
            take_out(workplace, doing, task.number, refused.rows, attempt)
    return None, None


def _read_task(source: Source, workplace: Workplace, about: Mapping[str, Any]) -> Task:
    with opened(workplace) as engine:
        all_rows = database.read_package_rows(engine, county=source.word, number=about["number"])
    kept = all_rows.filter(pl.col("withdrawn").is_null()).select("conviction", package_row="row")
    rows = source.named.join(kept, on="conviction", how="inner")
    assert rows.height == kept.height, "every row of a package is in the run that it was taken from"
    return Task(
        word=source.word, county=source.county, filing=describe_filing(source.county, about["day"]), past=source.past,
        number=about["number"], court=about["court"], day=about["day"],
        rows=find_whole_cases(rows, source.charges).sort("package_row"),
        withdrawn=dict(all_rows.drop_nulls("withdrawn").select("row", "withdrawn").rows()),
    )  # fmt: skip


def _write(task: Task, drawn: DrawnUp, writing: Writing) -> tuple[int, str]:
    papers, written = drawn.papers, drawn.written
    for file in sorted(path for path in drawn.folder.rglob("*") if path.is_file()):
        writing.put(file.relative_to(drawn.folder).as_posix(), file)
    orders = {
        conviction.id: name
        for paper, name in papers
        for each in whole(paper)
        if each.kind in ("case order", "person order")
        for conviction in each.convictions
    }
    rows = tell_rows(
        task.rows.with_columns(document_file=pl.lit(""), document_sha256=pl.lit("")),
        number=task.number, county=task.county.name, agency=task.filing.agency.name,
    )  # fmt: skip
    batch = next((name for paper, name in papers if any(each.kind == "order" for each in whole(paper))), "")
    files = pl.Series([orders.get(row, batch) for row in rows["row_id"]], dtype=pl.String)
    rows = rows.with_columns(
        document_file=files,
        document_sha256=pl.Series([written[name].sha256 if name else "" for name in files], dtype=pl.String),
    ).select(list(COLUMNS))
    writing.put(MANIFEST, _write_csv(make_public(rows)))
    writing.put(MANIFEST_CONFIDENTIAL, _write_csv(rows))
    _write_import(task, writing, rows)
    about = describe(
        number=task.number, county=task.county.name, court=task.court, day=task.day, agency=task.filing.agency.name,
        withdrawn=task.withdrawn, rows=make_public(rows), papers=[(name, written[name]) for _, name in papers],
        others=writing.names,
    )  # fmt: skip
    writing.put(MANIFEST_JSON, about)
    if task.delivery.route == "ecf":
        sizes = {name: each.size for name, each in written.items()}
        put_messages(writing, task.filing, task.delivery.codes, json.loads(about), sizes)
    sha256 = writing.finish()
    return writing.count, sha256


def _write_csv(rows: pl.DataFrame) -> bytes:
    """As a spreadsheet opens it without harm; what is empty is nothing, not two quotes."""
    empty = pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep()
    return disarm(rows.with_columns(empty)).write_csv().encode()


def _write_import(task: Task, writing: Writing, rows: pl.DataFrame) -> None:
    """The rows in the columns that the court's case system loads."""
    from connectors.packages.importing import load_import, write_import

    if (system := task.delivery.system) is not None:
        layout = load_import(system)
        name = f"{IMPORTS}/{system}{CONFIDENTIAL if layout.confidential else ''}.{layout.extension}"
        writing.put(name, write_import(rows, layout))
