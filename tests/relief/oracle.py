"""The decision a second time: slow, obvious, one person after the other, without a data frame.

Written from the pages of the law, the policy's documentation and the sentences of the rules, so that it
can disagree with ``relief.eligibility``. Every answer is True, False or None (not known). A day is the
pair of the first and the last day it can be.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import relief.rules
from relief.policy import Policy
from relief.rules.cases.records import Record, last_day
from relief.statutes import Charge, CodeSection, parse_charge, parse_section

Answer = bool | None
Day = tuple[date, date]
BEGIN, END = date(1, 1, 1), date(9999, 12, 31)
EVER: Day = (BEGIN, END)
EFFECTIVE = date(2016, 11, 9)
LISTS = yaml.safe_load((Path(relief.rules.__file__).parent / "prop64.yaml").read_text(encoding="utf-8"))
LONGEST = {"felony": 10, "misdemeanor": 4, "infraction": 0, None: 10}
SEATS = {"LOS ANGELES": "CA019", "KERN": "CA015", "ORANGE": "CA030"}
"""The counties of invented people, and how their agencies' identifiers begin."""
PAIR = ("allegation", "offense")
CANNABIS = ("11357", "11358", "11359", "11360")
SENTENCE_CHANGES = {"sentence modified", "probation revoked"}
CHANGES = SENTENCE_CHANGES | {"set aside under 1203.4", "reduced to misdemeanor", "relieved under Proposition 64"}
NO_CONVICTION = {"dismissed", "acquitted", "prosecutor rejected", "released", "transferred", "diverted"}


def both(*answers: Answer) -> Answer:
    """All of them: one no is a no."""
    return False if False in answers else None if None in answers else True


def either(*answers: Answer) -> Answer:
    """Any of them: one yes is a yes."""
    return True if True in answers else None if None in answers else False


def no(answer: Answer) -> Answer:
    """The opposite."""
    return None if answer is None else not answer


def earlier(one: Day, other: Day) -> Answer:
    """Whether one day lies before the other."""
    return True if one[1] < other[0] else False if one[0] >= other[1] else None


