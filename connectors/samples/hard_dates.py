"""Hard cases of when it happened: dates, sentences, later changes and ages."""

from collections.abc import Iterator
from dataclasses import replace

from connectors.samples.history import (
    FELONY,
    JAIL,
    MISDEMEANOR,
    PRISON,
    Change,
    History,
    Part,
    convict,
    prosecute,
)
from connectors.samples.moments import GARBLED, NOWHERE, ZERO, at
from connectors.samples.plain import FIVE_YEARS, FOR_SALE, GROW, POSSESS, SELL, sale, tell


def dates() -> Iterator[History]:
    """Partial, missing and unreadable dates; the effective day; sentences running and ended."""
    for day, tag in (("1999", "year only"), ("1999-07", "month only"), ("", "missing date")):
        yield tell(tag, prosecute(at(day), at(day), convict(FOR_SALE)))
        yield tell(tag, prosecute(at("1999-07-02"), at(day), convict(FOR_SALE)), slack=0)
    yield tell("zero date", prosecute(ZERO, ZERO, convict(FOR_SALE)))
    yield tell("unreadable date", prosecute(at("1999-02-02"), GARBLED, convict(FOR_SALE)))
    only_disposed = replace(convict(FOR_SALE), disposed_on=at("1998-04-04"))
    yield tell("missing date", prosecute(at("1998-02-02"), NOWHERE, only_disposed))
    for birth, tag in ((NOWHERE, "blank birth date"), (at("1970"), "partial birth date"), (ZERO, "blank birth date")):
        yield tell(tag, sale(), birth=birth)
    for arrest, judgment in (("2016-10-01", "2017-02-14"), ("2016-11-08", "2016-11-09"), ("2015-03-01", "2018-01-10")):
        case = prosecute(at(arrest), at(judgment), convict(SELL))
        yield tell("straddles the effective day", case, birth=at("1985-02-02"), slack=0)
    late = prosecute(at("2018-01-20"), at("2018-05-15"), convict(FOR_SALE, MISDEMEANOR, JAIL))
    yield tell("after the effective day", late, birth=at("1988-02-02"))
    for day in ("2016-06-01", "2016-09-20"):
        running = prosecute(at(day) - 60, at(day), convict(FOR_SALE, FELONY, FIVE_YEARS))
        yield tell("sentence running", running, birth=at("1980-02-02"), slack=5)
    term = (Part(place="PRISON", length=8, unit="Y"),)
    yield tell("sentence running", prosecute(at("2014-01-06"), at("2014-08-04"), convict(SELL, FELONY, term)))
    yield tell("sentence long ended", sale("1981-04-06"), birth=at("1955-02-02"))
    drawn = convict(FOR_SALE, FELONY, PRISON)
    yield tell("arrest long before judgment", prosecute(at("1988-04-04"), at("1997-04-04"), drawn))


def changes() -> Iterator[History]:
    """Later rows of a count that change its status."""
    texts = (
        ("set aside", "CONV SET ASIDE & DISM PER 1203.4 PC", ""),
        ("set aside", "CONV SET ASIDE & DISM PER 1203.4 PC", ""),
        ("reduced", "REDUCED TO MISDEMEANOR", MISDEMEANOR),
        ("relieved before", "DISM/SEALED PER 11361.8 HS", ""),
        ("relieved before", "REDESIGNATED MISD PER 11361.8 HS", MISDEMEANOR),
        ("probation revoked", "PROBATION REVOKED", ""),
        ("sentence modified", "SENTENCE MODIFIED", ""),
    )
    for tag, text, level in texts:
        change = Change(text=text, on=at("2017-06-05") if "11361.8" in text else at("2003-06-05"), level=level)
        yield tell(tag, prosecute(at("2000-01-10"), at("2000-06-05"), convict(FOR_SALE, None, FIVE_YEARS, change)))
    twice = (
        Change(text="PROBATION REVOKED", on=at("2002-06-05")),
        Change(text="CONV SET ASIDE & DISM PER 1203.4 PC", on=at("2006-06-05")),
    )
    yield tell("set aside", prosecute(at("2000-01-10"), at("2000-06-05"), convict(GROW, None, FIVE_YEARS, *twice)))
    unlisted = replace(convict(FOR_SALE), disposition="CONVICTION CERTIFIED TO OTHER BODY")
    yield tell("unlisted disposition", sale(), prosecute(at("2006-01-10"), at("2006-06-05"), unlisted))


def ages() -> Iterator[History]:
    """Ages at the offense."""
    for birth, tag in (("1982-06-01", "under 18"), ("1979-06-01", "18 to 20"), ("1978-04-28", "18 to 20")):
        for crime in (FOR_SALE, POSSESS):
            case = prosecute(at("1999-04-20"), at("1999-08-20"), convict(crime), agency="court")
            yield tell(tag, case, birth=at(birth))
    juvenile = prosecute(at("1999-04-20"), at("1999-08-20"), convict(FOR_SALE), agency="juvenile court")
    yield tell("juvenile court", juvenile, sale("2004-08-20"), birth=at("1983-06-01"))
    for birth, tag in (("1978-04-20", "21 on the day"), ("1978-04-21", "20 until tomorrow"), ("1950-01-01", "over 40")):
        yield tell(tag, prosecute(at("1999-04-20"), at("1999-08-20"), convict(FOR_SALE)), birth=at(birth))
