"""``relief papers lint``: what is wrong with the words of counties' papers, before any run."""

from typing import Annotated

from typer import Argument

from flows.verbs.options import AsOf, read_as_of

Words = Annotated[
    list[str] | None,
    Argument(metavar="[COUNTY]...", help="counties; default: all that have a file", show_default=False),
]


def act(county: Words = None, as_of: AsOf = None) -> int:
    """Print every finding with its file and line; exit code 2 where there is one."""
    from connectors import counties, load_county
    from flows.wording import read_wording

    day = read_as_of(as_of)
    found = 0
    chosen = county or counties()
    for word in chosen:
        for finding in read_wording(load_county(word), day).lint():
            print(f"{word}: {finding}")
            found += 1
    print(
        f"{found} {'finding' if found == 1 else 'findings'} in the words of {len(chosen)} {'county' if len(chosen) == 1 else 'counties'}"
    )
    return 2 if found else 0
