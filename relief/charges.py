"""What the rules ask of a charge, answered once for each distinct printed text."""

from collections.abc import Callable, Iterable

import polars as pl

from relief.rules.terms import Terms
from relief.statutes import UNKNOWN_CODE, Charge, CodeSection, parse_charge

KIND = pl.Enum(["eligible", "untouched", "before 1973", "conspiracy", "plea", "sentencing", "other", "unreadable"])
"""Which list of the rule set a charge is on; ``unreadable`` is an answer of its own."""

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "charge_text": pl.String,
    "code_section": pl.String,
    "kind": KIND,
    "cannabis": pl.Boolean,
    "section": pl.String,
    "letter": pl.String,
    "attempt": pl.Boolean,
    "kept_felony": pl.Boolean,
    "minor_offense": pl.Boolean,
    "super_strike": pl.Boolean,
    "gang_allegation": pl.Boolean,
    "strike_with_gang": pl.Boolean,
    "registrable": pl.Boolean,
    "registration": pl.Boolean,
}
"""One row a distinct text. Null booleans are unknown: the section is not certain, or depends on facts
of the case. ``section`` is the bare number (``11357``) and ``letter`` its first subdivision, "" if none;
both are null off HS 11357 to 11360."""

CANNABIS_NUMBER = r"(?:^|[^\d.])(?:664[-/.]?)?(?:1135[789]|11360)(?:$|[^\d.]|\.(?:$|\D))"
"""A cannabis section's number standing alone in free text, for any regular-expression engine."""


def classify_charges(texts: Iterable[str], terms: Terms) -> pl.DataFrame:
    """The charge table of the distinct ``texts``: columns as in ``SCHEMA``."""
    lists = _Lists(terms)
    rows = [(text, *lists.answer(text)) for text in texts]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def answer_list(texts: pl.Series, terms: Terms, *path: str) -> pl.DataFrame:
    """Whether each text names a section of the list at ``path`` and its parts ``certain`` and ``possible``.

    Columns ``charge_text`` (of the type of ``texts``) and ``listed``; null: not certain, or it cannot be read.
    """
    certain, possible = terms.sections(*path, "certain"), terms.sections(*path, "possible")
    charges = {text: parse_charge(text) for text in sorted(texts.cast(pl.String).unique().drop_nulls())}
    rows = [(text, None if read is None else _listed(read.sections, certain, possible))
            for text, read in charges.items()]  # fmt: skip
    table = pl.DataFrame(rows, schema={"charge_text": pl.String, "listed": pl.Boolean}, orient="row")
    return table.with_columns(pl.col("charge_text").cast(texts.dtype))


