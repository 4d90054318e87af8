"""Facts of the run in force that may be corrected, and corrections read back from a workbook."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import polars as pl

from connectors.corrected_records import restore
from connectors.correction_book import AS_READ, SOURCES
from flows.corrected import read_corrected
from flows.past import PastRun, find_in_force
from flows.private_words import list_private
from flows.review_queue import check_account, opened
from flows.workplace import Workplace
from relief import database
from relief.correctable import FIELDS, Field, printed, show
from relief.correcting import KEY, PLACE, Correction, gather, identify, name_reading, name_record
from relief.errors import UserError
from relief.records import DUPLICATE

FACTS = ["record", "field", "what", *PLACE, "reads"]
_LONGEST = 500


def list_facts(word: str, workplace: Workplace, *, file: str | None, row: int | None) -> tuple[PastRun, pl.DataFrame]:
    """Every fact that may be corrected: of one row, or of all that an attorney must look at or that were set aside.

    Returns:
        The run in force, and columns ``FACTS``: one row a field of a row, a fact of a person once.
    """
    past = find_in_force(word, workplace)
    places = _choose(past) if row is None else _one(past, file, row)
    return past, find_facts(past, places, list(FIELDS)).select(FACTS)


def find_facts(past: PastRun, places: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The facts of these fields at these places, as they were read: ``FACTS``, ``KEY`` and ``read``.

    Args:
        places: columns ``PLACE``.
        names: of ``relief.correctable.FIELDS``.
    """
    rows = _read_whole_people(past, places)
    return pl.concat([_list_field(rows, places, FIELDS[name]) for name in names]).sort(*PLACE, maintain_order=True)


def _read_whole_people(past: PastRun, places: pl.DataFrame) -> pl.DataFrame:
    """All rows of the people of these places, as they were read."""
    scan = pl.scan_parquet(past.bring("records.parquet"))
    people = scan.join(places.lazy(), on=PLACE, how="semi").select("source", "subject_id").collect(engine="streaming")
    return restore(gather(scan, people), read_corrected(past))


def _list_field(rows: pl.DataFrame, places: pl.DataFrame, field: Field) -> pl.DataFrame:
    keys = KEY[:2] if field.of_person else KEY
    told = identify(rows, field).with_columns(_said=printed(field))
    if field.of_person:
        told = told.with_columns(count_order=pl.lit(None, dtype=pl.String))
    texts = told.group_by(keys).agg(_all="_said")
    here = told.join(places, on=PLACE, how="semi").unique(keys, keep="first", maintain_order=True)
    named = here.select(*KEY, *PLACE, "_said").join(texts, on=keys, how="left", nulls_equal=True, maintain_order="left")
    records = [name_record(*key) for key in named.select(KEY).iter_rows()]
    readings = [name_reading(n, field.name, t) for n, t in zip(records, named["_all"].to_list(), strict=True)]
    shown = [show(field, text) for text in named["_said"]]
    return named.select(
        pl.Series("record", records, dtype=pl.String),
        *PLACE,
        field=pl.lit(field.name),
        what=pl.lit(field.what),
        reads=pl.Series(shown, dtype=pl.String),
        read=pl.Series(readings, dtype=pl.String),
        **{name: pl.col(name) for name in KEY},
    )


def _choose(past: PastRun) -> pl.DataFrame:
    """Places of convictions that an attorney must look at, and of rows that the check set aside."""
    decided = pl.scan_parquet(past.bring("determinations.parquet"))
    review = decided.filter(pl.col("outcome").cast(pl.String) == "attorney review").select(PLACE)
    aside = pl.scan_parquet(past.bring("set_aside.parquet")).filter(
        pl.col("step").cast(pl.String) == "check", pl.col("reason") != DUPLICATE
    )
    return pl.concat([review, aside.select(PLACE)]).unique().sort(PLACE).collect()


def _one(past: PastRun, file: str | None, row: int) -> pl.DataFrame:
    here = pl.scan_parquet(past.bring("records.parquet")).select(PLACE).filter(pl.col("source_row") == row).collect()
    if file is not None:
        here = here.filter(pl.col("source_file") == file)
    if here.height != 1:
        which = "say which with --file" if here.height else "rows count from 1, without the header"
        raise UserError(f"row {row}: {here.height} rows of that number are in the run in force; {which}")
    return here


