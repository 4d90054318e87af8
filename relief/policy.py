"""What a county elects where the statute leaves it a choice.

A policy is data in the county's YAML, read strictly: an unknown key or a value out of range stops
with the key and what is allowed. The questions of ``domain/law.md`` section 9 that are not keys yet
take the default of its table, written down in ``FIXED_CHOICES``.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from relief.errors import UserError
from relief.presets import spread

SECTIONS = ("11357", "11358", "11359", "11360")
LETTERED = ("11357(a)", "11357(b)")
"""Subdivisions, as they were lettered until 2016, for which a county may elect otherwise than for their section."""

FIXED_CHOICES: dict[str, str] = {
    "1 date for the age test": "offense date, else arrest, else disposition, flagged in offense_date_source",
    "2 amount or plant count unknown": "redesignate to the floor; 11357(a) and (b) at 21 are dismissed",
    "6 public-safety challenge": "a person's decision only; no rule makes it",
    "8 conspiracy, PC 182": "excluded (Medina); for PC 17(b) elsewhere",
    "9 PC 32, HS 11364, HS 11366 beside a cannabis charge": "review",
    "10 sections before 1973": "review",
    "11 when a sentence is complete": "the latest end of its parts, and no later revocation or modification",
    "12 already dismissed under PC 1203.4": "still grant sealing",
    "13 already reduced": "grant the remaining step",
    "15 scope of sealing": "conviction, arrest and proceedings",
    "16 deceased": "grant",
    "17 no case number": "the list of cases to be found",
    "18 misdemeanor prosecutor": "the county's prosecuting agency",
    "19 age 18 to 20": "redesignate to infraction where the law gives it",
    "20, 21 exhibit": "public, without date of birth",
    "23 evidence": "DOJ's history",
    "24 juvenile": "review, for form JV-744",
    "25 11361, 11357.5, 11379.6, PC 4573": "not eligible",
    "27 late challenge": "the agency reviews, then submits",
    "28 HS 11590": "kept in the order",
    "29 conviction on or after 2016-11-09": "not eligible",
    "30 gang enhancement, PC 186.22": "ignored on the cannabis count (Jessup)",
}
"""Choices of law.md section 9 that no key changes yet, and how each is made."""


@dataclass(frozen=True, kw_only=True)
class FurtherRelief:
    """When a felony that would only be redesignated is dismissed after all; None or False is off."""

    years_since_conviction: int | None = None
    """Dismiss when the conviction is at least this many years old, 1 to 15."""
    years_without_conviction: int | None = None
    """Dismiss when the person has no conviction of any kind in this many years, 1 to 15. Beside ``only_conviction`` it
    is asked of people with other convictions: of an only one the sentence is asked."""
    more_than_those_years: bool = False
    """Whether the years must have passed by a day at least; to the day they are enough otherwise."""
    age: int | None = None
    """Dismiss when the person is at least this old on the as-of day, 40 to 65."""
    under_21_at_conviction: bool = False
    only_cannabis_convictions: bool = False
    """Dismiss when every conviction of the person is under HS 11357 to 11360."""
    cannabis_sentence_ended: bool = False
    """Whether ``only_cannabis_convictions`` also asks that the conviction's sentence has ended."""
    only_conviction: bool = False
    """Dismiss when it is the person's only conviction of any kind and its sentence has ended."""
    deceased: bool = False


@dataclass(frozen=True, kw_only=True)
class Disqualifiers:
    """How each bar of HS 11358(d), 11359(c) and 11360(a)(3) is applied: see ``TIMINGS``."""

    super_strike: str = "before_the_offense"
    registration: str = "before_the_offense"
    """PC 290 registration, or a conviction that requires it."""
    two_priors: str = "review"
    """``review``: found before the offense, an attorney decides (law.md section 9, question 5)."""


@dataclass(frozen=True, kw_only=True)
class AutomaticRelief:
    """Which months' notices a run writes besides; the law leaves the county no choice in them."""

    convictions: bool = False
    """PC 1203.425."""
    arrests: bool = False
    """PC 851.93."""


