"""``relief county new``: the first version of a county's file, from a look at one of its exports."""

import sys
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from flows.verbs.options import Export

Word = Annotated[str, Argument(metavar="county", help="one of California's 58, as contra_costa", show_default=False)]
Source = Annotated[str, Option("--source", help="what kind of export it is: court, prosecutor, ...")]

_SHARED = {"rap_sheet": "rap_sheets"}
"""What a source is called that a shared layout of another name reads."""


def act(word: Word, export: Export, source: Source = "court") -> int:
    """Look at the export, write the file, or one more source into the file that there is, and say what it still asks."""
    from connectors.county import read_text
    from connectors.county_files import find_file
    from connectors.onboarding.begin import name_county
    from connectors.onboarding.place import place_of, write

    name_county(word)
    place, held = place_of(word), find_file(word)
    text = _add(word, export, source, read_text(held)) if held is not None else _begin(word, export, source)
    write(place, text)
    _print(text, place)
    return 0


def _begin(word: str, export: Path, source: str) -> str:
    from connectors.onboarding import profile, propose
    from connectors.onboarding.begin import begin_county, begin_with_shared_layout
    from connectors.onboarding.place import find_shared_layout

    shared = find_shared_layout(export)
    if shared is not None:
        return begin_with_shared_layout(word, _SHARED.get(shared, shared), shared).text
    found = profile(export)
    return begin_county(word, source, found, propose(found)).text


def _add(word: str, export: Path, source: str, text: str) -> str:
    from connectors.onboarding import profile, propose
    from connectors.onboarding.begin import add_source, declare_shared, declare_source
    from connectors.onboarding.place import find_shared_layout

    shared = find_shared_layout(export)
    if shared is not None:
        name = _SHARED.get(shared, shared)
        return add_source(text, name, declare_shared(name, shared), f"{word}.yaml")
    found = profile(export)
    return add_source(text, source, declare_source(word, source, found, propose(found)), f"{word}.yaml")


def _print(text: str, place: Path) -> None:
    from connectors.questions import find_questions

    asked = find_questions(text)
    print(f'{place.name}: {len(asked)} questions to answer, each a "?" in the file')
    for each in asked:
        print(f"  line {each.line:<4} {each.asks}")
    print(f"Written: {place}", file=sys.stderr)
