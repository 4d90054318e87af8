"""Problems as YAML to paste into a county's file: each value once, with a question to answer and whom it touches."""

import json
from collections.abc import Iterator, Mapping, Sequence

from connectors.onboarding.problems import CHARGE, COLUMN, COURT, DAY, PERSON, SPELLING, Problem, allowed, as_mapping

_TOLD = {
    COLUMN: ("column without a meaning", "columns without a meaning"),
    SPELLING: ("unknown spelling", "unknown spellings"),
    DAY: ("shape of days that no format reads", "shapes of days that no format reads"),
    COURT: ("court without a courthouse", "courts without a courthouse"),
    PERSON: ("column is missing: the number of each person", ""),
    CHARGE: ("charge of which no code section can be read", "charges of which no code section can be read"),
}
"""Each kind of problem, one and several."""


def as_paste(problems: Sequence[Problem], file: str) -> str:
    """A summary as comments, most people first, and below it the keys of ``file`` with a line for each value."""
    if not problems:
        return f"# Nothing is unknown: every column, spelling, day, court and charge is in {file}.\n"
    lines = [f"# Problems: {len(problems)}, those that touch most people first:\n"]
    lines += [f"#   {line}\n" for line in _summarize(problems)]
    told = as_mapping(problems)
    if told:
        lines += [
            f"#   a {field.replace('_', ' ')} is one of: {', '.join(allowed(field))}\n" for field in _coded(problems)
        ]
        lines.append(f'# Paste each part under its key in {file}, and write an answer in place of every "?".\n')
        lines += _write(told, 0)
    return "".join(lines)


def _coded(problems: Sequence[Problem]) -> list[str]:
    return list(dict.fromkeys(each.field for each in problems if each.kind == SPELLING and each.path))


def _summarize(problems: Sequence[Problem]) -> Iterator[str]:
    """A line for each kind and field; and how many of its values are not shown."""
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for each in problems:
        kinds.setdefault((each.kind, "" if each.kind == COLUMN else each.field), []).append(each)
    for (kind, field), found in kinds.items():
        people, rows = max(each.people for each in found), sum(each.rows for each in found)
        where = f" of {field}" if field and kind != PERSON else ""
        rows = found[0].rows if kind == COLUMN else rows
        what = _TOLD[kind][len(found) > 1]
        first = "the first touches " if len(found) > 1 else ""
        yield f"{len(found)} {what}{where}: {rows:,} rows, {first}{people:,} people"
        hidden = [each for each in found if not each.value]
        if kind == PERSON:
            yield "  names and birth dates alone decide nothing: say which column is subject_id or cii_number;"
            yield "  where there is none, ask the county for an export that has it"
        elif hidden:
            yield f"  {len(hidden)} of them are not shown, since few people have them or they may name one"
        if kind == COLUMN:
            yield f"  say what each is, in the file: {', '.join(each.value for each in found)}"
        if kind == DAY:
            yield from (f"  {each.value}: {each.rows:,} rows, {each.people:,} people" for each in found)


def _write(told: Mapping[str, object], depth: int) -> Iterator[str]:
    margin = "  " * depth
    for key, below in told.items():
        if isinstance(below, Problem):
            answer = below.answer if below.kind == DAY else json.dumps(below.answer)
            name = key if below.kind == DAY and key == "date_formats" else json.dumps(key, ensure_ascii=False)
            yield f"{margin}{name}: {answer}  # {below.rows:,} rows, {below.people:,} people\n"
        elif isinstance(below, str):
            yield f"{margin}{key}: {below}  # in place of layout: {below}\n"
        else:
            assert isinstance(below, Mapping)
            yield f"{margin}{key}:{_remind(below)}\n"
            yield from _write(below, depth + 1)


def _remind(below: Mapping[str, object]) -> str:
    """What the answers may be, where they are no words of a closed list."""
    first = next(iter(below.values()))
    if not isinstance(first, Problem):
        return ""
    asked = {
        COURT: "the courthouse of each",
        CHARGE: "the code section of each, as 11357 HS",
    }
    return f"  # {asked[first.kind]}" if first.kind in asked else ""
