"""The first version of a county's file: what a look at an export tells, and a question wherever it does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from connectors.onboarding.coverage import list_counties
from connectors.onboarding.profile import ColumnProfile, Profile
from connectors.onboarding.propose import Proposal
from connectors.onboarding.shape import declare_file
from relief.errors import UserError

OPEN = "?"
"""Stands where staff must write an answer; a file with one is never certified."""

_TEXT = ("subject_id", "name", "cii_number", "ori", "agency", "disposition_text")
_DATES = ("birth_date", "cycle_date", "event_date", "disposition_date")
_WORDS = ("charge_level", "conviction_level", "sentence_place", "event")
_PARTS = ("name.last", "name.first", "name.middle")
_TOKENS = {"%Y": "YYYY", "%y": "YY", "%m": "MM", "%d": "DD", "%b": "MON"}
_UNITS = {"day": ("D", "DAY", "DAYS"), "month": ("M", "MO", "MONTH", "MONTHS"), "year": ("Y", "YR", "YEAR", "YEARS")}
_MARK = "\x1f"


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
    # Of what cannot be said in a layout without more, staff decide too.
    layout, used = _declare(word, source, found, meant)
    unanswered = tuple(column.name for column in found.columns if column.name not in used)
    declared = {**_describe(word), "sources": {source: {"layout": layout}}, **_elect()}
    return Beginning(text=_explain(found, proposals, used) + _as_yaml(declared), unanswered=unanswered)


def begin_with_shared_layout(word: str, source: str, layout: str) -> Beginning:
    """The county's file for an export that the shared ``layout`` reads."""
    declared = {**_describe(word), "sources": {source: {"layout": layout}}, **_elect()}
    return Beginning(text=f"# The export fits the shared layout {layout}.\n{_HOW}" + _as_yaml(declared), unanswered=())


def name_county(word: str) -> tuple[str, str]:
    """Its name and DOJ's number of it. UserError where California has no such county."""
    known = list(list_counties())
    if word not in known:
        raise UserError(f"{word}: California has no such county. Counties: {', '.join(known)}.")
    return word.replace("_", " ").title().replace("Del Norte", "Del Norte"), f"{known.index(word) + 1:02}"


def _describe(word: str) -> dict[str, Any]:
    name, code = name_county(word)
    upper = name.upper()
    return {
        "name": name,
        "code": code,
        "doj_name": upper,
        "court": {
            "title": [f"SUPERIOR COURT OF THE STATE OF CALIFORNIA, COUNTY OF {upper}"],
            "department": OPEN,
            "courthouses": {f"CASC {upper}": OPEN},
        },
        "prosecutor": {
            "name": f"Office of the District Attorney, County of {name}",
            **dict.fromkeys(("attorney", "bar_number"), OPEN),
            "address": [OPEN],
            **dict.fromkeys(("phone", "fax", "email"), OPEN),
            "party": "the People of the State of California",
        },
    }


def _elect() -> dict[str, Any]:
    return {"papers": {"kinds": ["motion", "order", "exhibit"]}, "policy": {"preset": OPEN}}


def _declare(word: str, source: str, found: Profile, meant: Mapping[str, str]) -> tuple[dict[str, Any], frozenset[str]]:
    """The layout, and the columns of the file that it reads."""
    name, _ = name_county(word)
    columns = {column.name: column for column in found.columns}
    dates = {canonical: meant[canonical] for canonical in _DATES if canonical in meant}
    layout: dict[str, Any] = {
        "title": f"{name} {source} export",
        "file": declare_file(found.shape),
        "columns": [column.name for column in found.columns],
        **_make_name(meant),
        "text": {canonical: meant[canonical] for canonical in _TEXT if canonical in meant},
        **_declare_days(dates, columns),
        **_declare_counts(meant),
        "constants": _declare_constants(name.upper(), meant),
        "words": _declare_words(meant),
        "ignored": [],
    }
    if "name.last" in meant:
        layout["text"]["name"] = "PERSON"
    if "sentence_length" in meant:
        layout["sentence_length"] = meant["sentence_length"]
    unsaid = {"county"} | (set() if "case_number" in meant else {"count_order"})
    used = frozenset(column for canonical, column in meant.items() if canonical not in unsaid)
    return {key: value for key, value in layout.items() if value or key == "ignored"}, used


