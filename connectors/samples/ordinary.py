"""Everyday histories, drawn by chance: most of what an export holds.

Proportions follow what public reports say of these files: 80, 15 and 5 in a hundred people have
one, two and three cannabis convictions in the county, among a handful of other cases and arrests.
"""

from dataclasses import replace

from connectors.samples.charges import COMMON, DROPPED, DRUG_REGISTRATION, EVERYDAY, RELEASED, SENTENCING
from connectors.samples.dice import Dice
from connectors.samples.history import (
    FINE,
    JAIL,
    MISDEMEANOR,
    PRISON,
    Change,
    Charge,
    Count,
    Cycle,
    History,
    Part,
    Step,
    convict,
    detain,
    drop,
    judge,
    note,
    prosecute,
)
from connectors.samples.moments import NOWHERE, exact, only_month, only_year

SLACK = 200
_YEAR = 365
_END = exact(2018, 6)
_LATEST = exact(2019, 6)
_INFRACTION = exact(2011)
"""From this day possession of 28.5 grams or less was an infraction."""
_COMMENTS = (
    "SENT CONCURRENT",
    "CNT 01 SEN-CONC W/OTHER CASE",
    "IMP SEN SS",
    "TIME SERVED, FINE PAID",
    "WARRANT RECALLED",
)
_NEIGHBOURS = ("SAN BERNARDINO", "ORANGE", "RIVERSIDE", "VENTURA", "KERN", "SAN DIEGO", "FRESNO", "ALAMEDA")
_HOSPITAL = (("sheriff", "MENTAL HLTH CUS/SUPV"),)
_SECTIONS = ("11357",) * 7 + ("11358",) * 2 + ("11359",) * 6 + ("11360",) * 5
_NUMBERS = ("ofn",) * 12 + ("both",) * 5 + ("court case",) * 2 + ("none",)
_CHANGES = (
    "CONV SET ASIDE & DISM PER 1203.4 PC",
    "PROBATION REVOKED",
    "SENTENCE MODIFIED",
    "REDUCED TO MISDEMEANOR",
    "PROBATION REVOKED",
    "DISM/SEALED PER 11361.8 HS",
)


def draw(dice: Dice) -> History:
    """One everyday history, in the order of its cycles."""
    start = exact(dice.between(1975, 2014), dice.between(1, 12), dice.between(1, 28))
    birth = start - (dice.between(18 * _YEAR, 34 * _YEAR) if dice.happens(0.94) else dice.between(5200, 6900))
    if dice.happens(0.015):
        only = judge(start, convict(dice.pick(COMMON["11357"]), None, FINE), court=dice.between(0, 40))
        return History(tag="", birth=birth, cycles=(only,), slack=SLACK)
    adult = max(birth + 18 * _YEAR, start - 8 * _YEAR)
    last = max(adult, min(_END, start + 32 * _YEAR))
    cannabis = dice.pick((1,) * 16 + (2,) * 3 + (3,))
    cycles = [_cannabis(dice, min(last, start + turn * dice.between(90, 4 * _YEAR))) for turn in range(cannabis)]
    cycles += [_other(dice, dice.between(adult, last)) for _ in range(dice.count(2.7, 24))]
    cycles += [_arrest(dice, dice.between(adult, last)) for _ in range(dice.count(4.5, 24))]
    cycles += _extras(dice, adult, last)
    return History(tag="", birth=_blur(dice, birth, 0.004), cycles=tuple(sorted(cycles, key=_order)), slack=SLACK)


def _order(cycle: Cycle) -> int:
    return cycle.on


def _blur(dice: Dice, moment: int, share: float) -> int:
    """The moment, or in a few cases less of it."""
    if not dice.happens(share):
        return moment
    return dice.pick((only_year(moment), only_month(moment), NOWHERE))


def _cannabis(dice: Dice, arrest: int) -> Cycle:
    section = dice.pick(_SECTIONS)
    crime = dice.pick(COMMON[section])
    if crime.text.startswith("11357(B)") and arrest >= _INFRACTION:
        crime = replace(crime, level="I")
    count = _plead(dice, crime, _sentence(dice, crime))
    if dice.happens(0.08):
        change = Change(text=dice.pick(_CHANGES), on=min(_LATEST, arrest + dice.between(500, 1400)))
        count = replace(count, changes=(change,))
    counts = [count] + [_beside(dice) for _ in range(dice.count(0.7, 4))]
    return _prosecute(dice, arrest, counts, None)


