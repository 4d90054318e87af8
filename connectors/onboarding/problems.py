"""What an export says that the county's file does not know: one problem a value, however many rows it is on.

Files that number nobody, columns without a meaning, spellings of every coded column, days in no declared format, courts without a courthouse and
charges without a code section; each with the people whom it touches, and the place in the file where its answer goes.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from connectors.county import County
from connectors.date_formats import check_formats
from connectors.layouts import Layout
from connectors.layouts.meanings import ASKED
from connectors.layouts.reading import list_layouts
from connectors.onboarding.day_formats import find_days
from connectors.onboarding.profile import is_personal, mask
from connectors.onboarding.side_by_side import is_charge
from connectors.readers.archives import unpacked
from connectors.readers.block import ROW
from connectors.readers.rap_sheets.bundle import is_bundle
from connectors.reading import read_exports
from connectors.sources import Source, Version, choose
from relief.errors import UserError
from relief.records import SCHEMA

SHOWN_FROM = 3
"""People from whom a value is shown: one that a single person has may say who it is."""
COLUMN, SPELLING, DAY, COURT, CHARGE, PERSON = "column", "spelling", "day", "court", "charge", "person"
_PLACE = ["source_file", "source_row"]
_WORDS = ("event", "disposition", "charge_level", "conviction_level", "sentence_place", "sentence_unit")
_DATES = ("birth_date", "cycle_date", "event_date", "disposition_date")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One value that is not understood.

    ``path``: the keys in the county's file under which the answer goes, the value the last of them; empty where no
    declaration can say it. ``value`` is a spelling, or of days a shape (``99/99/9999``); empty where it is not shown.
    """

    kind: str
    field: str
    """The canonical column, or the file's own."""
    value: str
    path: tuple[str, ...]
    answer: str
    """What to write there: a question, or what was found out."""
    rows: int
    people: int
    like: str = ""
    """The shared layout by which the source is read, to which the answer is added."""


def find_problems(exports: Sequence[Path], county: County) -> list[Problem]:
    """Every problem of these files, those that touch most people first. UserError where a file cannot be read at all."""
    with tempfile.TemporaryDirectory(prefix="relief-check-") as name:
        folder = Path(name)
        reading = read_exports(exports, county, folder)
        records = _know_people(pl.scan_parquet(reading.records))
        found = [*_find_nobody(records), *_find_courts(records, county)]
        seen: dict[tuple[str, str], list[pl.DataFrame]] = {}
        versions: dict[tuple[str, str], Version] = {}
        for file, version, source, cells in _read_cells(exports, county, folder):
            versions[source, version.name] = version
            own = records.filter(pl.col("source_file").cast(pl.String) == file).collect()
            seen.setdefault((source, version.name), []).append(own.join(cells, on="source_row", how="left"))
        for (source, name_), frames in seen.items():
            version = versions[source, name_]
            path = _place(county.sources[source], source, version)
            like = version.name if version.name in list_layouts() else ""
            rows = pl.concat(frames, how="diagonal_relaxed")
            found += [replace(each, like=like) for each in _find_in(rows, version.layout, path)]
    return sorted(found, key=lambda each: (-each.people, -each.rows, each.field, each.value))


def _know_people(records: pl.LazyFrame) -> pl.LazyFrame:
    """The records, each with whose it is as far as one export can tell."""
    named = pl.concat_str("name", pl.col("birth_date").cast(pl.String), separator=" ")
    nobody = pl.format("{} {}", "source_file", "source_row")
    return records.with_columns(person=pl.coalesce("cii_number", "subject_id", named, nobody))


def _find_nobody(records: pl.LazyFrame) -> Iterator[Problem]:
    """Files in which no number says whose a row is: nothing can be decided on them."""
    numbered = pl.any_horizontal(pl.col("subject_id", "cii_number").is_not_null().any())
    known, rows, people = records.select(numbered, pl.len(), pl.col("person").n_unique()).collect().row(0)
    if rows and not known:
        yield Problem(kind=PERSON, field="subject_id", value="", path=(), answer="", rows=rows, people=people)


