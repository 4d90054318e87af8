"""The first version of a county's file: what a look at an export tells, and a question wherever it does not."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from connectors.layouts.meanings import ASKED, MEANINGS
from connectors.onboarding.coverage import list_counties
from connectors.onboarding.insert import last_line
from connectors.onboarding.profile import ColumnProfile, Profile
from connectors.onboarding.propose import Proposal
from connectors.onboarding.shape import declare_file
from relief.errors import UserError
from relief.papers.kinds import BATCH
from relief.presets import list_presets

_TOKENS = {"%Y": "YYYY", "%y": "YY", "%m": "MM", "%d": "DD", "%b": "MON"}
_COURTS = 40
"""Words of a column of courts that are asked for; more are no list of courthouses."""


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """A county's file as far as it is known. ``unanswered``: columns whose meaning staff must say."""

    text: str
    unanswered: tuple[str, ...]


def begin_county(word: str, source: str, found: Profile, proposals: Sequence[Proposal]) -> Beginning:
    """The county's file for an export that no shared layout reads.

    Args:
        word: the county's word, "contra_costa".
        source: what the export is called in the file: "court".
        found: what was seen in it.
        proposals: what its columns seem to mean, in the file's order.

    Raises:
        UserError: there is no such county in California.
    """
    meant = {each.canonical: each.column for each in proposals if each.canonical}
    columns = {column.name: column for column in found.columns}
    courts = columns[meant["agency"]].words if "agency" in meant else {}
    described = _describe(word, list(courts)[:_COURTS])
    text = [
        _HOW.format(word=word, begun=f"begun from {found.rows:,} records of an export"),
        _as_yaml(described),
        "sources:\n",
        declare_source(word, source, found, proposals),
        _as_yaml(_elect()),
    ]
    asked = tuple(each.column for each in proposals if each.canonical is None and columns[each.column].filled)
    return Beginning(text="".join(text), unanswered=asked)


def declare_source(word: str, source: str, found: Profile, proposals: Sequence[Proposal]) -> str:
    """One source of a county's file, two blanks in, as ``begin_county`` takes it."""
    meant = {each.canonical: each.column for each in proposals if each.canonical}
    columns = {column.name: column for column in found.columns}
    text = [
        f"  {source}:\n    layout:\n",
        _indent(_as_yaml(_head(word, source, found)), 6),
        _list_meanings(),
        "      columns:\n",
        *(f"        {_quote(each.column)}: {_answer(each, columns[each.column])}\n" for each in proposals),
        _indent(_as_yaml(_tail(word, meant, columns)), 6),
    ]
    return "".join(text)


def declare_shared(source: str, layout: str) -> str:
    """A source that the shared ``layout`` reads, two blanks in."""
    return f"  {source}: {{layout: {layout}}}\n"


def add_source(text: str, source: str, declared: str, name: str) -> str:
    """A county's file with one more source below those that it has. UserError where it has one of that name."""
    root = yaml.compose(text, yaml.SafeLoader)
    sources = next((value for key, value in root.value if key.value == "sources"), None) if root is not None else None
    if not isinstance(sources, yaml.MappingNode) or sources.flow_style or not sources.value:
        raise UserError(f"{name}: its sources stand in braces; put each on a line of its own")
    if any(key.value == source for key, _ in sources.value):
        raise UserError(
            f"{name}: it has a source {source} already: `relief county check` goes on from it, --source adds another"
        )
    lines = text.splitlines(keepends=True)
    at = last_line(sources) + 1
    margin = sources.value[0][0].start_mark.column
    added = "".join(" " * (margin - 2) + line for line in declared.splitlines(keepends=True))
    return "".join([*lines[:at], added, *lines[at:]])


def begin_with_shared_layout(word: str, source: str, layout: str) -> Beginning:
    """The county's file for an export that the shared ``layout`` reads."""
    how = _HOW.format(word=word, begun=f"begun from an export that fits the shared layout {layout}")
    sources = {"sources": {source: {"layout": layout}}}
    return Beginning(text=how + _as_yaml({**_describe(word, []), **sources, **_elect()}), unanswered=())


def name_county(word: str) -> tuple[str, str]:
    """Its name and DOJ's number of it. UserError where California has no such county."""
    known = list(list_counties())
    if word not in known:
        raise UserError(f"{word}: California has no such county. Counties: {', '.join(known)}.")
    return word.replace("_", " ").title(), f"{known.index(word) + 1:02}"