def _beside(dice: Dice) -> Count:
    """Another count of a cannabis case."""
    if dice.happens(0.03):
        return Count(charge=SENTENCING)
    crime = dice.pick(EVERYDAY)
    return drop(crime, dice.pick(DROPPED)) if dice.happens(0.6) else _convicted(dice, crime)


def _other(dice: Dice, arrest: int) -> Cycle:
    counts = [_convicted(dice, dice.pick(EVERYDAY))]
    counts += [_beside(dice) for _ in range(dice.count(0.6, 3))]
    return _prosecute(dice, arrest, counts, _county(dice))


def _county(dice: Dice) -> str | None:
    place = dice.pick(_NEIGHBOURS)
    return place if dice.happens(0.2) else None


def _prosecute(dice: Dice, arrest: int, counts: list[Count], county: str | None) -> Cycle:
    judgment = arrest + dice.between(2, 260)
    more: tuple[Step, ...] = ()
    if dice.happens(0.05):
        agency, kind = dice.pick(
            (("prison", "CUSTODY"), ("sheriff", "PROBATION"), ("police", "SUPPLEMENTAL ARR"), *_HOSPITAL)
        )
        more = (Step(kind=kind, on=judgment + 20, counts=(Count(charge=counts[0].charge),), agency=agency),)
    return prosecute(
        arrest,
        _blur(dice, judgment, 0.004),
        *counts,
        court=dice.between(0, 40),
        county=county,
        number=dice.pick(_NUMBERS),
        alias=dice.happens(0.06),
        more=more,
    )


def _arrest(dice: Dice, on: int) -> Cycle:
    """An arrest without a conviction: not prosecuted, or dismissed in court."""
    crimes = [dice.pick(EVERYDAY) for _ in range(1 + dice.count(0.4, 2))]
    if dice.happens(0.1):
        crimes[0] = dice.pick(COMMON[dice.pick(_SECTIONS)])
    if dice.happens(0.7):
        return detain(on, *(drop(crime, dice.pick(RELEASED)) for crime in crimes), county=_county(dice))
    return _prosecute(dice, on, [drop(crime, dice.pick(DROPPED)) for crime in crimes], _county(dice))


def _extras(dice: Dice, first: int, last: int) -> list[Cycle]:
    cycles = []
    if dice.happens(0.02):
        cycles.append(note("REGISTRATION", dice.between(first, last), DRUG_REGISTRATION))
    if dice.happens(0.05):
        cycles.append(note("APPLICANT", dice.between(first, last), agency="sheriff"))
    if dice.happens(0.02):
        cycles.append(note("DECEASED", last + 90, agency="coroner"))
    return cycles


def _convicted(dice: Dice, crime: Charge) -> Count:
    return _plead(dice, crime, _sentence(dice, crime))


def _plead(dice: Dice, crime: Charge, parts: tuple[Part, ...]) -> Count:
    """A conviction; the level is sometimes blank or lower than charged, the charge sometimes printed twice."""
    count = convict(crime, None, parts)
    if crime.level == "F" and "PRISON" not in {part.place for part in parts} and dice.happens(0.15):
        count = convict(crime, MISDEMEANOR, parts)
    level = "" if dice.happens(0.03) else count.level
    echo = crime if dice.happens(0.3) else None
    crime = replace(crime, comment=dice.pick(_COMMENTS)) if dice.happens(0.05) else crime
    return replace(count, charge=crime, disposed=echo if dice.happens(0.4) else None, convicted=echo, level=level)


def _sentence(dice: Dice, crime: Charge) -> tuple[Part, ...]:
    shape = dice.throw()
    if crime.level != "F":
        return (
            FINE if shape < 0.4 else JAIL if shape < 0.6 else _terms(12 * dice.between(1, 2), "M", dice.between(1, 90))
        )
    if shape < 0.2:
        return PRISON if shape < 0.1 else (Part(place="PRISON", length=dice.between(1, 4), unit="Y"),)
    return (*_terms(dice.between(3, 5), "Y", dice.between(10, 365)), *(FINE if shape < 0.5 else ()))


def _terms(probation: int, unit: str, jail: int) -> tuple[Part, ...]:
    return (Part(place="PROBATION", length=probation, unit=unit), Part(place="JAIL", length=jail, unit="D"))
