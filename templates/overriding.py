"""A county's template, begun: our blocks copied to be worded otherwise, each a comment until somebody changes it."""

import re
from collections.abc import Collection, Iterator, Sequence

from relief.errors import UserError
from templates.rooms import ROOM

_TAG = re.compile(r"{%-?\s*(block\s+(?P<name>\w+)|endblock)[^%]*%}")


def list_blocks(kind: str) -> dict[str, str]:
    """The outermost blocks of our template for a kind of paper: name to its text, tags and all."""
    text = _read(kind)
    blocks: dict[str, str] = {}
    depth, begun, name = 0, 0, ""
    for tag in _TAG.finditer(text):
        if tag["name"]:
            if depth == 0:
                begun, name = tag.start(), tag["name"]
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                blocks[name] = text[begun : tag.end()]
    return blocks


def begin_override(kind: str, county: str, chosen: Sequence[str], fields: Collection[str]) -> str:
    """The text of ``<county>/<kind>.md.j2``: the chosen blocks to be worded, the others as comments.

    Raises UserError for a block that the paper does not have.
    """
    blocks = list_blocks(kind)
    if unknown := [name for name in chosen if name not in blocks]:
        raise UserError(f"{kind}: there is no block {unknown[0]}; there are {', '.join(blocks)}")
    file = kind.replace(" ", "_")
    return "\n".join(_lines(file, kind, county, blocks, chosen, fields))


def _lines(
    file: str, kind: str, county: str, blocks: dict[str, str], chosen: Sequence[str], fields: Collection[str]
) -> Iterator[str]:
    name = county.replace("_", " ").title()
    yield f'{{% extends "base/{file}.md.j2" %}}'
    yield ""
    yield f"{{# {name}: the {kind}, where it is worded otherwise than ours."
    yield ""
    yield "   Each block below is ours, as a comment. To word one otherwise, take away the two lines that say COMMENT"
    yield "   around it and change what is between its tags; a block that you leave alone, or delete here, stays ours,"
    yield "   and follows ours when counsel changes it. Have counsel review what you change, and look at it with"
    yield f"   `relief papers preview {county} --watch`; `relief papers lint {county}` says what is missing."
    yield ""
    yield "   A field is printed by its name in double braces. This paper has:"
    yield from _in_lines(sorted(fields))
    yield "#}"
    for block, text in blocks.items():
        yield ""
        if block in chosen:
            yield text
        else:
            yield f"{{# COMMENT: block {block}"
            yield text
            yield "COMMENT #}"
    yield ""


def _in_lines(names: Sequence[str], width: int = 110) -> Iterator[str]:
    line = "  "
    for name in names:
        if len(line) + len(name) > width:
            yield line.rstrip()
            line = "  "
        line += f" {name},"
    yield line.rstrip(",")


def _read(kind: str) -> str:
    file = ROOM / "base" / f"{kind.replace(' ', '_')}.md.j2"
    if not file.is_file():
        known = sorted(path.name.removesuffix(".md.j2").replace("_", " ") for path in (ROOM / "base").glob("*.md.j2"))
        raise UserError(f"there is no paper {kind}; there are {', '.join(known)}")
    return file.read_text(encoding="utf-8")
