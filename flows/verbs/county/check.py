"""``relief county check``: what an export says that the county's file does not know, as YAML ready to paste."""

import sys
from typing import TYPE_CHECKING, Annotated

from typer import Option

from flows.verbs.options import County, Exports

if TYPE_CHECKING:
    from connectors.onboarding.problems import Problem

Write = Annotated[bool, Option("--write", help="put each into the county's file, with a ? to answer")]


def act(county: County, exports: Exports, write: Write = False) -> int:
    """Read in a folder that is gone afterwards; one line a value, however many rows it is on."""
    from connectors import load_county
    from connectors.onboarding.paste import as_paste
    from connectors.onboarding.problems import find_problems

    problems = find_problems(exports, load_county(county, asking=True))
    print(as_paste(problems, f"{county}.yaml"), end="")
    if write and problems:
        _write(county, problems)
    return 0


def _write(word: str, problems: "list[Problem]") -> None:
    from connectors.county import read_county, read_text
    from connectors.county_files import find_file
    from connectors.onboarding.insert import insert
    from connectors.onboarding.place import place_of, write

    file = find_file(word)
    assert file is not None
    text, put = insert(read_text(file), problems)
    read_county(word, text)
    write(place_of(word), text)
    print(f"Written: {len(put)} of {len(problems)} into {place_of(word)}", file=sys.stderr)