def take_corrections(
    word: str, workplace: Workplace, told: Sequence[Mapping[str, str]], *, author: str | None, day: date, at: datetime
) -> int:
    """Check every fact and write all, or none; how many were new.

    Args:
        told: as ``connectors.correction_book.read_facts`` gives them.
        author: of the rows that name none.
        day: on which they are written; no fact may be of a later one.
    """
    past = find_in_force(word, workplace)
    places = pl.DataFrame([_place(each) for each in told], schema=["source_file", "source_row"], orient="row")
    places = places.cast({"source_file": pl.String, "source_row": pl.UInt32}).unique()
    names = [name for name in FIELDS if any(each["field"] == name for each in told)]
    facts = find_facts(past, places, names) if names else pl.DataFrame()
    known = {(fact["record"], fact["field"]): fact for fact in facts.iter_rows(named=True)}
    private = _read_private(past, places)
    corrections = [_check(each, known, private, author, day) for each in told]
    with opened(workplace) as engine:
        return database.write_corrections(engine, county=word, corrections=corrections, at=at)


def _place(each: Mapping[str, str]) -> tuple[str, int]:
    if not each["source_row"].isdecimal():
        raise UserError(f"{each['place']}, source_row: must be the row's number as it was exported; export again")
    return each["source_file"], int(each["source_row"])


def _check(
    each: Mapping[str, str], known: Mapping[tuple[str, str], Mapping[str, object]],
    private: Mapping[tuple[str, int], Sequence[str]], author: str | None, day: date,
) -> Correction:  # fmt: skip
    """A correction that may stand, or UserError with the place, the field and what to do."""
    place, name = each["place"], each["field"]
    if name not in FIELDS:
        raise UserError(f"{place}, field: must be one of {', '.join(FIELDS)}")
    fact = known.get((each["record"], name))
    if fact is None:
        raise UserError(f"{place}, record: the run in force has no such fact; run relief correct export again")
    if each["reads"] != " ".join(str(fact["reads"]).split()):
        raise UserError(f"{place}, reads: the run in force reads something else here; run relief correct export again")
    for heading, text in (("reason", each["reason"]), ("source", each["evidence"])):
        _refuse_text(place, heading, text, private[_place(each)])
    if each["evidence"] not in SOURCES:
        raise UserError(f"{place}, source: must be one of {', '.join(SOURCES)}")
    who = each["author"] or author
    if not who:
        raise UserError(f"{place}, author: must be given there or with --author: an account, no person's name")
    try:
        check_account(who)
    except UserError as error:
        raise UserError(f"{place}, author: {error}") from None
    return Correction(
        **{name: fact[name] for name in ("record", "field", *KEY, "read")},  # type: ignore[arg-type]
        shown=str(fact["reads"]), becomes=_read_new(each, FIELDS[name], day), reason=each["reason"],
        evidence=each["evidence"], author=who, day=day,
    )  # fmt: skip


def _read_new(each: Mapping[str, str], field: Field, day: date) -> str | None:
    place, text = each["place"], each["becomes"]
    if text.lower() == AS_READ:
        return None
    if not text:
        raise UserError(f"{place}, new value: must be given; '{AS_READ}' withdraws a correction")
    try:
        new = field.read(text)
    except ValueError as error:
        raise UserError(f"{place}, new value of {field.name}: {error}") from None
    if field.is_day and new > day.isoformat():
        raise UserError(f"{place}, new value of {field.name}: this day is not here yet")
    if not field.private and new == each["reads"]:
        raise UserError(f"{place}, new value of {field.name}: the county's data says so already; leave the row blank")
    return new


def _refuse_text(place: str, heading: str, text: str, private: Sequence[str]) -> None:
    if not text or len(text) > _LONGEST:
        raise UserError(f"{place}, {heading}: must be given, in at most {_LONGEST} letters")
    if any(word in text.upper() for word in private):
        raise UserError(f"{place}, {heading}: it holds the person's name, birth date or number; write it without")


def _read_private(past: PastRun, places: pl.DataFrame) -> dict[tuple[str, int], list[str]]:
    """What no text may hold, by place; a place that the run does not have holds nothing."""
    columns = [*PLACE, "name", "cii_number", "subject_id", "birth_date"]
    scan = pl.scan_parquet(past.bring("records.parquet")).select(columns)
    found = {(file, row): list[str]() for file, row in places.iter_rows()}
    for row in scan.join(places.lazy(), on=PLACE, how="semi").collect().iter_rows(named=True):
        found[row["source_file"], row["source_row"]] = list_private(row)
    return found
