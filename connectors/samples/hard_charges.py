"""Hard cases of what was charged: spellings, decoys, super strikes, priors, registrations, neighbours."""

from collections.abc import Iterator
from dataclasses import replace

from connectors.samples.charges import (
    CERTAIN_STRIKES,
    CONSPIRACIES,
    DECOYS,
    DRUG_REGISTRATION,
    FACT_STRIKES,
    SEX_REGISTRATION,
    SPELLINGS,
)
from connectors.samples.history import (
    FELONY,
    FINE,
    INFRACTION,
    JAIL,
    MISDEMEANOR,
    PRISON,
    Change,
    History,
    charge,
    convict,
    detain,
    drop,
    note,
    prosecute,
)
from connectors.samples.moments import at
from connectors.samples.plain import FIVE_YEARS, FOR_SALE, GROW, POSSESS, SELL, sale, tell


def spellings() -> Iterator[History]:
    """Ways to print a charge, conspiracies, decoys, and convictions of another charge than the one charged."""
    for position, spelling in enumerate(SPELLINGS):
        level = None if spelling.level else MISDEMEANOR
        count = convict(spelling, level, PRISON if position % 5 == 0 and spelling.level == "F" else FIVE_YEARS)
        yield tell("spelling", prosecute(at("1996-02-01"), at("1996-05-06"), count, court=position))
    for crime in CONSPIRACIES:
        yield tell("conspiracy", sale(), prosecute(at("2001-01-09"), at("2001-04-02"), convict(crime)))
    for crime in DECOYS:
        yield tell("decoy", sale(), prosecute(at("2003-01-09"), at("2003-04-02"), convict(crime, parts=JAIL)))
    theft = charge("484(A)/490.5 PC-PETTY THEFT RETAIL MERCHANDISE", "M")
    yield tell("several sections", sale("1998-01-20", convict(theft), convict("484-487(A) PC-GRAND THEFT")))
    hint = charge("11350(A) HS-POSSESS NARCOTIC CNTL SUB", "F", "REDUCED FROM 11359 HS BY PLEA")
    yield tell("cannabis only in a comment", sale("1997-01-20"), sale("2001-01-22", crime=hint))
    plea = replace(convict(FOR_SALE, MISDEMEANOR), convicted=POSSESS)
    yield tell("convicted of another charge", prosecute(at("2002-02-02"), at("2002-03-03"), plea))
    plea = replace(convict("11378 HS-POSSESS CNTL SUB FOR SALE"), convicted=SELL, disposed=FOR_SALE)
    yield tell("convicted of another charge", prosecute(at("2004-02-02"), at("2004-03-03"), plea))


def strikes() -> Iterator[History]:
    """Super strikes: before, after and in the same case; certain, by facts, and in another county."""
    for crime in CERTAIN_STRIKES:
        strike = prosecute(at("1994-01-05"), at("1994-09-12"), convict(crime, parts=PRISON), court=3)
        yield tell("strike before", strike, sale("2008-02-11"))
    for crime in CERTAIN_STRIKES[:3]:
        strike = prosecute(at("2012-01-05"), at("2012-09-12"), convict(crime, parts=PRISON), court=3)
        yield tell("strike after", sale("2006-02-13"), strike)
    yield tell("strike same case", sale("2005-06-06", convict(CERTAIN_STRIKES[0], parts=PRISON)))
    for crime in FACT_STRIKES:
        strike = prosecute(at("1995-01-05"), at("1995-09-12"), convict(crime, parts=PRISON), court=5)
        yield tell("strike by facts", strike, sale("2009-02-09"))
    away = prosecute(at("1993-01-05"), at("1993-09-12"), convict(CERTAIN_STRIKES[0], parts=PRISON), county="KERN")
    yield tell("strike in another county", away, sale("2007-02-12"))


def priors_and_registrations() -> Iterator[History]:
    """Earlier convictions of the same section, and duties to register."""
    yield tell("two priors", sale("1992-03-02"), sale("1996-03-04"), sale("2003-03-03"), sale("2010-03-01"))
    grows = [sale(day, crime=GROW) for day in ("1990-03-02", "1995-03-01", "2001-03-01")]
    yield tell("two priors", *grows)
    away = [
        prosecute(at(f"{year}-01-08"), at(f"{year}-05-05"), convict(SELL), county="ORANGE") for year in (1991, 1997)
    ]
    yield tell("two priors", *away, sale("2004-03-01", crime=SELL))
    yield tell("sex registration", note("REGISTRATION", at("1991-07-01"), SEX_REGISTRATION), sale("2002-05-06"))
    yield tell("sex registration", sale("1994-05-06"), note("REGISTRATION", at("2011-07-01"), SEX_REGISTRATION))
    ended = Change(text="NO LONGER REQUIRED TO REGISTER/DRUG REG", on=at("2007-05-06"))
    drug = prosecute(at("2002-02-04"), at("2002-05-06"), convict(SELL, None, FIVE_YEARS, ended))
    yield tell("drug registration", drug, note("REGISTRATION", at("2002-06-06"), DRUG_REGISTRATION))
    exposure = convict(charge("288(A) PC-LEWD OR LASCIVIOUS ACTS W/CHILD"), FELONY, PRISON)
    yield tell("sex offense", prosecute(at("1992-02-04"), at("1992-05-06"), exposure), sale("2005-05-09"))


def neighbours() -> Iterator[History]:
    """Charges that stand beside a cannabis charge."""
    paraphernalia = charge("11364(A) HS-POSSESS CONTROL SUBSTANCE PARA", "M")
    house = charge("11366 HS-KEEP PLACE TO SELL/ETC CNTL SUB")
    accessory = charge("32 PC-ACCESSORY")
    for crime, tag in ((paraphernalia, "related charge"), (house, "related charge"), (accessory, "accessory")):
        yield tell(tag, sale("2007-05-07", convict(crime)))
    for text in ("11530 HS-POSSESS MARIJUANA", "11531 HS-SELL MARIJUANA", "11530.5 HS-POSS MARIJUANA FOR SALE"):
        old = prosecute(at("1970-03-01"), at("1970-05-11"), convict(text), court=2)
        yield tell("before 1973", old, sale("1979-05-07"), birth=at("1948-02-02"))
    gang = charge("11359 HS-POSSESS MARIJUANA FOR SALE", qualifiers="186.22(B) PC-GANG")
    yield tell("gang enhancement", prosecute(at("2009-05-07"), at("2009-09-07"), convict(gang)))
    counties = ("SAN BERNARDINO", "ORANGE", "SAN FRANCISCO")
    away = [
        prosecute(at(f"200{n}-05-07"), at(f"200{n}-09-07"), convict(SELL), county=c) for n, c in enumerate(counties)
    ]
    yield tell("several counties", *away, sale("2008-05-05"))
    for level, text in (
        (FELONY, "F"),
        (MISDEMEANOR, "M"),
        (INFRACTION, "I"),
        ("", "F"),
        ("", "M"),
        ("", "I"),
        ("", ""),
    ):
        crime = charge(POSSESS.text if text != "F" else FOR_SALE.text, text)
        case = prosecute(at("2011-05-09"), at("2011-07-11"), convict(crime, level, FINE))
        yield tell("level as printed" if level else "blank level", case)
    yield tell("not convicted of cannabis too", sale(), detain(at("2001-02-02"), drop(FOR_SALE, "ACQUITTED")))
    both = prosecute(
        at("1989-02-02"), at("1989-06-05"), convict(SELL), convict(FOR_SALE), convict(GROW), convict(POSSESS)
    )
    yield tell("several cannabis counts", both)
