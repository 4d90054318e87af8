"""Cases of a rule set: each a sentence, a short history and what must come of it.

A case of ``<rule set>/*.yaml`` has:

- ``name``: the sentence;
- ``policy``: what the county elects beyond the defaults; ``as_of``: the day (2020-07-01 if left out, 2025-01-01 for automatic relief);
- ``born``: the person's birth date (1980-05-17 if left out; ``null`` for none);
- ``history``: rows in the order of the export. Each is one of
  ``{arrest: CHARGE, day}``, which opens a cycle; ``{court: CHARGE, day, level, sentence, disposition}``, a count
  of a court in Los Angeles, convicted unless ``disposition`` says otherwise, in the cycle of an arrest just
  before it, else in one of its own, or with ``same_case: yes`` in the case above; ``{later: DISPOSITION, day}``,
  a change to the count above (a ``charge`` of its own may be given); ``{apart: DISPOSITION, charge, day}``, a
  change printed on a probation officer's event of that cycle; ``{part_of: N, sentence}``, a further part of the Nth
  count's sentence; ``{registration: CHARGE, day}`` and ``{deceased: null, day}``. Days are ``2014-05-01``,
  ``2014-05``, ``2014`` or ``unreadable``; other keys of a row are ``county``, ``ori``, ``agency``, ``comment``,
  ``born``, ``cii``, ``file``, ``charge_level``, ``cycle_day``, ``disposition_day``;
- ``set_aside``: how many more rows of the person were set aside;
- ``decided``: ``first`` if the first court row is meant; else the row with ``decided: yes``, else the last;
- ``answers``: what single rules must answer: yes, no or unknown;
- ``expect``: ``outcome``, ``relief``, ``rule``, ``unknown`` (the unknown facts), ``serving``, ``section``,
  ``eligible_on``, or ``decided: no`` where there is nothing to decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from relief.declared import load_yaml
from relief.errors import UserError

AS_OF = date(2020, 7, 1)
_AS_OF = {"pc1203_425": date(2025, 1, 1), "pc851_93": date(2025, 1, 1)}
"""The day of a case that names none, where it is another."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case, its keys as this module's docstring tells them."""

    name: str
    history: Sequence[Mapping[str, Any]]
    expect: Mapping[str, Any]
    policy: Mapping[str, Any] = field(default_factory=dict)
    as_of: date = AS_OF
    born: str | int | date | None = "1980-05-17"
    set_aside: int = 0
    decided: str | None = None
    answers: Mapping[str, bool | None] = field(default_factory=dict)
    """Rule to its answer; None: unknown."""
    topic: str = ""
    """The file that it stands in, without its ending."""


def read_cases(rule_set: str) -> list[Case]:
    """The cases of a rule set, such as ``prop64``, by file. UserError for a key that no case has."""
    found = []
    for path in sorted((Path(__file__).parent / rule_set).glob("*.yaml")):
        found += [
            _read({"as_of": _AS_OF.get(rule_set, AS_OF), **entry}, path)
            for entry in load_yaml(path.read_text(encoding="utf-8"))
        ]
    return found


def _read(entry: Mapping[str, Any], path: Path) -> Case:
    strange = set(entry) - {known.name for known in fields(Case)}
    if strange:
        raise UserError(f"{path.name}, case {entry.get('name')}: unknown key {', '.join(sorted(strange))}")
    answers = {rule: None if answer == "unknown" else answer for rule, answer in entry.get("answers", {}).items()}
    return Case(**{**entry, "answers": answers, "topic": path.stem})
