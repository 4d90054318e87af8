"""The summary in words, for a terminal and as Markdown."""

from collections.abc import Iterator, Mapping
from typing import Any

_PAPERS = {
    "motion": "motions",
    "order": "proposed orders",
    "case motion": "motions of single cases",
    "case order": "orders of single cases",
    "person order": "orders of single persons",
    "exhibit": "exhibits",
    "confidential exhibit": "exhibits, confidential copies",
    "challenge notice": "notices of challenges",
    "proof of service": "proofs of service",
    "letter": "letters",
    "index": "indexes",
    "cover sheet": "cover sheets",
}
_LISTS = {
    "no_case_number": "no court's case number",
    "due_for_destruction": "record due for destruction (HS 11361.5)",
    "blank_field": "a blank that a paper needs",
    "no_font": "a character that no font of ours has",
    "not_read_back": "a paper that did not say, read back, what it should",
}
_IMPACT = {
    "people": "people with a conviction in scope",
    "people_eligible": "people with an eligible conviction",
    "lose_last_felony": "lose their last felony",
    "lose_last_conviction": "lose their last conviction",
    "lose_last_conviction_within_seven_years": "lose their last conviction within seven years",
}

Section = tuple[str, list[tuple[str, str]]]
"""A heading and lines of what and how many."""


def as_text(summary: Mapping[str, Any]) -> str:
    """The summary for a terminal."""
    lines = [_title(summary)]
    for heading, rows in _sections(summary):
        width = max((len(what) for what, _ in rows), default=0)
        lines += ["", heading, *(f"  {what:<{width}}  {number:>11}" for what, number in rows)]
    return "\n".join([*lines, "", conservation(summary)])


def as_markdown(summary: Mapping[str, Any]) -> str:
    """The same as Markdown, one table a section."""
    lines = [f"# {_title(summary)}"]
    for heading, rows in _sections(summary):
        lines += [
            "",
            f"## {heading}",
            "",
            "| | |",
            "| --- | ---: |",
            *(f"| {what.strip()} | {number} |" for what, number in rows),
        ]
    return "\n".join([*lines, "", conservation(summary), ""])


def conservation(summary: Mapping[str, Any]) -> str:
    """The line that shows that no row was lost."""
    rows = summary["rows"]
    used, aside = sum(rows["used"].values()), sum(rows["set aside"].values())
    sign = "=" if rows["read"] == used + aside else "IS NOT"
    return f"{rows['read']:,} rows read {sign} {used:,} used + {aside:,} set aside"


def _title(summary: Mapping[str, Any]) -> str:
    return f"{summary['county']} as of {summary['as_of']}, run {summary['run'][:16]}"


def _sections(summary: Mapping[str, Any]) -> Iterator[Section]:
    rows, checks, convictions = summary["rows"], summary["checks"], summary["convictions"]
    used, aside = _flat(rows["used"], "used as "), _flat(rows["set aside"], "set aside: ")
    yield "Rows", [("read", _n(rows["read"])), *used, *aside]
    yield "Layouts", [(f"{file}: {layout}", "") for file, layout in summary["read by"].items()]
    if "notes" in summary:
        yield "Made good or passed over by the readers", _flat(summary["notes"])
    if "alarms" in summary:
        yield "Alarms", [(alarm, "") for alarm in summary["alarms"]]
    if "corrections" in summary:
        yield "Corrections", _flat(summary["corrections"])
    if "sources" in summary:
        yield "Sources", _nested(summary["sources"])
    if checks["warnings"]:
        yield f"Warnings, of {checks['expectations']} expectations", _flat(checks["warnings"])
    yield "Convictions in scope", [("all", _n(convictions["in scope"])), *_nested(convictions["by section"])]
    yield "Determinations by outcome", _flat(summary["determinations"]["outcome"])
    yield "Relief", _flat(summary["determinations"]["relief"])
    yield "Determinations by rule", _nested(summary["determinations"]["rule"])
    if "decisions" in summary:
        yield "Decided by a person or the court, not by the rules", _flat(summary["decisions"])
    yield "People", [(_IMPACT.get(name, name), _n(number)) for name, number in summary["impact"].items()]
    yield "Papers", _list_papers(summary["papers"])


def _list_papers(papers: Mapping[str, Any]) -> list[tuple[str, str]]:
    written = [(_PAPERS.get(kind, kind), _n(number)) for kind, number in papers["papers"].items()]
    figures = {"pages": "pages", "courts": "courts", "printed": "convictions in them"}
    listed = [(f"not printed: {_LISTS.get(name, name)}", _n(number)) for name, number in papers["not printed"].items()]
    unknown = [
        (f"in courthouses that the county's file does not name: {code}", _n(number))
        for code, number in papers["unknown courthouses"].items()
    ]
    return [*written, *((said, _n(papers[name])) for name, said in figures.items()), *unknown, *listed]


def _flat(counts: Mapping[str, int], before: str = "") -> list[tuple[str, str]]:
    return [(f"{before}{name}", _n(number)) for name, number in counts.items()]


def _nested(counts: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str]]:
    return [(f"{outer}, {inner}", _n(number)) for outer, inners in counts.items() for inner, number in inners.items()]


def _n(number: int) -> str:
    return f"{number:,}"