def _describe(word: str, courts: Sequence[str]) -> dict[str, Any]:
    """Court and prosecutor; ``courts``: what the export prints for them, each of which is asked for."""
    name, code = name_county(word)
    upper = name.upper()
    return {
        "name": name,
        "code": code,
        "doj_name": upper,
        "court": {
            "title": [f"SUPERIOR COURT OF THE STATE OF CALIFORNIA, COUNTY OF {upper}"],
            "department": ASKED,
            "courthouses": dict.fromkeys(courts or [f"CASC {upper}"], ASKED),
        },
        "prosecutor": {
            "name": f"Office of the District Attorney, County of {name}",
            **dict.fromkeys(("attorney", "bar_number"), ASKED),
            "address": [ASKED],
            **dict.fromkeys(("phone", "email"), ASKED),
            "party": "the People of the State of California",
        },
    }


def _elect() -> dict[str, Any]:
    return {"papers": {"kinds": list(BATCH)}, "policy": {"preset": ASKED}}


def _head(word: str, source: str, found: Profile) -> dict[str, Any]:
    name, _ = name_county(word)
    names = [column.name for column in found.columns]
    return {"title": f"{name} {source} export", "file": declare_file(found.shape, names)}


def _tail(word: str, meant: Mapping[str, str], columns: Mapping[str, ColumnProfile]) -> dict[str, Any]:
    """Formats of days, and what is the same in every row and not in the file."""
    name, _ = name_county(word)
    dates = [columns[column] for canonical, column in meant.items() if canonical.endswith("_date")]
    written = {column.name: _as_tokens(column.day_format) for column in dates if column.day_format}
    formats = list(dict.fromkeys(written.values()))
    last = max((int(column.days[1]) for column in dates if column.days), default=None)
    short = {"two_digit_years_until": last} if any("YYYY" not in each for each in formats) else {}
    event = {} if "event" in meant else {"event": "court action"}
    county = {} if "county" in meant else {"county": name.upper()}
    agency = {} if "agency" in meant else {"agency": f"CASC {name.upper()}"}
    constants = {**event, **county, **agency}
    return {
        **({"date_formats": formats[:1]} if formats else {}),
        **({"date_formats_of": own} if (own := _list_others(written, formats)) else {}),
        **short,
        **({"constants": constants} if constants else {}),
    }


def _list_others(written: Mapping[str, str], formats: Sequence[str]) -> dict[str, list[str]]:
    """Columns that write their days otherwise than the first does."""
    return {name: [each] for name, each in written.items() if each != formats[0]}


def _as_tokens(day_format: str) -> str:
    """``%m/%d/%Y`` as ``M/D/YYYY``: marks between the parts let zeros in front be left away."""
    text = day_format
    for token, plain in _TOKENS.items():
        text = text.replace(token, plain)
    return text.replace("MM", "M").replace("DD", "D") if "/" in text else text


def _answer(each: Proposal, column: ColumnProfile) -> str:
    """What a column is and why, or a question with what is known of it."""
    if each.canonical is not None:
        return f"{each.canonical}  # {each.confidence:.0%}: {each.reason}"
    if not column.filled:
        return "ignored  # every cell is blank"
    return f'"{ASKED}"  # {each.reason}; {_show(column)}'


def _show(column: ColumnProfile) -> str:
    """A column as one may be told of it: its coded words, its days, or the shapes of its cells."""
    filled = f"{column.filled:.0%} filled"
    if column.words:
        return f"{filled}, words {', '.join(list(column.words)[:5])}"
    if column.day_format and column.days:
        return f"{filled}, days from {column.days[0]} to {column.days[1]}"
    return f"{filled}, as {'  '.join(' '.join(mask.split()) for mask in column.masks)}"


_HOW = """# {word}: {begun}.
# Write an answer in place of every "?". Then: relief county check {word} EXPORT, and relief county certify {word} EXPORT.
# Presets of a policy: {presets}; what else it may elect: relief/policy.py.
""".replace("{presets}", ", ".join(list_presets()))


def _list_meanings() -> str:
    """What a column may be, as a comment above the columns."""
    lines = ["      # What each column is, one of:\n"]
    lines += [f"      #   {meaning}: {told}\n" for meaning, told in MEANINGS.items()]
    return "".join(lines)


def _quote(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


class _Plain(yaml.SafeDumper):
    """Questions in double quotes, as every other text that needs quotes."""


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = '"' if text == ASKED or text[:1].isdigit() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Plain.add_representer(str, _write_text)


def _as_yaml(declared: Mapping[str, Any]) -> str:
    return yaml.dump(declared, Dumper=_Plain, sort_keys=False, default_flow_style=None, width=110, allow_unicode=True)


def _indent(text: str, by: int) -> str:
    return "".join(" " * by + line for line in text.splitlines(keepends=True))