def shift_years(day: date, years: int) -> date:
    """The same day so many years later; 29 February falls back to the 28th where there is none."""
    if day in (BEGIN, END) or not 1 <= day.year + years <= 9999:
        return day
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def shift_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    month = day.year * 12 + day.month - 1 + months
    if month // 12 > 9999 or day in (BEGIN, END):
        return day
    for number in range(day.day, 27, -1):
        try:
            return date(month // 12, month % 12 + 1, number)
        except ValueError:
            continue
    return date(month // 12, month % 12 + 1, day.day)


def aged(birth: Day, years: int, on: Day) -> Answer:
    """Whether somebody born then is at least so old on that day."""
    if birth == EVER:
        return None
    return no(earlier(on, (shift_years(birth[0], years), shift_years(birth[1], years))))


def read_date(record: Record, name: str) -> Day:
    """A record's date as the days it can be; anything if it is blank or unreadable."""
    first, precision = record[name], record[f"{name}_precision"]
    return EVER if first is None or precision == "unreadable" else (first, last_day(first, precision))


def listed(section: CodeSection, *path: str) -> bool:
    """Whether the section lies in one of the rule set's lists."""
    entries = LISTS
    for key in path:
        entries = entries[key]
    return any(parse_section(entry).contains(section) for entry in entries)


KINDS = {
    "untouched": "untouched",
    "before_1973": "before 1973",
    "conspiracy": "conspiracy",
    "plea": "plea",
    "sentencing_only": "sentencing",
    "eligible": "eligible",
}


def kind_of_section(section: CodeSection) -> str:
    """Which list a section is on."""
    return next((kind for key, kind in KINDS.items() if listed(section, "sections", key)), "other")


def on_list(section: CodeSection, name: str) -> Answer:
    """Whether the section is on a list of certain and possible ones: the closer entry speaks."""
    numbers = {parse_section(entry).number for part in ("certain", "possible") for entry in LISTS[name][part]}
    if section.code == "??":
        return None if section.number in numbers else False
    best: tuple[int, Answer] = (-1, False)
    for part, answer in (("certain", True), ("possible", None)):
        for text in LISTS[name][part]:
            entry = parse_section(text)
            other_section = entry.number != section.number and section.number in numbers
            closeness = len(entry.number) * 10 + len(entry.subdivisions)
            if entry.contains(section) and not other_section and closeness > best[0]:
                best = (closeness, answer)
    return best[1]


def attempt_counts(section: CodeSection) -> Answer:
    """Whether an attempt of it is a super strike; a number without its code may be."""
    entries = [parse_section(text) for text in LISTS["super_strikes"]["attempts_count"]]
    if section.code == "??":
        return None if section.number in {entry.number for entry in entries} else False
    return any(entry.contains(section) for entry in entries)


def within(section: CodeSection, name: str) -> Answer:
    """Whether a section is of the gang pair's allegation or offense; one that is printed too shortly may be."""
    entries = [parse_section(text) for text in LISTS["gang_pairs"][name]]
    if any(entry.contains(section) for entry in entries):
        return True
    return None if any(section.contains(entry) for entry in entries) else False


def registers(section: CodeSection) -> bool:
    """PC 290 and the sections of the registration act after it."""
    return section.code == "PC" and section.number.split(".")[0] == "290"


def agree(answers: Iterable[Answer]) -> Answer:
    """The one answer that all give, else not known."""
    distinct = set(answers)
    return distinct.pop() if len(distinct) == 1 else None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a printed charge means to the rules."""

    kind: str
    section: str | None = None
    letter: str = ""
    attempt: bool = False
    kept_felony: bool = False
    minor: bool = False
    strike: Answer = None
    gang: Answer = None
    with_gang: Answer = None
    registrable: Answer = None
    registration: Answer = None


@cache
def read_charge(text: str | None) -> Reading:
    """Read a charge; what cannot be read is of unknown kind and may be anything."""
    charge = parse_charge(text) if text else None
    if charge is None:
        return Reading(kind="unreadable")
    kind = kind_of_charge(charge)
    section = charge.sections[0]
    eligible = kind == "eligible"
    gather = agree if charge.joined else lambda answers: either(*answers)
    if charge.attempt:
        strike = gather([attempt_counts(s) for s in charge.sections])
    else:
        strike = gather([on_list(s, "super_strikes") for s in charge.sections])
    return Reading(
        kind=kind,
        section=section.number if eligible else None,
        letter=(*section.subdivisions, "")[0] if eligible else "",
        attempt=charge.attempt,
        kept_felony=eligible and listed(section, "sections", "felony_kept_by"),
        minor=eligible and listed(section, "sections", "minor_offense"),
        strike=either(strike, both(*(gather([within(s, name) for s in charge.sections]) for name in PAIR)))
        if not charge.joined and not charge.attempt
        else strike,
        gang=gather([within(s, "allegation") for s in charge.sections]),
        with_gang=False if charge.attempt else gather([within(s, "offense") for s in charge.sections]),
        registrable=gather([either(registers(s), on_list(s, "registrable")) for s in charge.sections]),
        registration=either(*[registers(s) for s in charge.sections]),
    )


def kind_of_charge(charge: Charge) -> str:
    """The kind of the offense; not readable where it depends on which of several sections was meant."""
    kinds = [kind_of_section(section) for section in charge.sections]
    if kinds[0] == "conspiracy":
        return "conspiracy"
    if len(set(charge.sections)) > 1:
        if "eligible" in kinds:
            return "unreadable"
        answers = {
            (kind_of_section(s), on_list(s, "super_strikes"), on_list(s, "registrable")) for s in charge.sections
        }
        if charge.joined and len(answers) > 1:
            return "unreadable"
    return next((kind for kind in kinds if kind != "other"), "other")


@dataclass(kw_only=True)
class Count:
    """One count of one court event: its rows are its conviction, sentence parts and later changes."""

    key: tuple[str, str]
    rows: list[Record] = field(default_factory=list)
    changes: list[Record] = field(default_factory=list)
    """Later changes to it that are printed under another step of its cycle."""
    mixed_up: bool = False
    """Such a change may be to this count or to another."""

    @property
    def said(self) -> set[str | None]:
        return {row["disposition"] for row in self.rows}

    @property
    def changed(self) -> set[str | None]:
        """What was ordered later."""
        return self.said | {row["disposition"] for row in self.changes}

    @property
    def convicted(self) -> Answer:
        """Yes, no, or in doubt: another outcome beside it, or no outcome that the vocabulary knows."""
        if "convicted" in self.said:
            days = {row["event_date"] for row in self.rows if row["disposition"] == "convicted"}
            if len(days) > 1 or any(row["event"] != "court action" for row in self.rows):
                return None
            return None if self.said & (NO_CONVICTION - {"transferred"} | {"unlisted"}) else True
        return False if self.said & NO_CONVICTION else None

    def first(self, name: str) -> Any:
        """The first value that a row of the conviction gives; of any row, where none says convicted."""
        rows = [row for row in self.rows if row["disposition"] == "convicted"] or self.rows
        return next((row[name] for row in rows if row[name] is not None), None)

    @property
    def charge(self) -> Reading:
        return read_charge(self.first("charge_text"))

    def in_county(self, county: str) -> Answer:
        """Whether a court of the county entered it: name and agency number must not contradict each other."""
        rows = [row for row in self.rows if row["disposition"] == "convicted"] or self.rows
        told = {SEATS.get(rows[0]["county"]), (rows[0]["ori"] or "")[:5] or None} - {None}
        here = told == {SEATS[county]} if len(told) == 1 else None
        if here is None and self.charge.kind in ("other", "sentencing"):
            return False
        return here

    @property
    def judgment(self) -> Day:
        """The day of the court event, else of the disposition, as the first row of the conviction gives them."""
        row = next((row for row in self.rows if row["disposition"] == "convicted"), self.rows[0])
        event = read_date(row, "event_date")
        return event if event != EVER else read_date(row, "disposition_date")

    @property
    def printed_level(self) -> str | None:
        """Level of conviction, else type of charge."""
        level = self.first("conviction_level") or self.first("charge_level")
        return level if level in ("felony", "misdemeanor", "infraction") else None

    @property
    def level(self) -> str | None:
        """The level as it stands after later changes."""
        if "reduced to misdemeanor" in self.changed and self.printed_level != "infraction":
            return "misdemeanor"
        return self.printed_level

    @property
    def cycle(self) -> str:
        return self.key[1][:3]

    @property
    def court_event(self) -> str:
        return self.key[1][:6]


def in_court(row: Record) -> bool:
    """A court action, or a disposition under an event that the record does not tell."""
    if row["event"] in (None, "unlisted"):
        return row["disposition"] is not None
    return bool(row["event"] == "court action")


def assign_change(row: Record, convictions: Iterable[Count]) -> bool:
    """Give a change that stands alone to the conviction of its cycle with its charge; whether there is one."""
    meant = [
        count
        for count in convictions
        if count.cycle == row["count_order"][:3]
        and (row["charge_text"] is None or count.first("charge_text") in (None, row["charge_text"]))
    ]
    for count in meant:
        if len(meant) == 1 or row["disposition"] in SENTENCE_CHANGES:
            count.changes.append(row)
        else:
            count.mixed_up = True
    return bool(meant)


@dataclass(kw_only=True)
class Person:
    """Everything the record says of one person."""

    rows: list[Record]
    incomplete: bool
    shares_a_number: bool
    """Another subject has the same CII number."""

    def __post_init__(self) -> None:
        counts: dict[str, Count] = {}
        for row in self.rows:
            if in_court(row):
                key = (row["subject_id"], row["count_order"])
                counts.setdefault(row["count_order"], Count(key=key)).rows.append(row)
        convictions = [count for count in counts.values() if "convicted" in count.said]
        stray: set[int] = set()
        for row in self.rows:
            own = counts.get(row["count_order"], Count(key=("", "")))
            if row["disposition"] in CHANGES and own.said <= CHANGES and assign_change(row, convictions):
                stray.add(id(row))
        for count in counts.values():
            count.rows = [row for row in count.rows if id(row) not in stray]
        self.counts = [count for count in counts.values() if count.rows and count.convicted is not False]
        self.offenses = [count for count in self.counts if count.charge.kind != "sentencing"]

    @property
    def birth(self) -> Day:
        known = {read_date(row, "birth_date") for row in self.rows} - {EVER}
        return (min(day[0] for day in known), max(day[1] for day in known)) if known and not self.two_births else EVER

    @property
    def two_births(self) -> bool:
        return len({row["birth_date"] for row in self.rows} - {None}) > 1

    @property
    def two_identities(self) -> bool:
        return self.shares_a_number or self.two_births or len({row["cii_number"] for row in self.rows} - {None}) > 1

    @property
    def deceased(self) -> bool:
        return any(row["event"] == "deceased" for row in self.rows)

    def doubt(self, answer: Answer) -> Answer:
        """A no is not certain where rows are missing."""
        return None if self.incomplete and answer is False else answer

    def offense_day(self, count: Count) -> Day:
        """The day of the first arrest of the cycle, else of the cycle, else of the judgment, which it never follows."""
        cycle = [row for row in self.rows if row["count_order"][:3] == count.cycle]
        arrests = {read_date(row, "event_date") for row in cycle if row["event"] == "arrest"} - {EVER}
        cycles = [day for row in cycle if (day := read_date(row, "cycle_date")) != EVER]
        for day in [*sorted(arrests)[:1], *cycles[:1]]:
            if day[0] <= count.judgment[1]:
                return day[0], min(day[1], count.judgment[1])
        return count.judgment


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The oracle's determination of one count."""

    outcome: str
    relief: str | None
    rule: str | None
    """Which rule decided; None where more than one unknown could have."""
    unknown: bool
    serving: Answer
    destruction_due: bool


Rule = tuple[str, str, str | None, Callable[[], Answer]]


class Case:
    """One count to be decided."""

    def __init__(self, person: Person, count: Count, policy: Policy, as_of: date, county: str) -> None:
        self.person, self.count, self.policy, self.as_of, self.county = person, count, policy, as_of, county
        self.charge = count.charge
        self.offense = person.offense_day(count)
        self.judgment = count.judgment
        self.level = count.level
        self.today: Day = (as_of, as_of)

    def offense_is(self, kind: str) -> Answer:
        return None if self.charge.kind == "unreadable" else self.charge.kind == kind

    def in_scope(self) -> Answer:
        kind = self.charge.kind
        if kind == "plea":
            return self.beside_cannabis()
        if kind == "conspiracy":
            return self.names_cannabis()
        return None if kind == "unreadable" else kind in ("eligible", "untouched", "before 1973")

    def names_cannabis(self) -> bool:
        """Whether a conspiracy's own text or comment names a cannabis section."""
        texts = [row[name] or "" for row in self.count.rows for name in ("charge_text", "comment")]
        return any(re.search(r"(?<![\d.])(664[-/.]?)?(1135[789]|11360)(?!\.?\d)", text) for text in texts)

    def beside_cannabis(self) -> Answer:
        """Whether a charge of the same cycle, arrests included, is a cannabis charge."""
        answers: list[Answer] = []
        for row in self.person.rows:
            if row["count_order"][:3] == self.count.cycle and row["charge_text"]:
                kind = read_charge(row["charge_text"]).kind
                answers.append(None if kind == "unreadable" else kind == "eligible")
        return either(*answers)

    def felony(self) -> Answer:
        return None if self.level is None else self.level == "felony"

    def infraction(self) -> Answer:
        return None if self.level is None else self.level == "infraction"

    def minor_section(self) -> Answer:
        """Old 11357(a), (b) and 11360(b): in the amounts presumed lawful at 21, an infraction below."""
        if self.charge.kind != "eligible":
            return self.offense_is("eligible")
        return (self.charge.section, self.charge.letter) in {("11357", "a"), ("11357", "b"), ("11360", "b")}

    def subdivision_in_question(self) -> Answer:
        if self.charge.kind != "eligible":
            return self.offense_is("eligible")
        return self.charge.section == "11357" and self.charge.letter not in ("a", "b")

    def section_is(self, sections: Iterable[str]) -> Answer:
        return None if self.charge.kind == "unreadable" else self.charge.section in set(sections)

    def juvenile(self) -> Answer:
        agency = (self.count.first("agency") or "").upper()
        return either("CAJV" in agency or "JUVENILE" in agency, no(aged(self.person.birth, 18, self.offense)))

    def in_time(self, timing: str, day: Day) -> Answer:
        """Whether something of that day counts."""
        if timing == "any_time":
            return True
        return earlier(day, self.judgment if timing == "before_the_conviction" else self.offense)

    def is_strike(self, other: Count) -> Answer:
        """Whether a conviction is on the list, or beside a gang allegation of its case."""
        beside = [
            both(one.convicted, one.charge.gang) for one in self.person.offenses if one.court_event == other.court_event
        ]
        return either(other.charge.strike, both(other.charge.with_gang, either(*beside)))

    def strike(self, timing: str) -> Answer:
        answers = [
            both(other.convicted, self.is_strike(other), self.in_time(timing, other.judgment))
            for other in self.person.offenses
        ]
        return self.person.doubt(either(*answers))

    def registration(self, timing: str) -> Answer:
        answers = [
            both(other.convicted, other.charge.registrable, self.in_time(timing, other.judgment))
            for other in self.person.offenses
        ]
        for row in self.person.rows:
            if row["event"] == "registration":
                duty = read_charge(row["charge_text"]).registration
                answers.append(both(duty, self.in_time(timing, read_date(row, "event_date"))))
        return self.person.doubt(either(*answers))

    def two_priors(self, timing: str) -> Answer:
        """Convictions of the same section in two other court events or more; an attempt is none of them."""
        events: dict[str, list[Answer]] = defaultdict(list)
        for other in self.person.offenses:
            if other.court_event != self.count.court_event and not other.charge.attempt:
                same = None if other.charge.kind == "unreadable" else other.charge.section == self.charge.section
                when = self.in_time(timing, other.judgment)
                events[other.court_event].append(both(other.convicted, same, when))
        answers = [either(*event) for event in events.values()]
        if answers.count(True) >= 2:
            return True
        return None if len(answers) - answers.count(False) >= 2 else self.person.doubt(False)

    def barred(self, bar: Callable[[str], Answer], timing: str) -> Answer:
        if timing == "off":
            return False
        timing = "before_the_offense" if timing == "review" else timing
        return both(self.felony(), no(self.section_is(["11357"])), bar(timing))

    def long_ago(self, years: int) -> date:
        """The last day that is so many years ago: to the day, or a day more where the county asks for more."""
        return shift_years(self.as_of, -years) - timedelta(int(self.policy.further_relief.more_than_those_years))

    def old_enough_conviction(self) -> Answer:
        years = self.policy.further_relief.years_since_conviction
        if years is None:
            return False
        limit = self.long_ago(years)
        return both(self.felony(), no(earlier((limit, limit), self.judgment)))

    def crime_free(self) -> Answer:
        years = self.policy.further_relief.years_without_conviction
        if years is None:
            return False
        limit = self.long_ago(years)
        recent = [both(c.convicted, earlier((limit, limit), c.judgment)) for c in self.person.offenses]
        free = no(self.person.doubt(either(*recent)))
        return both(self.felony(), free, no(self.alone()) if self.policy.further_relief.only_conviction else True)

    def old(self) -> Answer:
        age = self.policy.further_relief.age
        return False if age is None else both(self.felony(), aged(self.person.birth, age, self.today))

    def young(self) -> Answer:
        if not self.policy.further_relief.under_21_at_conviction:
            return False
        return both(self.felony(), no(aged(self.person.birth, 21, self.judgment)))

    def only_cannabis(self) -> Answer:
        if not self.policy.further_relief.only_cannabis_convictions:
            return False
        answers: list[Answer] = []
        for other in self.person.offenses:
            cannabis = None if other.charge.kind == "unreadable" else other.charge.kind == "eligible"
            answers.append(either(cannabis, no(other.convicted)))
        only = both(*answers)
        only = None if only and self.person.incomplete else only
        ended = no(self.serving()) if self.policy.further_relief.cannabis_sentence_ended else True
        return both(self.felony(), only, ended)

    def alone(self) -> Answer:
        """Whether it is the person's only conviction."""
        others = [other.convicted for other in self.person.offenses if other is not self.count]
        alone = no(either(*others))
        return None if alone and self.person.incomplete else alone

    def only_conviction(self) -> Answer:
        if not self.policy.further_relief.only_conviction:
            return False
        return both(self.felony(), self.alone(), no(self.serving()))

    def elected(self, answer: str) -> Answer:
        """Whether the county elected this for the felony's section, or for its letter where it has one of its own."""
        felonies = self.policy.felonies
        if answer not in felonies.values():
            return False
        if self.charge.kind == "unreadable":
            return self.felony() and None
        printed = f"{self.charge.section}({self.charge.letter})"
        chosen = felonies.get(printed, felonies.get(self.charge.section or "", ""))
        return both(self.felony(), chosen == answer)

    def dead(self) -> Answer:
        return both(self.felony(), self.person.deceased) if self.policy.further_relief.deceased else False

    def rules(self) -> list[Rule]:
        """The rules in a lawyer's order."""
        bars = self.policy.disqualifiers
        said, dismissal = self.count.changed, "dismissal and sealing"
        after = no(earlier(self.judgment, (EFFECTIVE, EFFECTIVE)))
        before = earlier(self.offense, (EFFECTIVE, EFFECTIVE))
        in_force, straddling = self.as_of >= EFFECTIVE, self.policy.earlier_offense_convicted_after
        elected_minor = self.policy.misdemeanors_and_infractions == "dismiss"
        priors = "attorney review" if bars.two_priors == "review" else "ineligible"
        adult = aged(self.person.birth, 21, self.offense)
        review, ineligible, eligible, relieved = "attorney review", "ineligible", "eligible", "already relieved"
        return [
            ("not a Proposition 64 offense", "out of scope", None, lambda: no(self.in_scope())),
            ("conviction of another county", "out of scope", None, lambda: no(self.count.in_county(self.county))),
            ("offense that Proposition 64 left alone", ineligible, None, lambda: self.offense_is("untouched")),
            ("relief not yet in force", ineligible, None, lambda: not in_force),
            ("relief already given", relieved, None, lambda: "relieved under Proposition 64" in said),
            ("misdemeanor or infraction left to an attorney by election", review, None,
             lambda: both(no(self.felony()), self.policy.misdemeanors_and_infractions == "review")),
            ("offense before and conviction after the effective day", review, None,
             lambda: both(after, before) if straddling == "review" else False),
            ("conviction on or after the effective day", ineligible, None,
             lambda: both(after, no(before)) if straddling == "eligible" else after),
            ("disposition in doubt", review, None, lambda: None if self.count.mixed_up else no(self.count.convicted)),
            ("identity in doubt", review, None, lambda: self.person.two_identities),
            ("section before 1973", review, None, lambda: self.offense_is("before 1973")),
            ("conspiracy while the sentence runs", review, None,
             lambda: both(self.offense_is("conspiracy"), self.serving())),
            ("conspiracy", ineligible, None, lambda: self.offense_is("conspiracy")),
            ("plea beside a cannabis charge", review, None, lambda: self.offense_is("plea")),
            ("attempt", ineligible if self.policy.attempts == "ineligible" else review, None,
             lambda: self.policy.attempts != "as_the_offense"
             and (None if self.offense_is("x") is None else self.charge.attempt)),
            ("subdivision of 2016 on an earlier offense", review, None,
             lambda: None if self.offense_is("x") is None else self.charge.kept_felony),
            ("juvenile adjudication", review, None, self.juvenile),
            ("super strike", ineligible, None, lambda: self.barred(self.strike, bars.super_strike)),
            ("sex offender registration", ineligible, None, lambda: self.barred(self.registration, bars.registration)),
            ("two priors", priors, None, lambda: self.barred(self.two_priors, bars.two_priors)),
            ("felony always left to an attorney", review, None, lambda: self.elected("always_review")),
            ("misdemeanor or infraction dismissed by election", eligible, dismissal,
             lambda: both(no(self.felony()), elected_minor)),
            ("section dismissed by election", eligible, dismissal,
             lambda: self.elected("dismiss")),
            ("conduct no longer an offense", eligible, dismissal, lambda: both(self.minor_section(), adult)),
            ("years since the conviction", eligible, dismissal, self.old_enough_conviction),
            ("years without any conviction", eligible, dismissal, self.crime_free),
            ("age", eligible, dismissal, self.old),
            ("under 21 at the conviction", eligible, dismissal, self.young),
            ("only cannabis convictions", eligible, dismissal, self.only_cannabis),
            ("only conviction, its sentence ended", eligible, dismissal, self.only_conviction),
            ("deceased", eligible, dismissal, self.dead),
            ("felony left to an attorney by election", review, None, lambda: self.elected("review")),
            ("infraction since 2016", eligible, "redesignation to infraction",
             lambda: both(self.minor_section(), no(self.infraction()))),
            ("subdivision of HS 11357 in question", review, None,
             lambda: self.policy.subdivisions_in_question == "review" and self.subdivision_in_question()),
            ("misdemeanor since 2016", eligible, "redesignation to misdemeanor",
             lambda: both(self.felony(), no(self.minor_section()))),
            ("already at the level the law gives", relieved, None, lambda: "reduced to misdemeanor" in said),
            ("no lesser offense", ineligible, None, lambda: True),
        ]  # fmt: skip

    def sentence_end(self) -> Day:
        """From the first to the last day on which the sentence can have ended."""
        first, last = self.judgment
        parts = [part for row in self.count.rows + self.count.changes if (part := self._part_end(row))]
        parts = parts or [(first, shift_years(last, LONGEST[self.count.printed_level]))]
        end = max(part[0] for part in parts), max(part[1] for part in parts)
        if self.count.changed & SENTENCE_CHANGES:
            return first, max(end[1], shift_years(last, LONGEST[self.count.printed_level]))
        return end

    def _part_end(self, row: Record) -> Day | None:
        first, last = self.judgment
        place, length, unit = row["sentence_place"], row["sentence_length"], row["sentence_unit"]
        if place is None and length is None:
            return None
        if place == "fine":
            return self.judgment
        if length is None or unit not in ("day", "month", "year"):
            return first, shift_years(last, LONGEST[self.count.printed_level])
        ends = []
        for day in (first, last):
            if unit == "day":
                ends.append(day if day in (BEGIN, END) else day + timedelta(length))
            else:
                ends.append(shift_months(day, length * (12 if unit == "year" else 1)))
        return ends[0], ends[1]

    def serving(self) -> Answer:
        if self.person.deceased:
            return False
        return earlier(self.today, self.sentence_end())

    def destruction_due(self) -> bool:
        """HS 11361.5: certainly two years old, certainly not from before 1976."""
        first, last = self.judgment
        return self.charge.minor and first >= date(1976, 1, 1) and shift_years(last, 2) <= self.as_of

    def decide(self) -> Verdict:
        """The first rule that holds, unless an unknown one before it could have ended otherwise."""
        unknown: list[tuple[str, str, str | None]] = []
        for name, outcome, given, holds in self.rules():
            answer = holds()
            if answer is None:
                unknown.append((name, outcome, given))
            elif answer:
                break
        differing = [one for one in unknown if one[1:] != (outcome, given)]
        serving = self.serving()
        if differing:
            return self._verdict("attorney review", None, None, True, serving)
        if outcome == "eligible" and serving is None:
            return self._verdict("attorney review", None, None, True, serving)
        if outcome == "eligible" and serving:
            given = "recall and resentencing"
        return self._verdict(outcome, given, name, False, serving)

    def _verdict(self, outcome: str, relief: str | None, rule: str | None, unknown: bool, serving: Answer) -> Verdict:
        due = self.destruction_due()
        return Verdict(outcome=outcome, relief=relief, rule=rule, unknown=unknown, serving=serving, destruction_due=due)


def gather_people(records: Iterable[Record], aside: Iterable[Mapping[str, Any]]) -> list[Person]:
    """Rows by person, those that the check set aside left out and remembered."""
    aside = list(aside)
    gone = {(row["source_file"], row["source_row"]) for row in aside if row.get("step") == "check"}
    present = [row for row in records if (row["source_file"], row["source_row"]) not in gone]
    rows: dict[str, list[Record]] = defaultdict(list)
    bearers: dict[str | None, set[str]] = defaultdict(set)
    for record in present:
        rows[record["subject_id"]].append(record)
        bearers[record["cii_number"]].add(record["subject_id"])
    shared = set().union(*(subjects for number, subjects in bearers.items() if number and len(subjects) > 1))
    missing = find_missing(present, aside)
    return [
        Person(rows=mine, incomplete=subject in missing, shares_a_number=subject in shared)
        for subject, mine in rows.items()
    ]


def find_missing(present: list[Record], aside: list[Mapping[str, Any]]) -> set[str]:
    """Subjects of whom a row was set aside: a row that names nobody was of the person above it or below it."""
    missing: set[str] = set()
    for row in aside:
        if row.get("reason") in ("duplicate record", "blank line", "header or footer line"):
            continue
        if row["subject_id"] is not None:
            missing.add(row["subject_id"])
            continue
        file = [other for other in present if other["source_file"] == row["source_file"]]
        above = [other for other in file if other["source_row"] < row["source_row"]]
        below = [other for other in file if other["source_row"] > row["source_row"]]
        missing |= {other["subject_id"] for other in above[-1:] + below[:1]}
    return missing


def decide_all(
    records: Iterable[Record], aside: Iterable[Mapping[str, Any]], *, county: str, policy: Policy, as_of: date
) -> dict[tuple[str, str], Verdict]:
    """A verdict for each conviction of the county's courts, and each cannabis count that may be one."""
    verdicts = {}
    for person in gather_people(records, aside):
        for count in person.counts:
            if count.in_county(county) is not False and ("convicted" in count.said or count.charge.kind == "eligible"):
                verdicts[count.key] = Case(person, count, policy, as_of, county).decide()
    return verdicts
