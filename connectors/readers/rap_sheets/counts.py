"""The counts of an event: what was charged, what became of it, and what became of that."""

import re

from connectors.readers.rap_sheets.cursor import Cursor
from connectors.readers.rap_sheets.sentence import find_sentence, read_sentence
from connectors.readers.rap_sheets.sheet import Count, Disposition, Event

_WITHOUT_CHARGES = ("APPLICANT", "DECEASED", "MENTAL HLTH CUS/SUPV", "MENTAL HEALTH", "REGISTRATION")
"""Events whose counts may say something else where the charge stands."""
_AROUND = " .:-"
"""What may stand after a case number."""
_ATTEMPT = re.compile(r"664(?: PC.*)?")
_TAIL = re.compile(r"(.*?)[/-]664((?:\(.*)?)( .*|$)")


def read_counts(cursor: Cursor, event: Event) -> list[Count]:
    """All counts of an event; each has the file number of the first where it prints none."""
    counts: list[Count] = []
    while cursor.kind == "count":
        first = int(cursor.group("first"))
        count = Count(first=first, last=int(cursor.group("last") or first), file=_file(cursor))
        if count.last < first or (counts and first <= counts[-1].last):
            cursor.stop("number of a count")
        cursor.advance()
        _read_head(cursor, count, event)
        _read_outcomes(cursor, count)
        count.file = count.file or (counts[0].file if counts else "")
        counts.append(count)
    return counts


def read_comment(cursor: Cursor, comments: list[str]) -> str:
    """A comment is kept, who arrested under which warrant is passed over; gives the comment."""
    if cursor.kind == "aside":
        cursor.take_line()
        return ""
    comments.append(cursor.take_text("commented"))
    return comments[-1]


def _file(cursor: Cursor) -> str:
    return cursor.group("file").rstrip(_AROUND).strip()


def _read_head(cursor: Cursor, count: Count, event: Event) -> None:
    """The lines before the first disposition: flags and the charge, in either order, then its level and comments.

    The line that tells under which law a charge is sentenced is passed over, unless it is all there is.
    """
    sentencing = ""
    while True:
        match cursor.kind:
            case "flag":
                flag = cursor.take_text("flagged")
                count.flags.append("ATTEMPTED" if _ATTEMPT.fullmatch(flag) else flag)
            case "sentencing" if not sentencing:
                sentencing = cursor.take_line()
            case "charge" if not count.charge and not count.entry:
                count.charge = _attempt_first(cursor.take_line())
            case "other" if not count.charge and not count.entry and event.kind in _WITHOUT_CHARGES:
                count.entry = cursor.take_line()
            case "level":
                count.level = cursor.take_text("level_word")
            case "comment" | "aside":
                read_comment(cursor, count.comments)
            case _:
                count.charge = count.charge or ("" if count.entry else sentencing)
                return


def _attempt_first(charge: str) -> str:
    """``11357(C)-664 HS`` as ``664/11357(C) HS``."""
    found = _TAIL.fullmatch(charge)
    return f"664/{found[1]}{found[2]}{found[3]}" if found and found[1][:1].isdigit() else charge


def _read_outcomes(cursor: Cursor, count: Count) -> None:
    """Dispositions, each with its level, sentence and comments; a date stands before those of a later day."""
    day = ""
    while True:
        match cursor.kind:
            case "date" if not cursor.group("agency") and count.dispositions:
                day = _day(cursor)
            case "disposition":
                count.dispositions.append(Disposition(text=cursor.take_text("disposed"), day=day))
            case "status" | "sentence" | "comment" | "aside" if count.dispositions:
                _read_outcome(cursor, count)
            case _:
                return


def _day(cursor: Cursor) -> str:
    """The day of a later change, whose disposition must follow."""
    day = cursor.read_day()
    cursor.advance()
    if cursor.kind != "disposition":
        cursor.stop("disposition of a later day")
    return day


def _read_outcome(cursor: Cursor, count: Count) -> None:
    outcome = count.dispositions[-1]
    match cursor.kind:
        case "status":
            if outcome.status:
                cursor.stop("level of conviction")
            outcome.status = cursor.take_text("status_word")
        case "sentence":
            outcome.sentence += read_sentence(cursor.take_text("sentenced"))
        case _:
            outcome.sentence += find_sentence(read_comment(cursor, count.comments))
