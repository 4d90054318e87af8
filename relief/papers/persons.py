"""The papers about one person: motion and order for a case, one order for all cases, a letter."""

from collections.abc import Iterator
from typing import Any

from relief.papers.binding import bind
from relief.papers.convictions import MONTHS, Conviction, group_cases, group_persons
from relief.papers.heads import fields, head, shorten
from relief.papers.kinds import Kind
from relief.papers.lists import List
from relief.papers.paper import Paper

CASE_MOTION = "MOTION FOR RELIEF FROM A CANNABIS CONVICTION"
CASE_ORDER = "[PROPOSED] ORDER FOR RELIEF FROM CANNABIS CONVICTIONS"
LETTER = "Letter about your case"

_CASE: tuple[Kind, ...] = ("case motion", "case order")
_PERSON: tuple[Kind, ...] = ("person order", "letter")


def draft_cases(of: List) -> Iterator[Paper]:
    """Motion and order for each person of each case: a case of two defendants needs two of each."""
    kinds = [kind for kind in _CASE if kind in of.filing.kinds]
    cases = group_cases(of.convictions) if kinds else []
    for number, convictions in enumerate(cases, 1):
        yield from bind([_about(of, kind, number, convictions) for kind in kinds], of.filing.court.together)


def draft_persons(of: List) -> Iterator[Paper]:
    """For each person an order for all cases, and a letter."""
    kinds = [kind for kind in _PERSON if kind in of.filing.kinds]
    persons = group_persons(of.convictions) if kinds else []
    for number, convictions in enumerate(persons, 1):
        for kind in kinds:
            yield _about(of, kind, number, convictions)


_FOLDERS = {"case motion": "motions", "case order": "orders", "person order": "person_orders", "letter": "letters"}
_TITLES = {"case motion": CASE_MOTION, "case order": CASE_ORDER, "person order": CASE_ORDER, "letter": LETTER}


def _about(of: List, kind: Kind, number: int, convictions: tuple[Conviction, ...]) -> Paper:
    """A paper about these convictions of one person."""
    name, cases = convictions[0].name, list(dict.fromkeys(conviction.case_number for conviction in convictions))
    said = fields(convictions, of.filing, of.batch, of.day, of.docket.court)
    case = cases[0] if len(cases) == 1 else f"{cases[0]} and {len(cases) - 1} more, listed below"
    shown = shorten(name)
    told = _tell(convictions) if kind == "letter" else {"name_is_long": shown != name, "name": name}
    return of.paper(
        kind, f"{_FOLDERS[kind]}/{number}", _TITLES[kind],
        head=None if kind == "letter" else head(of.docket.court, of.filing, shown, "Defendant.", case),
        fields={**said, "case_number": case, **told},
        convictions=convictions,
    )  # fmt: skip


def _tell(convictions: tuple[Conviction, ...]) -> dict[str, Any]:
    """What a letter says: no section and no level, since somebody else may open it."""
    last, comma, first = convictions[0].name.partition(",")
    return {
        "name": shorten(f"{first.strip()} {last.strip()}" if comma and "," not in first else convictions[0].name),
        "cases": [
            {
                "case_number": c.case_number, "count": c.count, "conviction_date": c.conviction_date,
                "fecha": in_spanish(c.conviction_date), "relief": c.relief,
            }
            for c in convictions
        ],
    }  # fmt: skip


def in_spanish(day: str) -> str:
    """July 4, 1999 as 4 de julio de 1999; July 1999 as julio de 1999; 1999 as it is."""
    month, *rest = day.replace(",", "").split()
    if not rest:
        return day
    return " de ".join([*rest[:-1], _MESES[MONTHS.index(month)], rest[-1]])


_MESES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
