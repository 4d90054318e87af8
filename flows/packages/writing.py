"""The papers of one package, its manifests and import file, written into the object store; ``_COMPLETE`` last."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from connectors import County, load_county
from connectors.packages import Writing
from connectors.packages.layout import IMPORTS, MANIFEST, MANIFEST_CONFIDENTIAL, MANIFEST_JSON
from connectors.store import Conflict, open_store
from flows.outcomes.named import read_named
from flows.packages.describing import describe
from flows.packages.messages import put_messages
from flows.packages.placing import choose_kinds, place_paper
from flows.past import PastRun, find_run
from flows.review_queue import opened
from flows.spreadsheet import disarm
from flows.steps.match import MATCHED
from flows.steps.papers import describe_filing
from flows.steps.read import RECORDS
from flows.workplace import Workplace
from relief import database
from relief.database import Doing
from relief.errors import UserError
from relief.packages.charges import list_charges
from relief.packages.manifest import COLUMNS, find_whole_cases, make_public, tell_rows
from relief.papers import Filing, Paper, draft
from templates.codes import name_mark
from templates.rendering import EXHIBITS, Written, render_all
from templates.typeset import whole

_EDITIONS = 50
"""How many unfinished writings of one package are passed over, each by an earlier program."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """What packages of one run are written from, read once."""

    word: str
    county: County
    past: PastRun
    named: pl.DataFrame
    """Its eligible convictions: ``flows.outcomes.named.read_named``."""
    charges: pl.DataFrame
    """subject_id, case_number and count of every charge that its courts tell of."""


@dataclass(frozen=True, kw_only=True)
class _Task:
    """One package to write."""

    word: str
    county: County
    filing: Filing
    past: PastRun
    number: str
    court: str
    day: date
    rows: pl.DataFrame
    """Determinations with ``package_row`` and ``whole_case``."""
    withdrawn: Mapping[int, str]


def read_source(word: str, workplace: Workplace, run: str) -> Source:
    """A run as packages need it. UserError where its files are gone."""
    county, past = load_county(word), find_run(word, workplace, run)
    named = read_named(past, county).filter(pl.col("outcome").cast(pl.String) == "eligible")
    charges = list_charges(past.bring(RECORDS), pl.read_parquet(past.bring(MATCHED)), named)
    return Source(word=word, county=county, past=past, named=named, charges=charges)


def write_package(source: Source, workplace: Workplace, about: Mapping[str, Any], doing: Doing) -> int:
    """Write the next edition of a package and say so in the database; how many files it has.

    What a killed run left unfinished is finished: the same data and program give the same bytes. Where the program
    has changed since, its papers are another edition.

    Args:
        source: the run that the package was taken from.
        about: its row of ``relief.database.PACKAGES``.
    """
    task = _read_task(source, workplace, about)
    store = open_store(workplace.out)
    for edition in range(about["edition"] + 1, about["edition"] + _EDITIONS):
        writing = Writing(store, county=task.word, number=task.number, edition=edition)
        try:
            files, sha256 = _write(task, writing)
        except Conflict:
            continue
        with opened(workplace) as engine:
            database.mark_made(engine, doing, number=task.number, edition=edition, sha256=sha256)
        return files
    raise UserError(f"{task.number}: its folders in the store hold papers of other programs; look there")


def _read_task(source: Source, workplace: Workplace, about: Mapping[str, Any]) -> _Task:
    with opened(workplace) as engine:
        all_rows = database.read_package_rows(engine, county=source.word, number=about["number"])
    kept = all_rows.filter(pl.col("withdrawn").is_null()).select("conviction", package_row="row")
    rows = source.named.join(kept, on="conviction", how="inner")
    assert rows.height == kept.height, "every row of a package is in the run that it was taken from"
    return _Task(
        word=source.word, county=source.county, filing=describe_filing(source.county, about["day"]), past=source.past,
        number=about["number"], court=about["court"], day=about["day"],
        rows=find_whole_cases(rows, source.charges).sort("package_row"),
        withdrawn=dict(all_rows.drop_nulls("withdrawn").select("row", "withdrawn").rows()),
    )  # fmt: skip


def _write(task: _Task, writing: Writing) -> tuple[int, str]:
    papers, written = _write_papers(task, writing)
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
    )  # fmt: skip
    writing.put(MANIFEST_JSON, about)
    if task.filing.court.delivery.route == "ecf":
        sizes = {name: each.size for name, each in written.items()}
        put_messages(writing, task.filing, json.loads(about), sizes)
    sha256 = writing.finish()
    return writing.count, sha256


def _write_papers(task: _Task, writing: Writing) -> tuple[list[tuple[Paper, str]], dict[str, Written]]:
    """Draft, mark and render; where a file is larger than the court takes, with fewer convictions in each."""
    limits = task.filing.court.limits
    most = limits.convictions_per_file
    while True:
        papers = _draft(task, most)
        held: dict[str, bytes] = {}
        named = {f"{task.number}/{name}": name for _, name in papers}

        def keep(file: str, content: bytes, held: dict[str, bytes] = held) -> None:
            # What concerns one case is the same however the lists are divided, and there may be thousands of it.
            name = file.removeprefix(f"{task.number}/")
            if "/" in name:
                writing.put(name, content)
            else:
                held[name] = content

        done = render_all([paper for paper, _ in papers], task.word, keep, editable=task.filing.court.editable)
        largest = max(each.size for each in done)
        if largest <= limits.document_bytes:
            break
        if most <= 1 or largest == max((each.size for each in done if each.kind not in EXHIBITS), default=0):
            raise UserError(
                f"{task.number}: a paper has more bytes than the court takes; see court.limits.document_bytes"
            )
        most = max(1, min(most, task.rows.height) // 2)
    for name, content in held.items():
        writing.put(name, content)
    return papers, {named[each.file]: each for each in done}


def _write_csv(rows: pl.DataFrame) -> bytes:
    """As a spreadsheet opens it without harm; what is empty is nothing, not two quotes."""
    empty = pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep()
    return disarm(rows.with_columns(empty)).write_csv().encode()


def _draft(task: _Task, most: int) -> list[tuple[Paper, str]]:
    """The papers, each with its name in the package and what its codes say."""
    limits = replace(task.filing.court.limits, convictions_per_file=most)
    filing = replace(
        task.filing,
        court=replace(task.filing.court, limits=limits),
        kinds=choose_kinds(task.filing.kinds),
    )
    papers = list(draft(task.rows, filing, batch=task.number, as_of=task.past.as_of))
    folders = filing.court.delivery.case_folders
    placed = [(paper, place_paper(paper, folders)) for paper in papers]
    assert len({name for _, name in placed}) == len(placed), "each paper of a package has a file of its own"
    return [
        (replace(paper, group=task.number, file=f"{task.number}/{name}", mark=name_mark(task.number, name)), name)
        for paper, name in placed
    ]


def _write_import(task: _Task, writing: Writing, rows: pl.DataFrame) -> None:
    """The rows in the columns that the court's case system loads."""
    from connectors.packages.importing import load_import, write_import

    if (system := task.filing.court.delivery.system) is not None:
        layout = load_import(system)
        writing.put(f"{IMPORTS}/{system}.{layout.extension}", write_import(rows, layout))