def _place(source: Source, name: str, version: Version) -> tuple[str, ...]:
    """The keys of a version's layout in the county's file."""
    if len(source.versions) == 1:
        return ("sources", name, "layout")
    return ("sources", name, "versions", version.name, "layout")


def _read_cells(
    exports: Sequence[Path], county: County, scratch: Path
) -> Iterator[tuple[str, Version, str, pl.DataFrame]]:
    """Each file's coded and dated columns as they were sent, by row: name, version, source, cells."""
    for export in exports:
        if is_bundle(export) or export.suffix.lower() == ".pdf":
            continue  # sheets are read by a grammar, and have no columns
        with unpacked(export, scratch) as parts:
            for part in parts:
                choice = choose(part.path, county.sources)
                layout = choice.version.layout
                if layout.weights is None:
                    yield part.name, choice.version, choice.source, _read(part.path, layout, scratch)


def _read(path: Path, layout: Layout, scratch: Path) -> pl.DataFrame:
    columns = [*_coded(layout).values(), *layout.dates.values()]
    parts = [part for column in columns for part in (layout.made[column].of if column in layout.made else (column,))]
    wanted: dict[str, pl.DataType] = {name: pl.String() for name in layout.columns if name in parts}
    frames = [block.frame for block in layout.file.read(path, layout, wanted, scratch) if block.frame.height]
    if not frames:
        return pl.DataFrame(schema={"source_row": pl.UInt32})
    frame = pl.concat(frames).rename({ROW: "source_row"} if ROW != "source_row" else {})
    made = {name: told.expression() for name, told in layout.made.items() if name in columns}
    cells = frame.with_columns(expression.alias(name) for name, expression in made.items())
    text = [pl.col(name).cast(pl.String).str.strip_chars().alias(f"\x1f{name}") for name in dict.fromkeys(columns)]
    return cells.select("source_row", *text)


def _coded(layout: Layout) -> dict[str, str]:
    """Canonical coded columns to the column that prints them."""
    found = {name: words.column for name, words in layout.words.items() if words.column is not None and name in _WORDS}
    levels = [charge.level for charge in layout.charge if charge.level is not None]
    return {**found, **({"charge_level": levels[0]} if levels else {})}


def _find_in(records: pl.DataFrame, layout: Layout, path: tuple[str, ...]) -> Iterator[Problem]:
    people = records["person"].n_unique()
    for column in sorted(layout.asked):
        yield Problem(
            kind=COLUMN, field=column, value=column, path=(), answer=ASKED, rows=records.height, people=people,
        )  # fmt: skip
    for name, column in _coded(layout).items():
        yield from _find_spellings(records, layout, name, column, (*path, "words", name, "spellings"))
    for name, column in layout.dates.items():
        yield from _find_days(records, name, column, layout, path)
    yield from _find_charges(records, layout, path)


def _find_spellings(
    records: pl.DataFrame, layout: Layout, name: str, column: str, path: tuple[str, ...]
) -> Iterator[Problem]:
    """Spellings that no vocabulary has; those that it leaves unlisted on purpose are known."""
    text = pl.col(f"\x1f{column}").str.to_uppercase()
    on_purpose = list(layout.words[name].contains.get("unlisted", ())) if name in layout.words else []
    unlisted = records.filter(pl.col(name).cast(pl.String) == "unlisted", text.is_not_null(), text != "")
    if on_purpose:
        unlisted = unlisted.filter(~text.str.contains_any(on_purpose))
    yield from _group(unlisted, text, SPELLING, name, path, ASKED)


def _find_days(
    records: pl.DataFrame, name: str, column: str, layout: Layout, path: tuple[str, ...]
) -> Iterator[Problem]:
    """Shapes of days that no declared format reads, and the format that would."""
    cell = pl.col(f"\x1f{column}")
    bad = records.filter(pl.col(f"{name}_precision").cast(pl.String) == "unreadable", cell.is_not_null())
    shaped = bad.with_columns(shape=mask(cell))
    for shape, rows, people in _count(shaped, pl.col("shape")).iter_rows():
        seen = shaped.filter(pl.col("shape") == shape)[f"\x1f{column}"]
        found, _ = find_days(seen)
        answer = _add_format(layout, column, _as_tokens(found)) if found else ""
        own = ("date_formats_of", column) if column in layout.date_formats_of else ("date_formats",)
        yield Problem(
            kind=DAY, field=name, value=str(shape), path=(*path, *own) if answer else (), answer=answer,
            rows=rows, people=people,
        )  # fmt: skip


