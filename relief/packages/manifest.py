"""What a package tells the court of each conviction: one row a conviction, charge by charge.

Public standards for bulk filings there are none; the columns are ours, named as courts name these things. Birth date and
CII number are in the confidential copy only, which is lodged under seal.
"""

import re
from collections.abc import Mapping

import polars as pl

from relief.packages.numbers import name_row
from relief.papers.convictions import APPLICATION, PETITION, RESENTENCING
from relief.rules.rule import Relief

CODES: dict[str, str] = {
    Relief.DISMISSAL.value: "DISMISS_AND_SEAL",
    Relief.MISDEMEANOR.value: "REDESIGNATE_MISDEMEANOR",
    Relief.INFRACTION.value: "REDESIGNATE_INFRACTION",
    Relief.RESENTENCING.value: "RECALL_AND_RESENTENCE",
}
"""Relief to the word that machines of courts and agencies exchange."""

RELIEFS: dict[str, str] = {code: relief for relief, code in CODES.items()}

CONFIDENTIAL = ("dob", "cii")
"""Columns of the confidential copy alone."""

COLUMNS: dict[str, str] = {
    "batch_id": "the package's number",
    "row_id": "number and row: what papers, clerk and agency call this conviction",
    "court_code": "the agency identifier (ORI) that the county's data gives the court",
    "county": "the county's name",
    "case_number": "as the court writes it",
    "case_number_alt": "other numbers that the county's data gives the case, ; between them",
    "defendant_name": "as in the case",
    "dob": "YYYY-MM-DD; confidential copy only",
    "cii": "CII number; confidential copy only",
    "count_no": "the count of the case; the row is about no other",
    "offense_code": "HS: the code of which it is a section, as convicted",
    "offense_section": "11357",
    "offense_sub": "(b)(2); empty where there is none",
    "conviction_date": "YYYY-MM-DD, or YYYY-MM or YYYY where no more is known",
    "sentence_date": "YYYY-MM-DD; empty where the county's data has none later than the conviction's",
    "current_level": "felony, misdemeanor, infraction, or not stated",
    "requested_relief": "DISMISS_AND_SEAL, REDESIGNATE_MISDEMEANOR, REDESIGNATE_INFRACTION or RECALL_AND_RESENTENCE",
    "legal_basis": "HS 11361.8(b), a petition, or 11361.8(f), an application; and 11361.9",
    "serving": "yes, no or unknown: whether the sentence is being served",
    "whole_case": "yes only where every charge of this defendant in the case is a row of this package; no closes no case",
    "prosecuting_agency": "who filed",
    "document_file": "the proposed order that lists it, in this package",
    "document_sha256": "its checksum",
}
"""Column to meaning, in the order of the files."""

_SERVING: dict[object, str] = {True: "yes", False: "no", None: "unknown"}
_SECTION = re.compile(r"([A-Z?]{2}) (\d[\w.]*)(.*)")


def tell_rows(rows: pl.DataFrame, *, number: str, county: str, agency: str) -> pl.DataFrame:
    """The manifest's rows, with its confidential columns, all as text: ``COLUMNS``.

    Args:
        rows: determinations with ``package_row``, ``whole_case``, ``document_file``, ``document_sha256`` and what
            ``relief.packages.alternatives`` finds.
        number: the package's.
        county: its name as printed.
        agency: who files.
    """
    told = [_tell(row, number, county, agency) for row in rows.sort("package_row").iter_rows(named=True)]
    return pl.DataFrame(told, schema=dict.fromkeys(COLUMNS, pl.String))


def make_public(rows: pl.DataFrame) -> pl.DataFrame:
    """The public copy: without its confidential columns."""
    return rows.drop(CONFIDENTIAL)


def find_whole_cases(rows: pl.DataFrame, charges: pl.DataFrame) -> pl.DataFrame:
    """``rows`` with ``whole_case``: yes, no, or unknown where a charge of the case bears no number of a count.

    Args:
        rows: subject_id, case_number and count of a package's convictions.
        charges: subject_id, case_number and count of every charge that the county's courts tell of.
    """
    key = ["subject_id", "_case"]
    # A charge whose case is spelled otherwise in another source is a charge of the case.
    case = pl.col("case_number").str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "").alias("_case")
    asked, known = rows.with_columns(case), charges.with_columns(case)
    inside = asked.select(*key, pl.col("count").cast(pl.Int64), _in=pl.lit(True)).unique()
    there = known.join(asked.select(key).unique(), on=key, how="semi").with_columns(pl.col("count").cast(pl.Int64))
    judged = (
        there.join(inside, on=[*key, "count"], how="left")
        .group_by(key)
        .agg(
            unread=pl.col("count").is_null().any(),
            outside=(pl.col("count").is_not_null() & pl.col("_in").is_null()).any(),
        )
    )
    words = (
        pl.when(pl.col("outside")).then(pl.lit("no"))
        .when(pl.col("unread") | pl.col("outside").is_null()).then(pl.lit("unknown"))
        .otherwise(pl.lit("yes"))
    )  # fmt: skip
    joined = asked.join(judged, on=key, how="left", maintain_order="left")
    return joined.with_columns(whole_case=words).drop("_case", "unread", "outside")


def _tell(row: Mapping[str, object], number: str, county: str, agency: str) -> dict[str, str]:
    code, section, sub = _split_section(str(row["code_section"]).strip())
    petition = row["relief"] == RESENTENCING or row["serving"] is True
    ordinal = row["package_row"]
    assert isinstance(ordinal, int), "a row of a package has its number"
    return {
        "batch_id": number,
        "row_id": name_row(number, ordinal),
        "court_code": _text(row["ori"]),
        "county": county,
        "case_number": _text(row["case_number"]),
        "case_number_alt": _text(row["case_number_alt"]),
        "defendant_name": _text(row["name"]),
        "dob": _text(row["birth_date"]),
        "cii": _text(row["cii_number"]),
        "count_no": _text(row["count"]),
        "offense_code": code,
        "offense_section": section,
        "offense_sub": sub,
        "conviction_date": _write_day(row),
        "sentence_date": _text(row["sentence_date"]),
        "current_level": _text(row["level"]) or "not stated",
        "requested_relief": CODES[str(row["relief"])],
        "legal_basis": f"HS {PETITION if petition else APPLICATION}; HS 11361.9",
        "serving": _SERVING[row["serving"]],
        "whole_case": _text(row["whole_case"]),
        "prosecuting_agency": agency,
        "document_file": _text(row["document_file"]),
        "document_sha256": _text(row["document_sha256"]),
    }  # fmt: skip


def _split_section(printed: str) -> tuple[str, str, str]:
    """``HS 11360(a)`` as code, section and subdivision; what is not written so stays whole in the section."""
    found = _SECTION.fullmatch(printed)
    return (found[1], found[2], found[3]) if found else ("", printed, "")


def _write_day(row: Mapping[str, object]) -> str:
    """As much of the day as is known."""
    letters = {"day": 10, "month": 7, "year": 4}[str(row["conviction_date_precision"])]
    return str(row["conviction_date"])[:letters]


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
