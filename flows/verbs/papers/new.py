"""``relief papers new``: the first version of a county's own words for one kind of paper."""

import sys
from typing import Annotated

from typer import Argument, Option

from flows.verbs.options import AsOf, County, read_as_of

Kind = Annotated[str, Argument(metavar="PAPER", help="order, motion, case_order, ...", show_default=False)]
Blocks = Annotated[
    list[str] | None,
    Option("--block", metavar="NAME", help="to be worded otherwise; again for more; the others are comments"),
]


def act(county: County, paper: Kind, block: Blocks = None, as_of: AsOf = None) -> int:
    """Copy our blocks into the county's own folder, to be worded there."""
    from connectors import load_county
    from flows.wording import find_kind, read_wording
    from relief.errors import UserError
    from templates.overriding import begin_override, list_blocks
    from templates.rooms import own_words

    kind = find_kind(paper)
    wording = read_wording(load_county(county), read_as_of(as_of))
    place = own_words(county) / f"{kind.replace(' ', '_')}.md.j2"
    if place.exists():
        raise UserError(f"{place}: it is there already; change it, or look at it with `relief papers preview {county}`")
    fields = wording.samples[0][kind].fields if kind in wording.kinds else ()
    text = begin_override(kind, county, block or [], fields)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{place}: it cannot be written here: {error.strerror}; --counties names a folder") from None
    print(f"{kind}: {', '.join(block or [])} to be worded otherwise" if block else f"{kind}: every block is ours still")
    print(f"  blocks: {', '.join(list_blocks(kind))}")
    print(f"Written: {place}", file=sys.stderr)
    return 0
