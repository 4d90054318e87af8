"""What a paper says, on a court's form; what does not fit there, on an attachment that the form names."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from relief.errors import UserError
from relief.papers import Conviction, Paper
from templates.fonts import break_words
from templates.forms.acroform import Place
from templates.forms.fitting import Mark, fit, tick
from templates.forms.form import Form
from templates.listing import PORTRAIT, listing
from templates.values import clean

_ATTACHED = ("id", "count", "code_section", "conviction_date", "level", "relief", "basis")


@dataclass(kw_only=True)
class Filled:
    """A form's print before it is set."""

    marks: list[Mark] = field(default_factory=list)
    said: dict[Place, str] = field(default_factory=dict)
    """What each rectangle must be found to say; those that are not here, nothing."""
    items: list[tuple[str, str]] = field(default_factory=list)
    """Label and whole text of what goes to the attachment."""
    further: list[Conviction] = field(default_factory=list)
    """Convictions that are listed there."""

    @property
    def attached(self) -> bool:
        """Whether there is an attachment."""
        return bool(self.items or self.further)


def fill(form: Form, paper: Paper) -> Filled:
    """Every mark of the form. UserError for a field of the paper that is blank or that it does not have."""
    filled = Filled()
    for name in form.map.text:
        value = say(paper, name, form)
        for target in form.map.places_of(name) if value else ():
            _write(filled, form, target, value, name.replace("_", " ").capitalize())
    for target, value in form.map.constants.items():
        _write(filled, form, target, clean(value), target)
    for each in form.map.ticks:
        if each.holds(paper.convictions):
            _tick(filled, form, each.box, each.state)
    _list(filled, form, paper.convictions)
    return filled


def say(paper: Paper, name: str, form: Form) -> str:
    """One of the paper's fields as a line of text; blank only where the map says that it may be."""
    head = asdict(paper.head) if paper.head else {}
    known = {**head, **paper.fields, "title": paper.title}
    if name not in known:
        raise UserError(f"{form.source}: text: a {paper.kind} has no field {name}; it has {', '.join(sorted(known))}")
    value = known[name]
    text = (
        ", ".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else str(value or "")
    )
    text = " ".join(clean(text).split())
    if not text and name not in form.map.may_be_blank:
        raise UserError(f"{form.source}: the paper has no value for {name}")
    return text


def _write(filled: Filled, form: Form, target: str, value: str, label: str) -> None:
    marks = _marks(form, target, value)
    if marks is None:
        if (label, value) not in filled.items:
            filled.items.append((label, value))
        value, marks = _point(form, target, filled.items.index((label, value)) + 1)
    _set(filled, form, target, value, marks)


def _point(form: Form, target: str, item: int) -> tuple[str, list[Mark]]:
    """The longest hint at the attachment that the field takes."""
    for hint in (f"See Attachment, item {item}", f"Attachment, {item}", f"Att. {item}", f"A{item}"):
        marks = _marks(form, target, hint)
        if marks is not None:
            return hint, marks
    raise UserError(f"{form.source}: {target} is too small for its value, and for pointing at the attachment as well")


def _marks(form: Form, target: str, value: str) -> list[Mark] | None:
    """The text in all places of the field; None where one of them is too small."""
    marks: list[Mark] = []
    for place in form.fields[target].places:
        found = fit(value, form.fields[target], place, form.pages[place.page][1])
        if found is None:
            return None
        marks += found
    return marks


def _set(filled: Filled, form: Form, target: str, value: str, marks: list[Mark]) -> None:
    filled.marks += marks
    filled.said |= dict.fromkeys(form.fields[target].places, value)


def _tick(filled: Filled, form: Form, box: str, on: str) -> None:
    for place in form.fields[box].places:
        if place.on == on and place not in filled.said:
            filled.marks.append(tick(place, form.pages[place.page][1]))
            filled.said[place] = "X"


def _list(filled: Filled, form: Form, convictions: Sequence[Conviction]) -> None:
    rows = form.map.rows
    if rows is None:
        return
    line = 0
    for conviction in convictions:
        cells = None if line == rows.lines else _cells(form, conviction, line)
        if cells is None:
            filled.further.append(conviction)
            continue
        for target, value, marks in cells:
            _set(filled, form, target, value, marks)
        line += 1
    if filled.further:
        number = len(filled.further)
        said = f"{number} {'conviction' if line == 0 else 'more'} on the attachment"
        _write(filled, form, rows.more, said, "Convictions")


def _cells(form: Form, conviction: Conviction, line: int) -> list[tuple[str, str, list[Mark]]] | None:
    assert form.map.rows is not None
    cells = []
    for column in form.map.rows.columns:
        target, value = form.map.rows.field_at(column, line), clean(str(getattr(conviction, column)))
        marks = _marks(form, target, value)
        if marks is None:
            return None
        cells.append((target, value, marks))
    return cells


def lay_out(filled: Filled, form: Form, paper: Paper) -> dict[str, Any]:
    """The data of ``layout/form.typ``."""
    return {
        "title": clean(f"{paper.title}, batch {paper.batch}"),
        "author": clean(paper.author),
        "pages": [{"width": page[0], "height": page[1]} for page in form.pages],
        "marks": [vars(mark) for mark in filled.marks],
        "attachment": _attachment(filled, form, paper) if filled.attached else None,
    }


def _attachment(filled: Filled, form: Form, paper: Paper) -> dict[str, Any]:
    head = paper.head
    assert head is not None, "a form is a paper of one case"
    return {
        "heading": f"Attachment to {clean(form.map.edition)}",
        "told": [f"Case number: {clean(head.case_number)}", f"Defendant: {clean(head.defendant)}"],
        "items": [
            [f"{number}. {label}:", break_words(text, 500, 10)] for number, (label, text) in enumerate(filled.items, 1)
        ],
        "list": listing(filled.further, _ATTACHED, PORTRAIT) if filled.further else None,
        "footer": clean(f"Attachment to {form.map.form}, batch {paper.batch}"),
    }
