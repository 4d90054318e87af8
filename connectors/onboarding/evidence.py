"""What the cells of a column look like, as shares: the evidence for what the column means."""

import polars as pl

from connectors.layouts import load_layout
from relief.records import DISPOSITION, EVENT, LEVEL, SENTENCE_PLACE, SENTENCE_UNIT
from relief.statutes import CODES, UNKNOWN_CODE, Charge, parse_charge

CODED = {
    "event": EVENT,
    "disposition": DISPOSITION,
    "charge_level": LEVEL,
    "sentence_place": SENTENCE_PLACE,
    "sentence_unit": SENTENCE_UNIT,
}
"""The coded columns, by their name in the layout's ``words``."""

_SHAPES = {
    "cii": r"^A\d{7,8}$|^\d{8}[A-Z]?$|^CII ?\d{7,9}$",
    "ori": r"^CA0\d{4,6}[A-Z0-9]{0,2}$",
    "name": r"^[\p{L}' .-]+, ?[\p{L}' .-]+$",
    "words": r"^[\p{L}' .-]+$",
    "number": r"^\d{1,5}(\.0+)?$",
    "small number": r"^0{0,2}\d{1,2}$",
    "key": r"^[A-Z]{0,3}-?\d{4,12}[A-Z]?$",
    "ssn": r"^\d{3}-\d{2}-\d{4}$|^\d{9}$",
    "dashed ssn": r"^\d{3}-\d{2}-\d{4}$",
    "licence": r"^[A-Z]\d{7}$",
    "letters": r"[A-Z]{2}",
    "statute code": rf"^({CODES}|H&S|B&P|W&I)$",
    "section": r"^\d{2,6}(\.\d+)?(\([A-Z0-9]{1,3}\))*([A-Z]\d?)?([-/ ]\d{2,6}(\.\d+)?(\([A-Z0-9]{1,3}\))*)?$",
    "case": r"^[A-Z0-9](?:[A-Z0-9]{0,3}[ ./-]?){0,4}\d{3}[A-Z0-9 ./-]{0,12}$",
    "lettered case": r"^(?:[A-Z]{1,6}[- ]?\d{4,10}|[A-Z]{1,6}\d{2}-\d{3,8}|\d{2,4}-?[A-Z]{1,4}-?\d{3,8})(?:-?[A-Z\d]{1,3})?$",
}
_ENDED = r"DISM|ACQUIT|REJECT|NOT GUILTY|DIVER"
_CONVICTED = r"CONVICT|(?:^|[^T]) ?GUILTY|NOLO|NO CONTEST"
_SAID_AGAIN = 0.5
_READ = 500
"""Distinct charges that are read: enough for a share."""


def weigh(filled: pl.Series) -> dict[str, float]:
    """Each kind of evidence and the share of the filled cells that show it."""
    upper = filled.str.to_uppercase()
    shares = {name: _share(upper.str.contains(shape)) for name, shape in _SHAPES.items()}
    words = load_layout("doj").words
    frame = upper.to_frame("text")
    for name, enum in CODED.items():
        meant = frame.select(words[name].translate(pl.col("text"), enum)).to_series()
        shares[name] = _share(meant != "unlisted")
    # A number alone may be a key of the sender's as well as a case's.
    marked = _share(upper.str.contains(_SHAPES["case"]) & upper.str.contains("[A-Z./-]"))
    shares["case"] = round(marked + 0.4 * (shares["case"] - marked), 3)
    shares["outcome"] = _share_of_outcomes(upper)
    distinct = round(filled.n_unique() / max(filled.len(), 1), 3)
    if distinct > _SAID_AGAIN:  # sections are charged again and again; bare numbers that are not may be of anything
        shares["section"] = _share(upper.str.contains(_SHAPES["section"]) & upper.str.contains(r"[A-Z(]"))
    return {**shares, "charge": _share_of_charges(upper), "distinct": distinct}


def _share_of_outcomes(upper: pl.Series) -> float:
    """Cells that tell how a charge ended, of a column that knows of both ends: a plea is never a dismissal."""
    ended, convicted = upper.str.contains(_ENDED), upper.str.contains(_CONVICTED)
    return _share(ended | convicted) if ended.any() and convicted.any() else 0.0


def _share(fits: pl.Series) -> float:
    return round(float(fits.sum()) / max(fits.len(), 1), 3)


def _share_of_charges(upper: pl.Series) -> float:
    """Charges whose every section has a code, printed or inferred."""
    some = upper.unique().sort().head(_READ)
    read = [_names_sections(parse_charge(text)) for text in some]
    return round(sum(read) / max(len(read), 1), 3)


def _names_sections(charge: Charge | None) -> bool:
    return charge is not None and all(section.code != UNKNOWN_CODE for section in charge.sections)
