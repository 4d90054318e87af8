"""People invented at random for tests. Everybody here is invented; names and numbers are counters."""

from datetime import date, timedelta
from random import Random
from typing import Any

from relief.rules.cases.records import HOME, Record, make_record, number_rows, read_day

CHARGES = [
    *["11357 HS", "11357(A) HS", "11357(B) HS", "11357B HS", "11357(C) HS", "11357(D) HS", "11357(b)(2) HS"] * 2,
    *["11358 HS", "11359 HS", "11360 HS", "11360(A) HS", "11360(B) HS", "11360A2 HS", "11358", "11359(A)"] * 4,
    *["11358(D) HS", "11359(C)(3) HS", "11359(D) HS", "11360(A)(3)(C) HS", "11358(A) HS"],
    *["664/11359 HS", "66411358 HS", "11360(A) HS -ATTEMPTED", "/11359 HS", "11359 PC"],
    *["11357.5 HS", "11361 HS", "11361(B) HS", "4573.6 PC", "11360 VC", "11530 HS", "11531 HS"],
    *["182(A)(1) PC", "182/11359 HS", "32 PC", "11364 HS", "11366 HS", "11364.1 HS", "1170(H) PC"],
    *["11357/11364 HS", "11359-11360 HS", "11378/11379 HS", "484-487(A) PC", "484(A)/490.5 PC", "SEE PAPERS", None],
    *["187(A) PC", "664/187(A) PC", "66437 PC", "537 PC", "37 PC", "209(B)(1) PC", "288(A) PC", "288A PC", "207 PC"],
    *["664/209 PC", "245(D) PC", "261 PC", "261", "664/288(A) PC", "187-459 PC", "187", "653F(B) PC", "191.5(A) PC"],
    *[
        "290 PC",
        "290(B) PC",
        "290.011 PC",
        "664/187",
        "647.6 PC",
        "272 PC",
        "266H PC",
        "314(1) PC",
        "459 PC",
        "23152(A) VC",
        "211 PC",
    ],
    *["186.22(B)(4) PC", "186.22(B)(4) PC", "186.22 PC", "215 PC", "215 PC", "213(A)(1)(A) PC", "213 PC", "664/215 PC"],
    *["246/186.22(B)(4) PC", "186.22(B)(1) PC"],
]
CHANGES = ["set aside under 1203.4", "reduced to misdemeanor", "relieved under Proposition 64", "sentence modified",
           "probation revoked", "registration ended", "dismissed", "acquitted", "unlisted", "convicted"]  # fmt: skip
NO_CONVICTION = ["dismissed", "acquitted", "prosecutor rejected", "released", "transferred", "diverted"]
COMMENTS = [None] * 12 + ["TARGET 11359 HS", "COM: 211 PC", "SEE 11357.5 HS", "TO COMMIT 11360."]