TIMINGS = ("off", "any_time", "before_the_offense", "before_the_conviction")
"""When a bar counts: never; whenever it was; before the day of the offense (People v. Smit); before the judgment."""
FELONIES = ("dismiss", "redesignate", "review", "always_review")
ALLOWED: dict[str, tuple[object, ...]] = {
    **{f"felonies.{section}": FELONIES for section in (*SECTIONS, *LETTERED)},
    "misdemeanors_and_infractions": ("dismiss", "floor", "review"),
    "further_relief.years_since_conviction": (None, *range(1, 16)),
    "further_relief.years_without_conviction": (None, *range(1, 16)),
    "further_relief.more_than_those_years": (True, False),
    "further_relief.age": (None, *range(40, 66)),
    "further_relief.under_21_at_conviction": (True, False),
    "further_relief.only_cannabis_convictions": (True, False),
    "further_relief.cannabis_sentence_ended": (True, False),
    "further_relief.only_conviction": (True, False),
    "further_relief.deceased": (True, False),
    "disqualifiers.super_strike": TIMINGS,
    "disqualifiers.registration": TIMINGS,
    "disqualifiers.two_priors": (*TIMINGS, "review"),
    "automatic_relief.convictions": (True, False),
    "automatic_relief.arrests": (True, False),
    "attempts": ("review", "as_the_offense", "ineligible"),
    "earlier_offense_convicted_after": ("review", "eligible", "ineligible"),
    "subdivisions_in_question": ("review", "floor"),
    "over_one_pound": ("allow", "review", "ineligible"),
    "records_due_for_destruction": ("list_only", "also_file"),
}
"""Key to every value that it may have, in the words of YAML's paths."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A county's elections. The defaults are the statutory floor and the table of law.md section 9."""

    felonies: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(SECTIONS, "redesignate"))
    """Base section, or one of ``LETTERED``, to ``dismiss``, ``redesignate``, ``review`` or ``always_review``. A
    redesignation is never less than the statute's floor; ``review`` leaves to an attorney what no further relief
    dismisses, ``always_review`` whatever no bar keeps."""
    misdemeanors_and_infractions: str = "dismiss"
    """``dismiss`` all, only to the statute's ``floor``, or all to ``review`` by their own agency's attorneys."""
    further_relief: FurtherRelief = FurtherRelief()
    disqualifiers: Disqualifiers = Disqualifiers()
    automatic_relief: AutomaticRelief = AutomaticRelief()
    attempts: str = "review"
    """An attempt, PC 664 (law.md section 9, question 7): ``review``, ``as_the_offense`` that was attempted, or
    ``ineligible``."""
    earlier_offense_convicted_after: str = "review"
    """An offense of before November 9, 2016 with a conviction on that day or after it (question 31): ``review``,
    ``eligible`` as any other, or ``ineligible``."""
    subdivisions_in_question: str = "review"
    """HS 11357(c), (d), (e) of old or of no letter (question 3): ``review``, or the statute's ``floor``: since 2016 no
    form of it is a felony, and the misdemeanor has no lesser offense."""
    over_one_pound: str = "allow"
    """A felony under HS 11359 or 11360 with more than one pound in the case. ``allow``: Proposition 64 knows no such
    limit, so it changes nothing; ``review`` or ``ineligible``, as San Francisco chose in 2018, needs the
    laboratory's weights, and where there is none an attorney decides."""
    records_due_for_destruction: str = "list_only"
    """HS 11361.5 records: only listed for destruction, or filed in the public exhibit as well."""

    def as_mapping(self) -> dict[str, object]:
        """The whole policy as it would stand in YAML, defaults included."""
        return asdict(self)

    def digest(self) -> str:
        """SHA-256 of the policy's content."""
        return hashlib.sha256(json.dumps(self.as_mapping(), sort_keys=True).encode()).hexdigest()


def read_policy(mapping: Mapping[str, object], *, source: str) -> Policy:
    """The policy that ``mapping`` declares; what it leaves out takes the default.

    Args:
        mapping: as read from YAML; ``preset`` names a policy of ``relief.presets`` to begin with.
        source: file or section it comes from, for messages.

    Raises:
        UserError: a key is unknown, a value out of range or of the wrong kind.
    """
    mapping = _spell_off(spread(mapping))
    _check(mapping, "", source)
    felonies = {**Policy().felonies, **_part(mapping, "felonies")}
    single = {key: str(mapping[key]) for key in ALLOWED if "." not in key and key in mapping}
    return Policy(
        felonies={section: str(felonies[section]) for section in (*SECTIONS, *LETTERED) if section in felonies},
        further_relief=FurtherRelief(**_part(mapping, "further_relief")),  # type: ignore[arg-type]  # values checked by _check
        disqualifiers=Disqualifiers(**_part(mapping, "disqualifiers")),  # type: ignore[arg-type]  # values checked by _check
        automatic_relief=AutomaticRelief(**_part(mapping, "automatic_relief")),  # type: ignore[arg-type]  # values checked by _check
        **single,
    )


def _spell_off(mapping: Mapping[str, object]) -> Mapping[str, object]:
    """YAML 1.1 reads a bare ``off`` as false; for a disqualifier it is the word."""
    bars = mapping.get("disqualifiers")
    if not isinstance(bars, Mapping):
        return mapping
    return {**mapping, "disqualifiers": {key: "off" if value is False else value for key, value in bars.items()}}


def _part(mapping: Mapping[str, object], key: str) -> dict[str, object]:
    part = mapping.get(key) or {}
    return {str(name): value for name, value in part.items()} if isinstance(part, Mapping) else {}


def _check(mapping: Mapping[str, object], prefix: str, source: str) -> None:
    groups = {path.split(".")[0] for path in ALLOWED if "." in path}
    for key, value in mapping.items():
        path = f"{prefix}{key}"
        if not prefix and key in groups:
            if not isinstance(value, Mapping):
                raise UserError(f"{source}: {path} must be a list of keys and values: {_keys_below(f'{path}.')}")
            _check(value, f"{path}.", source)
        elif path not in ALLOWED:
            raise UserError(f"{source}: unknown key {path}; known here: {_keys_below(prefix)}")
        elif not any(
            value is allowed or (type(value) is type(allowed) and value == allowed) for allowed in ALLOWED[path]
        ):
            raise UserError(f"{source}: {path} is out of range; allowed: {_print_allowed(ALLOWED[path])}")


def _keys_below(prefix: str) -> str:
    below = dict.fromkeys(path.removeprefix(prefix).split(".")[0] for path in ALLOWED if path.startswith(prefix))
    return ", ".join(below if prefix else ["preset", *below])


def _print_allowed(allowed: tuple[object, ...]) -> str:
    words = ["null" if value is None else str(value).lower() for value in allowed if type(value) is not int]
    numbers = [value for value in allowed if type(value) is int]
    return ", ".join([*words, *([f"{min(numbers)} to {max(numbers)}"] if numbers else [])])
