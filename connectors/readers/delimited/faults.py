"""What can be wrong with one record, found exactly and slowly, for the few that look suspicious."""

from collections.abc import Sequence

from connectors.readers.block import Fault
from connectors.readers.delimited.table import Table

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


def find_fault(record: bytes, table: Table) -> Fault | None:
    """What is wrong with a record (without its line end), or None."""
    if not record.strip(table.blank):
        return Fault(reason=BLANK)
    for bad, unreadable in ((record.find(b"\0"), NUL), (_undecodable(record), NOT_UTF8)):
        if bad >= 0:
            return Fault(reason=unreadable, field=table.name(_field_at(record, bad, table)))
    fields, reason = split(record, table)
    if reason is not None:
        return Fault(reason=reason, field=table.name(len(fields)))
    if fields[0].strip(b' "') == table.first:
        return Fault(reason=HEADING)
    longest = max(range(len(fields)), key=lambda number: len(fields[number]))
    if len(fields[longest]) > LONGEST_FIELD:
        return Fault(reason=TOO_LONG, field=table.name(longest))
    return None if len(fields) == table.fields else Fault(reason=WRONG_FIELDS)


def split(record: bytes, table: Table) -> tuple[list[bytes], str | None]:
    """The fields as printed, quotes included; and what stopped it, with the fields up to there."""
    fields: list[bytes] = []
    start = 0
    while True:
        end, reason = _field_end(record, start, table)
        if reason is not None:
            return fields, reason
        fields.append(record[start:end])
        if end == len(record):
            return fields, None
        start = end + 1


def join_lines(lines: Sequence[bytes], table: Table) -> int | None:
    """How many of ``lines`` make one good record, the first having a quote that it does not close."""
    record = lines[0]
    for count, line in enumerate(lines[1 : FURTHER_LINES + 1], start=2):
        record += line
        if len(record) > LONGEST_FIELD:
            return None
        fields, reason = split(record.rstrip(b"\r\n"), table)
        if reason is None:
            return count if len(fields) == table.fields else None
        if reason != UNCLOSED_QUOTE:
            return None
    return None


def subject_of(record: bytes, table: Table) -> str | None:
    """The person's key, if the field where it belongs can only be one."""
    if table.subject is None:
        return None
    cells = [cell.strip(b' "') for cell in record[:200].split(table.delimiter)[: table.subject + 2]]
    if len(cells) < table.subject + 2:
        return None
    key = cells[table.subject]
    plausible = 4 <= len(key) <= 16 and key.isascii() and key.isalnum() and any(c in b"0123456789" for c in key)
    return key.decode() if plausible else None


def _field_end(record: bytes, start: int, table: Table) -> tuple[int, str | None]:
    """Where the field that begins at ``start`` ends."""
    if not table.quoted or record[start : start + 1] != b'"':
        end = record.find(table.delimiter, start)
        end = len(record) if end < 0 else end
        return end, STRAY_QUOTE if table.quoted and record.find(b'"', start, end) >= 0 else None
    at = start + 1
    while True:
        quote = record.find(b'"', at)
        if quote < 0:
            return quote, UNCLOSED_QUOTE
        following = record[quote + 1 : quote + 2]
        if following in (b"", table.delimiter):
            return quote + 1, None
        if following != b'"':
            return quote, STRAY_QUOTE
        at = quote + 2


def _field_at(record: bytes, position: int, table: Table) -> int:
    """The number of the field in which a byte is, from 0."""
    fields, reason = split(record[:position], table)
    return len(fields) if reason is not None else len(fields) - 1


def _undecodable(record: bytes) -> int:
    try:
        record.decode()
    except UnicodeDecodeError as error:
        return error.start
    return -1
