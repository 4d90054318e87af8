"""What can be wrong with one record, found exactly and slowly, for the few that look suspicious."""

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.doj_columns import COLUMNS

FIELDS = len(COLUMNS)
LONGEST_FIELD = 1 << 20
"""Bytes. No field of a rap sheet comes near; what does is a sign of a lost quote or line end."""
FURTHER_LINES = 64
"""Lines that a quoted field may go on for, before its quote is taken for unclosed."""

WRONG_FIELDS = "wrong number of fields"
UNCLOSED_QUOTE = "unclosed quote"
STRAY_QUOTE = "stray quote"
NUL = "NUL byte"
NOT_UTF8 = "not UTF-8"
TOO_LONG = "field too long"
BLANK = "blank line"
HEADING = "header or footer line"
REASONS = (WRONG_FIELDS, UNCLOSED_QUOTE, STRAY_QUOTE, NUL, NOT_UTF8, TOO_LONG, BLANK, HEADING)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why a record is set aside."""

    reason: str
    """One of REASONS."""
    field: str | None = None
    """The export's column in which it is, where there is one."""


def find_fault(record: bytes) -> Fault | None:
    """What is wrong with a record (without its line end), or None."""
    if not record.strip(b' \t",'):
        return Fault(reason=BLANK)
    for bad, unreadable in ((record.find(b"\0"), NUL), (_undecodable(record), NOT_UTF8)):
        if bad >= 0:
            return Fault(reason=unreadable, field=column_name(_field_at(record, bad)))
    fields, reason = split(record)
    if reason is not None:
        return Fault(reason=reason, field=column_name(len(fields)))
    if fields[0].strip(b' "') == COLUMNS[0].encode():
        return Fault(reason=HEADING)
    longest = max(range(len(fields)), key=lambda number: len(fields[number]))
    if len(fields[longest]) > LONGEST_FIELD:
        return Fault(reason=TOO_LONG, field=column_name(longest))
    return None if len(fields) == FIELDS else Fault(reason=WRONG_FIELDS)


def split(record: bytes) -> tuple[list[bytes], str | None]:
    """The fields as printed, quotes included; and what stopped it, with the fields up to there."""
    fields: list[bytes] = []
    start = 0
    while True:
        end, reason = _field_end(record, start)
        if reason is not None:
            return fields, reason
        fields.append(record[start:end])
        if end == len(record):
            return fields, None
        start = end + 1


def join_lines(lines: Sequence[bytes]) -> int | None:
    """How many of ``lines`` make one good record, the first having a quote that it does not close."""
    record = lines[0]
    for count, line in enumerate(lines[1 : FURTHER_LINES + 1], start=2):
        record += line
        if len(record) > LONGEST_FIELD:
            return None
        fields, reason = split(record.rstrip(b"\r\n"))
        if reason is None:
            return count if len(fields) == FIELDS else None
        if reason != UNCLOSED_QUOTE:
            return None
    return None


def subject_of(record: bytes) -> str | None:
    """The person's key, if the third field can only be one."""
    cells = [cell.strip(b' "') for cell in record[:200].split(b",")[:4]]
    if len(cells) < 4:
        return None
    key = cells[2]
    plausible = 4 <= len(key) <= 16 and key.isascii() and key.isalnum() and any(c in b"0123456789" for c in key)
    return key.decode() if plausible else None


def _field_end(record: bytes, start: int) -> tuple[int, str | None]:
    """Where the field that begins at ``start`` ends."""
    if record[start : start + 1] != b'"':
        end = record.find(b",", start)
        end = len(record) if end < 0 else end
        return end, STRAY_QUOTE if record.find(b'"', start, end) >= 0 else None
    at = start + 1
    while True:
        quote = record.find(b'"', at)
        if quote < 0:
            return quote, UNCLOSED_QUOTE
        following = record[quote + 1 : quote + 2]
        if following in (b"", b","):
            return quote + 1, None
        if following != b'"':
            return quote, STRAY_QUOTE
        at = quote + 2


def _field_at(record: bytes, position: int) -> int:
    """The number of the field in which a byte is, from 0."""
    fields, reason = split(record[:position])
    return len(fields) if reason is not None else len(fields) - 1


def _undecodable(record: bytes) -> int:
    try:
        record.decode()
    except UnicodeDecodeError as error:
        return error.start
    return -1


def column_name(number: int) -> str | None:
    """The export's column with this number, from 0."""
    return COLUMNS[number] if number < FIELDS else None