def _add_format(layout: Layout, column: str, new: str) -> str:
    """A column's formats with one more; blank where it is there, or where the two would exclude each other."""
    known = layout.formats_of(column)
    try:
        check_formats((*known, new), layout.two_digit_years_until, "")
    except UserError:
        return ""
    return f"[{', '.join((*known, new))}]" if new not in known else ""


def _as_tokens(day_format: str) -> str:
    tokens = {"%Y": "YYYY", "%y": "YY", "%m": "MM", "%d": "DD", "%b": "MON"}
    for token, plain in tokens.items():
        day_format = day_format.replace(token, plain)
    return day_format.replace("MM", "M").replace("DD", "D") if "/" in day_format else day_format


def _find_courts(records: pl.LazyFrame, county: County) -> Iterator[Problem]:
    """Courts that print a case and that the county's file names no courthouse for."""
    named = {agency for court in county.court.each for agency in court.courthouses}
    acts = records.filter(
        pl.col("event").cast(pl.String) == "court action",
        pl.col("county") == county.doj_name,
        pl.col("agency").is_not_null(),
        ~pl.col("agency").is_in(list(named)),
    ).collect()
    if "ori" in acts.columns:
        acts = acts.filter(~pl.col("ori").is_in(list(named)).fill_null(False))
    yield from _group(acts, pl.col("agency"), COURT, "agency", ("court", "courthouses"), ASKED)


def _find_charges(records: pl.DataFrame, layout: Layout, path: tuple[str, ...]) -> Iterator[Problem]:
    """Charges of which no code section can be read whole."""
    texts = records["charge_text"].drop_nulls().unique()
    unread = [text for text in texts.to_list() if not is_charge(text)]
    made = [charge.text for charge in layout.charge if charge.text in layout.made]
    place = (*path, "made", made[0], "words") if made else ()
    found = records.filter(pl.col("charge_text").is_in(unread))
    yield from _group(found, pl.col("charge_text"), CHARGE, "charge_text", place, ASKED)


def _group(
    records: pl.DataFrame, text: pl.Expr, kind: str, name: str, path: tuple[str, ...], answer: str
) -> Iterator[Problem]:
    """A problem for each value; what few people have, or what may name one, is counted and not shown."""
    for value, rows, people in _count(records, text).iter_rows():
        shown = people >= SHOWN_FROM and not is_personal(value)
        yield Problem(
            kind=kind, field=name, value=value if shown else "", path=(*path, value) if shown and path else (),
            answer=answer, rows=rows, people=people,
        )  # fmt: skip


def _count(records: pl.DataFrame, text: pl.Expr) -> pl.DataFrame:
    """``value``, ``rows`` and ``people`` of each text."""
    counted = records.group_by(value=text).agg(rows=pl.len(), people=pl.col("person").n_unique())
    return counted.sort(["people", "rows", "value"], descending=[True, True, False])


def allowed(field: str) -> Sequence[str]:
    """What a spelling of a coded column may mean."""
    words = SCHEMA[field]
    return [word for word in words.categories.to_list() if word != "unlisted"] if isinstance(words, pl.Enum) else []


def as_mapping(problems: Sequence[Problem]) -> Mapping[str, object]:
    """The problems that a declaration can say, as what is to be written into the county's file, by its keys."""
    root: dict[str, object] = {}
    for each in problems:
        here = root
        for key in each.path[:-1]:
            below = here.setdefault(key, {"like": each.like} if key == "layout" and each.like else {})
            assert isinstance(below, dict)
            here = below
        if each.path:
            here.setdefault(each.path[-1], each)
    return root
