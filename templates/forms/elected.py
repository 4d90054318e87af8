"""Which form of its court a county uses for a kind of paper on a day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from relief.errors import UserError
from relief.papers import Paper
from templates.forms.form import Form, load_form
from templates.rooms import words_of

FOLDER = "forms"


def find_form(paper: Paper, county: str) -> Form | None:
    """The edition in force on the paper's as-of day; None where the county has no form for it.

    Raises UserError where a county has editions and none of them, or more than one, is in force: an expired edition
    is not filled.
    """
    editions = [form for form in list_forms(county) if form.map.paper == paper.kind]
    if not editions or not all(form.map.serves(paper.convictions) for form in editions):
        return None
    day = date.fromisoformat(paper.as_of)
    in_force = [form for form in editions if form.map.holds_on(day)]
    if not in_force:
        latest = editions[-1].map
        until = f" was good until {latest.effective_to}" if latest.effective_to else f" begins {latest.effective_from}"
        raise UserError(
            f"{editions[-1].source}: no edition of {latest.form} is in force on {day}: {latest.edition}{until};"
            " add the court's new edition with a map of its own"
        )
    if len(in_force) > 1:
        names = " and ".join(form.map.edition for form in in_force)
        raise UserError(f"{in_force[0].source}: {names} are both in force on {day}; write when the earlier one ends")
    return in_force[0]


def list_forms(county: str) -> list[Form]:
    """Every form of a county, by day. UserError for one that does not fit its map."""
    return sorted((load_form(file) for file in _maps(words_of(county))), key=lambda form: form.map.effective_from)


def _maps(folders: tuple[Path, ...]) -> Iterator[Path]:
    """The maps, each file's name once: the user's own before ours."""
    seen: set[str] = set()
    for folder in folders:
        for file in sorted((folder / FOLDER).glob("*.yaml")):
            if file.name not in seen:
                seen.add(file.name)
                yield file
