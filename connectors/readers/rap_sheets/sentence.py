"""The parts of a sentence: ``012 MONTHS PROBATION, 045 DAYS JAIL, FINE``."""

import re

from connectors.readers.rap_sheets.sheet import Part

_TERM = re.compile(r"(\d+) ?(D|DS|DYS?|DAYS?|M|MOS?|MTHS?|MONTHS?|Y|YRS?|YEARS?) (.+)")
_TAG = re.compile(r"(?:SEN-X|XSEN ?[:-]?) ?(.+)")
_AROUND = " .';"


def read_sentence(text: str) -> list[Part]:
    """The parts that commas separate, each with its length or as it is printed."""
    return [_read_part(part) for piece in text.split(",") if (part := piece.strip(_AROUND))]


def find_sentence(comment: str) -> list[Part]:
    """The sentence that a comment tells after its tag (``SEN-X3 YR PROB, 6 MO JL``); none where it has no tag."""
    found = _TAG.search(comment)
    return read_sentence(found[1]) if found else []


def _read_part(text: str) -> Part:
    found = _TERM.fullmatch(text)
    return Part(place=found[3], length=found[1], unit=found[2][0]) if found else Part(place=text)
