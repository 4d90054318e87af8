"""Everything that is wrong with one county's words on a day, kind of paper by kind of paper."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from relief.errors import UserError
from relief.papers import Paper
from relief.papers.kinds import Kind
from relief.rules.support import Support
from templates import rooms
from templates.forms.elected import FOLDER, find_form, list_forms
from templates.linting.finding import Finding
from templates.linting.minimum_content import check_content
from templates.linting.statements import check_statements
from templates.prose import TOKEN, Prose, Source, forget, list_sources, unknown_fields, write
from templates.tree import grow
from templates.typeset import page_of, preview
from templates.values import clean

KINDS: tuple[str, ...] = (*get_args(Kind), "reinstatement order")
"""Every kind of paper, in the order in which they are looked at."""
_FENCE = re.compile(r"^```convictions\n.*?^```$", re.DOTALL | re.MULTILINE)


class UnsoundWords(UserError):
    """A county's words that no run may print; names each place."""

    def __init__(self, county: str, findings: Sequence[Finding]) -> None:
        listed = "\n  ".join(str(finding) for finding in findings)
        super().__init__(
            f"{county}: the words of its papers are not sound; `relief papers preview {county}` shows them\n  {listed}"
        )


def refuse_unsound(county: str, samples: Sequence[Mapping[str, Paper]], support: Support) -> None:
    """UserError with every finding, where there is one."""
    if findings := lint(county, samples, support):
        raise UnsoundWords(county, findings)


def lint(county: str, samples: Sequence[Mapping[str, Paper]], support: Support) -> list[Finding]:
    """What is to be put right before a paper of the county is printed.

    ``samples`` are papers about fictional people (``relief.papers.sample``), by kind, each set of another sort: where
    somebody serves a sentence and where nobody does, since templates word the two differently.
    """
    forget()
    findings = [*_strays(county), *_forms(county)]
    for sample in samples:
        for kind, paper in sample.items():
            findings += _one(paper, kind, county, support)
    return list(dict.fromkeys(findings))


def _one(paper: Paper, kind: str, county: str, support: Support) -> Iterator[Finding]:
    try:
        if find_form(paper, county) is not None:
            preview(paper, county, ppi=10)
            return
        sources = list_sources(kind, county)
        unknown = list(_unknown(sources, paper, county))
        yield from unknown
        if unknown:
            return
        prose = write(kind, county, {**paper.fields, "title": paper.title})
        blocks = grow(prose, page_of(paper), paper.convictions or paper.entries)
        yield from check_statements(_own_words(prose, paper), sources, support)
        serving = any(paper.fields.get(name) for name in ("count_serving",))
        yield from check_content(paper, _all_words(prose), blocks, sources[0].place, serving=serving)
        preview(paper, county, ppi=10)
    except RecursionError:
        yield Finding(place=f"templates of {county}, {kind}", says="a template extends or includes itself")
    except UserError as error:
        place, _, says = str(error).partition(": ")
        yield Finding(place=place, says=says)


def _unknown(sources: tuple[Source, ...], paper: Paper, county: str) -> Iterator[Finding]:
    known = {*paper.fields, "title"}
    for source in sources:
        for line, name in unknown_fields(source, county, known):
            says = f"a {paper.kind} has no field {name}; it has {', '.join(sorted(known))}"
            yield Finding(place=f"{source.place} line {line}", says=says)


def _own_words(prose: Prose, paper: Paper) -> list[str]:
    """The author's own words by paragraph: what comes from the paper's fields is no statement of the author's."""
    values = {clean(text) for text in _texts(dict(paper.fields) | {"title": paper.title})}
    text = _FENCE.sub("", prose.markdown)
    text = TOKEN.sub(lambda token: "" if (said := prose.values[int(token.group(1))]) in values else said, text)
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    else:
        yield f"{value:,}" if type(value) is int else str(value)
        yield str(value)


def _all_words(prose: Prose) -> str:
    return TOKEN.sub(lambda token: prose.values[int(token.group(1))], prose.markdown)


def _strays(county: str) -> Iterator[Finding]:
    """Files among a county's words that no paper would ever take."""
    known = {f"{kind.replace(' ', '_')}.md.j2" for kind in KINDS}
    for folder in rooms.words_of(county):
        included = set(_included(county))
        for file in sorted(folder.glob("*")):
            if file.is_file() and file.name not in known and file.name not in included:
                yield Finding(
                    place=rooms.show(file), says=f"no paper is called so; there are {', '.join(sorted(known))}"
                )


def _included(county: str) -> Iterator[str]:
    for kind in KINDS:
        try:
            yield from (source.name.partition("/")[2] for source in list_sources(kind, county))
        except (UserError, RecursionError):
            continue  # told where that kind is looked at


def _forms(county: str) -> Iterator[Finding]:
    try:
        for form in list_forms(county):
            if form.map.paper not in KINDS:
                says = f"paper: there is no kind {form.map.paper}; there are {', '.join(KINDS)}"
                yield Finding(place=form.source, says=says)
    except UserError as error:
        place, _, says = str(error).partition(": ")
        yield Finding(place=place or FOLDER, says=says)