def _make_name(meant: Mapping[str, str]) -> dict[str, Any]:
    """A name in parts is put together as others print it: LAST,FIRST MIDDLE."""
    parts = [meant[part] for part in _PARTS if part in meant]
    if "name.last" not in meant:
        return {}
    made = {"of": parts, "between": _MARK, "replace_first": {_MARK: ","}, "replace": {_MARK: " "}}
    return {"made": {"PERSON": made}}


def _declare_days(dates: Mapping[str, str], columns: Mapping[str, ColumnProfile]) -> dict[str, Any]:
    shown = [columns[column].day_format for column in dates.values()]
    formats = list(dict.fromkeys(_as_tokens(each) for each in shown if each))
    last = max((int(days[1]) for column in dates.values() if (days := columns[column].days)), default=None)
    short = {"two_digit_years_until": last} if any("YYYY" not in each for each in formats) else {}
    return {"dates": dict(dates), **({"date_formats": formats} if formats else {}), **short}


def _as_tokens(day_format: str) -> str:
    """``%m/%d/%Y`` as ``M/D/YYYY``: marks between the parts let zeros in front be left away."""
    text = day_format
    for token, plain in _TOKENS.items():
        text = text.replace(token, plain)
    return text.replace("MM", "M").replace("DD", "D") if "/" in text else text


def _declare_counts(meant: Mapping[str, str]) -> dict[str, Any]:
    declared: dict[str, Any] = {}
    if "case_number" in meant:
        case = meant["case_number"]
        count = {"count": meant["count_order"]} if "count_order" in meant else {}
        declared |= {"case_number": [case], "numbering": {"case": [case], **count}}
    if "charge_text" in meant:
        level = {"level": meant["charge_level"]} if "charge_level" in meant else {}
        declared["charge"] = [{"source": "conviction", "text": meant["charge_text"], **level}]
    return declared


def _declare_constants(county: str, meant: Mapping[str, str]) -> dict[str, str]:
    agency = {} if "agency" in meant else {"agency": f"CASC {county}"}
    return {**({} if "event" in meant else {"event": "court action"}), "county": county, **agency}


def _declare_words(meant: Mapping[str, str]) -> dict[str, Any]:
    """Coded columns, each with the spellings that counties share; ``check`` finds those that it lacks."""
    words: dict[str, Any] = {}
    if "disposition_text" in meant:
        words["disposition"] = {"like": "doj", "column": meant["disposition_text"]}
    for canonical in _WORDS:
        if canonical in meant:
            column = {} if canonical == "charge_level" else {"column": meant[canonical]}
            words[canonical] = {"like": "doj", **column}
    if "sentence_unit" in meant:
        exact = {unit: list(spellings) for unit, spellings in _UNITS.items()}
        words["sentence_unit"] = {"column": meant["sentence_unit"], "exact": exact}
    return words


_HOW = f"""# Write an answer in place of every "{OPEN}". Then: relief county check, relief county certify.
"""


def _explain(found: Profile, proposals: Sequence[Proposal], used: frozenset[str]) -> str:
    """What was taken for what, and why; and what has to be asked."""
    lines = [f"# Begun from {found.rows:,} records of an export. {_HOW[2:]}"]
    sure = [each for each in proposals if each.column in used]
    unsure = [each for each in proposals if each.column not in used]
    lines += [f"# Read: {each.column} as {each.canonical}, {each.confidence:.0%}: {each.reason}\n" for each in sure]
    if unsure:
        lines.append("# Not known: say under the layout what each is, or add it to ignored.\n")
    lines += [f"#   {each.column}: {_doubt(each)}\n" for each in unsure]
    return "".join(lines)


def _doubt(each: Proposal) -> str:
    return each.reason if each.canonical is None else f"{each.canonical}, which this layout has no use for"


class _Plain(yaml.SafeDumper):
    """Texts that YAML would read as something else are quoted; the mark between parts of a name is spelled out."""


def _as_yaml(declared: Mapping[str, Any]) -> str:
    return yaml.dump(declared, Dumper=_Plain, sort_keys=False, default_flow_style=None, width=110, allow_unicode=True)