class _Lists:
    """The rule set's lists, ready to be asked."""

    def __init__(self, terms: Terms) -> None:
        self.kinds = {
            "untouched": terms.sections("sections", "untouched"),
            "before 1973": terms.sections("sections", "before_1973"),
            "conspiracy": terms.sections("sections", "conspiracy"),
            "plea": terms.sections("sections", "plea"),
            "sentencing": terms.sections("sections", "sentencing_only"),
            "eligible": terms.sections("sections", "eligible"),
        }
        self.kept = terms.sections("sections", "felony_kept_by")
        self.minor = terms.sections("sections", "minor_offense")
        self.strikes = terms.sections("super_strikes", "certain"), terms.sections("super_strikes", "possible")
        self.attempts_count = terms.sections("super_strikes", "attempts_count")
        self.gang = terms.sections("gang_pairs", "allegation")
        self.with_gang = terms.sections("gang_pairs", "offense")
        self.registrable = terms.sections("registrable", "certain"), terms.sections("registrable", "possible")
        self.registration = terms.sections("registration")

    def answer(self, text: str) -> tuple[object, ...]:
        charge = parse_charge(text)
        if charge is None:
            return (None, "unreadable", *(None for _ in range(len(SCHEMA) - 3)))
        section = charge.sections[0]
        kind = self._kind(charge)
        eligible = kind == "eligible"
        return (
            str(charge),
            kind,
            None if kind == "unreadable" else eligible,
            section.number if eligible else None,
            (*section.subdivisions, "")[0] if eligible else None,
            charge.attempt,
            eligible and any(kept.contains(section) for kept in self.kept),
            eligible and any(minor.contains(section) for minor in self.minor),
            self._agreed(charge, self._super_strike),
            self._agreed(charge, lambda sections, _: _within(sections, self.gang)),
            self._agreed(charge, lambda sections, attempt: not attempt and _within(sections, self.with_gang)),
            self._agreed(charge, lambda sections, _: self._registers(sections) or _listed(sections, *self.registrable)),
            self._registers(charge.sections),
        )

    def _kind(self, charge: Charge) -> str:
        """Conspiracy first: what follows its dash is the target offense. Else the sections must not differ."""
        kinds = [self._kind_of(section) for section in charge.sections]
        if kinds[0] == "conspiracy":
            return "conspiracy"
        if len(set(charge.sections)) > 1 and (charge.joined or "eligible" in kinds) and self._matters(charge):
            return "unreadable"
        return next((kind for kind in kinds if kind != "other"), "other")

    def _kind_of(self, section: CodeSection) -> str:
        return next(
            (kind for kind, lists in self.kinds.items() if any(entry.contains(section) for entry in lists)), "other"
        )

    def _super_strike(self, sections: tuple[CodeSection, ...], attempt: bool) -> bool | None:
        if not attempt:
            pair = _within(sections, self.gang) and _within(sections, self.with_gang)
            return pair or _listed(sections, *self.strikes)
        return _listed(sections, self.attempts_count, ())

    def _registers(self, sections: tuple[CodeSection, ...]) -> bool:
        """Whether a section is of the registration act: PC 290 and its offspring, 290.011 and so on."""
        return any(
            listed.contains(section) or (section.code == listed.code and section.number.startswith(f"{listed.number}."))
            for listed in self.registration
            for section in sections
        )

    def _agreed(self, charge: Charge, ask: Callable[[tuple[CodeSection, ...], bool], bool | None]) -> bool | None:
        """The answer for the charge; where a dash leaves open which section was meant, the one they share."""
        if not charge.joined:
            return ask(charge.sections, charge.attempt)
        answers = {ask((section,), charge.attempt) for section in charge.sections}
        return answers.pop() if len(answers) == 1 else None

    def _matters(self, charge: Charge) -> bool:
        """Whether it makes a difference which of the joined sections was meant."""
        answers = {
            (self._kind_of(s), _listed((s,), *self.strikes), _listed((s,), *self.registrable)) for s in charge.sections
        }
        return len(answers) > 1 or ("eligible" in {kind for kind, _, _ in answers})


def _listed(
    sections: tuple[CodeSection, ...], certain: tuple[CodeSection, ...], possible: tuple[CodeSection, ...]
) -> bool | None:
    """True if a section is certainly on the list, None if it may be, else False."""
    named = {entry.number for entry in possible}
    if any(entry.contains(s) for s in sections for entry in certain if not _is_another(entry, s, named)):
        return True
    if any(entry.contains(s) for s in sections for entry in possible):
        return None
    numbers = {entry.number for entry in (*certain, *possible)}
    return None if any(s.code == UNKNOWN_CODE and s.number in numbers for s in sections) else False


def _within(sections: tuple[CodeSection, ...], entries: tuple[CodeSection, ...]) -> bool | None:
    """True if a section lies within an entry, None if one is printed too shortly to tell, else False."""
    if any(entry.contains(s) for s in sections for entry in entries):
        return True
    return None if any(s.contains(entry) for s in sections for entry in entries) else False


def _is_another(entry: CodeSection, section: CodeSection, named: set[str]) -> bool:
    """``288a`` is a section of its own: ``288(a)`` being listed says nothing of it."""
    return entry.number != section.number and section.number in named
