"""``relief county new``: the first version of a county's file, from a look at one of its exports."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from flows.verbs.options import Export

if TYPE_CHECKING:
    from connectors.onboarding.begin import Beginning

Word = Annotated[str, Argument(metavar="county", help="one of California's 58, as contra_costa", show_default=False)]
Source = Annotated[str, Option("--source", help="what kind of export it is: court, prosecutor, ...")]


def act(word: Word, export: Export, source: Source = "court") -> int:
    """Look at the export, write the file, and say what it still asks."""
    from connectors.onboarding.place import place_of, write
    from relief.errors import UserError

    place = place_of(word)
    if place.exists():
        raise UserError(f"{place.name}: the county has a file already; `relief county check` goes on from it")
    begun = _begin(word, export, source)
    write(place, begun.text)
    _print(begun, place)
    return 0


def _begin(word: str, export: Path, source: str) -> "Beginning":
    from connectors.onboarding import profile, propose
    from connectors.onboarding.begin import begin_county, begin_with_shared_layout, name_county
    from connectors.onboarding.place import find_shared_layout

    name_county(word)
    shared = find_shared_layout(export)
    if shared is not None:
        return begin_with_shared_layout(word, {"rap_sheet": "rap_sheets"}.get(shared, shared), shared)
    found = profile(export)
    return begin_county(word, source, found, propose(found))


def _print(begun: "Beginning", place: Path) -> None:
    from connectors.questions import find_questions

    asked = find_questions(begun.text)
    print(f'{place.name}: {len(asked)} questions to answer, each a "?" in the file')
    for each in asked:
        print(f"  line {each.line:<4} {each.asks}")
    print(f"Written: {place}", file=sys.stderr)
