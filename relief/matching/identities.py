"""Who the people of each source are: every name, birth date and number printed of them, made comparable."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

MARK = pl.Enum(["cii", "ssn", "licence", "case", "booking"])
"""What can be printed of a person beside name and birth date."""

_Schema = dict[str, pl.DataType | type[pl.DataType]]
SUBJECTS: _Schema = {"subject": pl.UInt32, "source": pl.String, "subject_id": pl.String}
FACES: _Schema = {
    "subject": pl.UInt32, "surname": pl.String, "given": pl.String, "middle": pl.String,
    "birth": pl.Date, "birth_year": pl.Int32,
}  # fmt: skip
MARKS: _Schema = {"subject": pl.UInt32, "kind": MARK, "value": pl.String}

PLACEHOLDERS = r"\b(EXPUNGED|SEALED|UNKNOWN|UNIDENTIFIED|IN THE MATTER|TEST|REDACTED|CONFIDENTIAL|NO NAME|ET AL)\b"
"""Names that are nobody's."""
_SUFFIXES = r"\b(JR|SR|II|III|IV)\b\.?"


@dataclass(frozen=True, kw_only=True)
class Identities:
    """All people of all sources, numbered in the order of their names."""

    subjects: pl.DataFrame
    """Columns ``SUBJECTS``: one row a person of a source."""
    faces: pl.DataFrame
    """Columns ``FACES``: one row a name and birth date printed of a person; an alias is a further row. ``birth``
    is null unless it is known to the day."""
    marks: pl.DataFrame
    """Columns ``MARKS``: one row a number or booking day of a person; ``case`` begins with its county."""


def gather_identities(records: Path, identifiers: pl.DataFrame) -> Identities:
    """The people in ``records``.

    Args:
        records: Parquet, ``relief.records.SCHEMA`` with ``source``.
        identifiers: ``relief.matching.keyed.IDENTIFIERS``; may be empty.
    """
    scan = pl.scan_parquet(records).filter(pl.col("subject_id").is_not_null())
    keys = ["source", "subject_id"]
    subjects = scan.select(keys).unique().collect(engine="streaming").sort(keys).with_row_index("subject")
    numbered = scan.join(subjects.lazy(), on=keys)
    exact = pl.col("birth_date_precision") == "day"
    dated = pl.col("birth_date_precision").is_in(["day", "month", "year"])
    faces = numbered.select(
        "subject",
        "name",
        birth=pl.when(exact).then("birth_date"),
        birth_year=pl.when(dated).then(pl.col("birth_date").dt.year()),
    ).unique()
    return Identities(
        subjects=subjects,
        faces=split_names(faces).select(list(FACES)).unique().collect().sort(list(FACES)),
        marks=_read_marks(numbered, identifiers, subjects),
    )


def _read_marks(numbered: pl.LazyFrame, identifiers: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    arrest = (pl.col("event") == "arrest") & (pl.col("event_date_precision") == "day")
    cycle = pl.col("cycle_date_precision") == "day"
    further = identifiers.lazy().join(subjects.lazy(), on=["source", "subject_id"])
    number = pl.coalesce("case", pl.col("group").cast(pl.String))
    # What is printed is made comparable once for all rows that print the same.
    printed = numbered.select("subject", "cii_number").drop_nulls().unique()
    cases = numbered.select("subject", "county", "case_number").drop_nulls().unique()
    read = [
        printed.select("subject", kind=pl.lit("cii"), value=normalize_cii("cii_number")),
        cases.select("subject", kind=pl.lit("case"), value=name_case()),
        numbered.filter(arrest).select("subject", kind=pl.lit("booking"), value="event_date").unique(),
        numbered.filter(cycle).select("subject", kind=pl.lit("booking"), value="cycle_date").unique(),
        further.select("subject", kind=pl.col("kind").cast(pl.String), value=number),
    ]
    marks = (
        pl.concat([frame.select(pl.col(name).cast(dtype) for name, dtype in MARKS.items()) for frame in read])
        .drop_nulls()
        .unique()
    )
    return marks.collect().sort("subject", "kind", "value")


def normalize_cii(name: str) -> pl.Expr:
    """The last eight digits of a CII number, without the letter that says its kind; null for one that is all zeros."""
    digits = pl.col(name).str.to_uppercase().str.strip_chars().str.replace(r"^[A-Z]+", "")
    last = digits.str.replace_all(r"[^0-9]", "").str.tail(8).str.strip_chars_start("0")
    masked = digits.str.contains(r"[*?#X]")
    return pl.when(~masked & (last.str.len_bytes() >= 3)).then(last.str.zfill(8))


def normalize_case(name: str) -> pl.Expr:
    """A court's case number without spaces, dashes and leading zeros; null where a part of it is masked."""
    text = pl.col(name).str.to_uppercase()
    plain = text.str.replace_all(r"[^A-Z0-9]", "").str.strip_chars_start("0")
    masked = text.str.contains(r"[*?#]|X{3}")
    return pl.when(~masked & (plain.str.len_bytes() >= 3) & plain.str.contains(r"[0-9]")).then(plain)


def name_case() -> pl.Expr:
    """The county and the number of a case: a number alone may be two counties'."""
    return pl.concat_str("county", normalize_case("case_number"), separator=" ")


def split_names(names: pl.LazyFrame) -> pl.LazyFrame:
    """Adds ``surname``, ``given`` and ``middle`` of ``name``: LAST,FIRST MIDDLE, or FIRST MIDDLE LAST without a comma.

    Letters only, without accents; a suffix such as JR is left out and a placeholder is no name.
    """
    plain = pl.col("name").str.to_uppercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    plain = pl.when(~plain.str.contains(PLACEHOLDERS)).then(plain.str.replace_all(_SUFFIXES, ""))
    letters = (
        plain.str.replace_all(r"['\x{2019}.]", "").str.replace_all(r"[^A-Z,]+", " ").str.replace_all(r" *, *", ",")
    )
    comma = pl.col("_name").str.contains(",", literal=True)
    words = pl.col("_rest").str.strip_chars().str.split(" ")
    parts = names.with_columns(_name=letters.str.strip_chars(" ,")).with_columns(
        _last=pl.when(comma)
        .then(pl.col("_name").str.extract(r"^([^,]*)"))
        .otherwise(pl.col("_name").str.extract(r"([A-Z]+)$")),
        _rest=pl.when(comma)
        .then(pl.col("_name").str.extract(r",(.*)$"))
        .otherwise(pl.col("_name").str.replace(r" ?[A-Z]+$", "")).str.replace_all(",", " "),
    )  # fmt: skip
    return parts.with_columns(
        surname=_word(pl.col("_last").str.replace_all(" ", "")),
        given=_word(words.list.get(0, null_on_oob=True)),
        middle=_word(words.list.slice(1).list.join("")),
    ).drop("_name", "_last", "_rest")


def _word(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.len_bytes() > 0).then(text)
