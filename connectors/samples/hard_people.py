"""Hard cases of who it was and in which court: names, deaths, aliases, case numbers, a very long history."""

from collections.abc import Iterator
from dataclasses import replace

from connectors.samples.history import FINE, MISDEMEANOR, History, charge, convict, judge, note, prosecute
from connectors.samples.moments import at
from connectors.samples.plain import FOR_SALE, POSSESS, sale, tell

NAMES: tuple[str, ...] = (
    "O'KELADRIN,VORAIS",
    "TANOMOOR-MIRUSVASK,OSKEON",
    "BEXÁQUÑÖ,ZARIÜ ÉL",
    "ŁUNĄBRĘD,FENİETH",
    "墨海,星竹",
    "キルヴォ,タンミラ",
    "#import,DRAOON",
    "{{7*7}},MIRAEL",
    "<script>alert(1)</script>,HOLAIS",
    "=cmd|' /C calc'!A0,NIVOYA",
    'PROAMOOR "RUL",SEVIEN',
    "ULMAVASK; DROP TABLE determinations--,WYNEIS",
    "@SUM(1+1)*[x](y) _b_ `c` $d$ \\e,XANIUR",
    "YORUROSSHUNDZEFFCROLNASHWICKFARRJUNDPELKGARNLYTHSTOVBREDQUANTELLVASKMOORDRIN,JAXAETHULMIONSEVOELRULAIS",
)
"""Names that paper and code get wrong: marks, other scripts, very long, and text that other programs run."""


def papers() -> Iterator[History]:
    """What the court papers need: case numbers and courts."""
    for number in ("ofn", "court case", "both", "docket", "null", "none"):
        case = prosecute(at("1998-01-12"), at("1998-03-16"), convict(FOR_SALE), court=4, number=number)
        yield tell(f"case number: {number}", case)
    courts = [sale(f"{1994 + n}-05-05", court=n, crime=POSSESS) for n in (0, 1, 13)]
    yield tell("several courts", *courts)


def people() -> Iterator[History]:
    """Names, deaths, aliases and one-row histories."""
    for name in NAMES:
        yield tell("name", sale("2004-04-05"), name=name)
    yield tell("one row", judge(at("1997-09-08"), convict(POSSESS, MISDEMEANOR, FINE), court=6))
    yield tell("deceased", sale("1997-04-07"), note("DECEASED", at("2013-03-03"), agency="coroner"))
    yield tell("alias", sale("1995-04-10"), replace(sale("2001-04-09"), alias=True))


def thousand_rows() -> History:
    """One person with about a thousand rows: an arrest and a case every six weeks for decades."""
    cycles = [sale("1978-03-06")]
    petty = convict(charge("647(F) PC-DISORDERLY CONDUCT:UNDER INFLUENCE", "M"), MISDEMEANOR)
    for turn in range(240):
        day = at("1979-01-05") + turn * 45
        crime = POSSESS if turn % 40 == 7 else petty.charge
        cycles.append(prosecute(day, day + 20, replace(petty, charge=crime), court=turn))
    return tell("a thousand rows", *cycles, birth=at("1952-02-02"))