class Inventor:
    """Invents people whose days crowd around the days on which an answer changes."""

    def __init__(self, random: Random, as_of: date) -> None:
        self.random = random
        self.as_of = as_of
        self.anchors: list[date] = []

    def invent(self, subject: str) -> tuple[list[Record], list[dict[str, Any]]]:
        """The records of one person, unnumbered, and rows of theirs that were set aside before."""
        random = self.random
        self.subject = subject
        self.birth = self._birth()
        self.anchors = self._anchor()
        self.cii = random.choice([None, f"A{subject}"])
        records: list[Record] = []
        for cycle in range(1, random.choice([1, 1, 2, 2, 3, 5]) + 1):
            records += self._cycle(cycle)
        if random.random() < 0.1:
            records.append(self._event("deceased", 98, 1, 1, event_date=self._print(self._day())))
        for _ in range(random.choice([0] * 8 + [1, 2])):
            charge = random.choice(["290 PC", "290(B) PC", "11590 HS", "457.1 PC", "SEE PAPERS", None])
            ended = random.choice([None, None, "registration ended"])
            when = self._print(self._day())
            records.append(
                self._event("registration", 97, 1, 1, charge_text=charge, event_date=when, disposition=ended)
            )
        aside = [{"subject_id": subject}] if random.random() < 0.06 else []
        return self._damage(records), aside

    def _birth(self) -> str | None:
        year = self.random.randint(1945, 1999)
        leap = date(self.random.choice([1948, 1964, 1972, 1988, 1996]), 2, 29)
        day = leap if self.random.random() < 0.15 else date(year, 1, 1) + timedelta(self.random.randrange(365))
        self.birth_day = day
        return self._print(day, rarely=True)

    def _anchor(self) -> list[date]:
        offense = date(self.random.randint(1970, 2019), 1, 1) + timedelta(self.random.randrange(365))
        years = [self.as_of.replace(year=self.as_of.year - n, day=min(self.as_of.day, 28)) for n in range(1, 16)]
        birthdays = [self.birth_day.replace(year=self.birth_day.year + age, day=min(self.birth_day.day, 28))
                     for age in (18, 21)]  # fmt: skip
        return [offense] * 12 + birthdays * 3 + [date(2016, 11, 9)] * 3 + [*years, date(1976, 1, 1), date(2012, 2, 29)]

    def _day(self) -> date:
        near = self.random.choice([0, 0, 0, 1, -1, 30, -30, 400, -400, 1095, self.random.randint(-4000, 4000)])
        day = self.random.choice(self.anchors) + timedelta(near)
        return min(max(day, date(1960, 1, 1)), self.as_of)

    def _print(self, day: date | None, rarely: bool = False) -> str | None:
        """The day as an export might print it: mostly whole."""
        if day is None or self.random.random() < 0.03:
            return None
        kind = self.random.random() * (3 if rarely else 1)
        if kind < 0.04:
            return "unreadable"
        return str(day)[:4] if kind < 0.1 else str(day)[:7] if kind < 0.16 else str(day)

    def _cycle(self, cycle: int) -> list[Record]:
        random = self.random
        arrest = self._day()
        court = random.choice([arrest, arrest + timedelta(1), arrest + timedelta(200), self._day()])
        court = min(court, self.as_of)
        self.cycle_day = self._print(random.choice([arrest, arrest, None]))
        self.place = HOME if random.random() < 0.75 else random.choice(["KERN", "ORANGE", "LOS ANGELS", None])
        seats = {HOME: "CA0194200", "KERN": "CA0150000", "ORANGE": "CA0300000"}
        own = seats.get(self.place or "", random.choice([*seats.values()]))
        self.ori = random.choice([own, own, None, random.choice([*seats.values()]) if random.random() < 0.1 else own])
        rows: list[Record] = []
        for count in range(1, random.choice([0, 1, 1, 2]) + 1):
            kind = random.choice(["arrest"] * 6 + ["supplemental arrest", "applicant", "custody", "probation"])
            rows.append(self._event(kind, cycle, 1, count, event_date=self._print(arrest),
                                    charge_text=random.choice(CHARGES),
                                    disposition=random.choice([None, None, "released", "prosecutor rejected"])))  # fmt: skip
        printed = self._print(court)
        for count in range(1, random.choice([1, 1, 1, 2, 3]) + 1):
            rows += self._count(cycle, count, printed, court)
        return rows

    def _count(self, cycle: int, count: int, printed: str | None, court: date) -> list[Record]:
        random = self.random
        disposition = random.choice(["convicted"] * 14 + NO_CONVICTION + ["unlisted", None])
        level = random.choice(["felony"] * 6 + ["misdemeanor"] * 3 + ["infraction", "not applicable", "unlisted", None])
        fields = {
            "charge_text": random.choice(CHARGES),
            "event_date": printed,
            "disposition_date": self._print(court) if random.random() < 0.4 else None,
            "conviction_level": level,
            "charge_level": random.choice([level, None, "felony", "misdemeanor"]),
            "agency": random.choice(["CASC TEST COURT"] * 12 + ["CAJV TEST COURT", "CAMC TEST COURT"]),
            "case_number": random.choice([None, f"BA{cycle}", f"BA{cycle}", "BA1"]),
            "comment": random.choice(COMMENTS),
        }
        event = random.choice(["court action"] * 40 + ["unlisted", None])
        rows = [
            self._event(event, cycle, 2, count, disposition=disposition, **fields, **self._part())
            for _ in range(random.choice([1, 1, 1, 2, 3]))
        ]
        if len(rows) > 1 and random.random() < 0.05:
            rows[-1]["event_date"], rows[-1]["event_date_precision"] = read_day(self._print(self._day()))
        if random.random() < 0.15:
            later = self._print(min(court + timedelta(random.choice([0, 100, 2000])), self.as_of))
            change = fields | {"disposition_date": later, "charge_text": random.choice([fields["charge_text"], None])}
            step, kind = random.choice([(2, event)] * 3 + [(3, "court action"), (3, "probation")])
            rows.append(self._event(kind, cycle, step, count, disposition=random.choice(CHANGES), **change))
        return rows

    def _part(self) -> dict[str, Any]:
        if self.random.random() < 0.1:
            return {}
        return {
            "sentence_place": self.random.choice(["probation"] * 3 + ["jail", "prison", "fine", "other", "unlisted", None]),
            "sentence_length": self.random.choice([1, 2, 3, 3, 5, 12, 16, 36, 60, 365, 0, None]),
            "sentence_unit": self.random.choice(["year"] * 4 + ["month"] * 4 + ["day"] * 3 + ["unlisted", None]),
        }  # fmt: skip

    def _event(self, event: str, cycle: int, step: int, count: int, **fields: Any) -> Record:
        defaults = {
            "subject_id": self.subject,
            "cii_number": self.cii,
            "birth_date": self.birth,
            "cycle_date": getattr(self, "cycle_day", None),
            "event": event,
            "county": getattr(self, "place", HOME),
            "ori": getattr(self, "ori", None),
            "count_order": f"{cycle:03}{step:03}{count:03}000",
        }
        return make_record(**(defaults | fields))

    def _damage(self, records: list[Record]) -> list[Record]:
        """Second files, other birth dates and numbers, blanks: what exports do."""
        random = self.random
        if random.random() < 0.2:
            cut = random.randrange(len(records) + 1)
            records = records[:cut] + [record | {"source_file": "second.dat"} for record in records[cut:]]
        for record in records:
            if random.random() < 0.01:
                record["birth_date"], record["birth_date_precision"] = read_day(self._print(self._day()))
            if random.random() < 0.01:
                record["cii_number"] = random.choice([None, "A999999"])
        return records


def invent_people(seed: int, people: int, as_of: date) -> tuple[list[Record], list[dict[str, Any]]]:
    """Numbered records of that many people and their set-aside rows, the same for the same seed."""
    random = Random(seed)
    records: list[Record] = []
    aside: list[dict[str, Any]] = []
    for n in range(people):
        more, apart = Inventor(random, as_of).invent(f"{n:06}")
        records += more
        aside += apart
    numbered = number_rows(sorted(records, key=lambda record: str(record["source_file"])))
    kept: list[Record] = []
    for record in numbered:
        place = {key: record[key] for key in ("source_file", "source_row", "subject_id")}
        fate = random.random()
        if fate < 0.005:
            aside.append(place | {"step": "check"})
        elif fate < 0.007:
            aside.append(place | {"step": "check", "reason": "duplicate record"})
        elif fate < 0.009:
            aside.append(place | {"subject_id": None})
            continue
        kept.append(record)
    return kept, aside
