"""What kind of line a line of a sheet is, by how it begins."""

import re

_EVENTS = (
    "COURT|ARR/DET/CITE|SUPPLEMENTAL ARR(?:EST)?|CUSTODY|PROBATION|APPLICANT|REGISTRATION|"
    "MENTAL HLTH CUS/SUPV|MENTAL HEALTH|DECEASED"
)
_KINDS = {
    "end": r"[* ]*END OF MESSAGE[* ]*",
    "cycle": r"(?:[ .,·]*\*){3,4}[ .,·]*",
    "mark": r"""["' ]*-(?:["' ]*-)+["' ]*""",
    "event": rf"(?P<event_kind>{_EVENTS}) ?[:;] ?(?P<event_rest>.*)",
    "count": r"CNT ?[:;] ?(?P<first>\d{1,3})(?: ?- ?(?P<last>\d{1,3}))?(?: ?#(?P<file>.*))?",
    "date": r"(?P<day>(?:(?:18|19|20)[\d.]{6,9}|0{8})\.?)(?: (?P<agency>[A-Z].*))?",
    "disposition": r"D ?I ?S ?P ?O ?[:;] ?(?P<disposed>.*)",
    "status": r"CONV ?STAT(?:US)?\.? ?[:;] ?(?P<status_word>.*)",
    "sentence": r"SEN ?[:;] ?(?P<sentenced>.*)",
    "comment": r"COM ?[:;] ?(?P<commented>.*)",
    "level": r"TOC ?[:;] ?(?P<level_word>.*)",
    "aside": r"(?:(?:ARR BY|SCN|ADR|LOC) ?[:;]|WARRANT(?: NBR| NO)?[ :;#]).*|WARRANT",
    "banner": r"[-* ]*POTENTIAL FELONY STRIKE ENTRY[-* ]*",
    "sentencing": r"1170\(H\)(?:\(\d+\))?(?:\([A-Z]\))? ?PC ?-? ?SENTENCING.*",
    "person": r"CII/.*",
    "flag": r"- ?(?P<flagged>(?!664[./ -]?\d)[A-Z\d].*)",
    "charge": r"SEE COMMENT FOR CHARGE|[-/.]? ?\d.*",
}
"""In this order. ``aside`` and ``banner`` are named here to be passed over: who arrested, under which warrant."""

_ANY = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()))


def find_kind(text: str) -> tuple[str, re.Match[str] | None]:
    """The kind of the line and what was found in it; ``other`` where it begins as none does.

    A line's kind is the group that closes last, since it is around all others that match.
    """
    found = _ANY.fullmatch(text)
    if found is None:
        return "other", None
    return str(found.lastgroup), found
