"""The plain cases that the hard ones are made from."""

from connectors.samples.history import (
    Charge,
    Count,
    Cycle,
    History,
    Part,
    charge,
    convict,
    prosecute,
)
from connectors.samples.moments import at

FOR_SALE = charge("11359 HS-POSSESS MARIJUANA FOR SALE")
SELL = charge("11360(A) HS-TRANSPORT/SELL MARIJUANA")
GROW = charge("11358 HS-CULTIVATE MARIJUANA")
POSSESS = charge("11357(B) HS-POSSESS MARIJUANA 28.5- GRAMS", "M")
BIRTH = at("1970-05-20")
FIVE_YEARS = (Part(place="PROBATION", length=5, unit="Y"), Part(place="JAIL", length=180, unit="D"), Part(place="FINE"))


def tell(tag: str, *cycles: Cycle, birth: int = BIRTH, slack: int = 25, name: str | None = None) -> History:
    """A history of some cycles under a tag, of someone born in 1970 unless said otherwise."""
    return History(tag=tag, birth=birth, cycles=cycles, slack=slack, name=name)


def sale(judgment: str = "1999-03-10", *others: Count, crime: Charge = FOR_SALE, court: int = 1) -> Cycle:
    """An ordinary cannabis case: an arrest seventy days before, three years' probation."""
    return prosecute(at(judgment) - 70, at(judgment), convict(crime), *others, court=court)
