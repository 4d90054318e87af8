"""Named damages to a clean export, each of one person's rows and nothing else, and where each must end.

A damage's docstring begins with the entries of the data-quality list that it stands for.
"""

from tests.data_quality.state import AFFECTED, Damage, Row

ARREST, COURT = 0, 1

REPAIRED, UNKNOWN, SET_ASIDE = "repaired", "unknown", "set aside"
"""The same answer as clean; an attorney's, naming what is not known; the row left out, with its reason."""


def _change(row: int, **cells: str) -> Damage:
    """The affected person's row with other cells."""

    def damage(rows: list[Row]) -> list[Row]:
        mine = [n for n, each in enumerate(rows) if each["SUBJECT_ID"] == AFFECTED]
        return [each | cells if n == mine[row] else each for n, each in enumerate(rows)]

    return damage


def _both(**cells: str) -> Damage:
    def damage(rows: list[Row]) -> list[Row]:
        return [each | cells if each["SUBJECT_ID"] == AFFECTED else each for each in rows]

    return damage


def _again(**cells: str) -> Damage:
    """The affected person's conviction once more, with other cells."""

    def damage(rows: list[Row]) -> list[Row]:
        court = [each for each in rows if each["SUBJECT_ID"] == AFFECTED][COURT]
        return [*rows, court | cells]

    return damage


def _in_reverse(rows: list[Row]) -> list[Row]:
    return rows[::-1]


def _without_the_arrest(rows: list[Row]) -> list[Row]:
    arrest = next(n for n, each in enumerate(rows) if each["SUBJECT_ID"] == AFFECTED)
    return rows[:arrest] + rows[arrest + 1 :]


def _to_many_counts(rows: list[Row]) -> list[Row]:
    for count in range(2, 13):
        rows = _again(CNT_ORDER=f"001002{count:03}000")(rows)
    return rows


DAMAGES: dict[str, tuple[str, str, Damage]] = {
    "DQ-001 name misspelled in one event": (REPAIRED, "", _change(COURT, PRI_NAME="INVENTDE1,PERSON")),
    "DQ-002 birth date missing": (UNKNOWN, "date of birth", _both(PRI_DOB="")),
    "DQ-002 birth date that no calendar has": (UNKNOWN, "date of birth", _both(PRI_DOB="19701345")),
    "DQ-003 two birth dates": (UNKNOWN, "", _change(COURT, PRI_DOB="19710102")),
    "DQ-005 known under an alias in one event": (REPAIRED, "", _change(COURT, PRI_NAME="OTHERNAME,ALIAS")),
    "DQ-007 only a year of birth, at the border": (UNKNOWN, "date of birth", _both(PRI_DOB="19920000")),
    "DQ-007 only a year of birth, long ago": (REPAIRED, "", _both(PRI_DOB="19600000")),
    "DQ-008 two CII numbers": (UNKNOWN, "", _change(COURT, CII_NUMBER="A20000009")),
    "DQ-008 a blank CII number": (REPAIRED, "", _change(COURT, CII_NUMBER="")),
    "DQ-011 born after the event": (SET_ASIDE, "event before birth", _both(PRI_DOB="20150102")),
    "DQ-014 name in lower case": (REPAIRED, "", _both(PRI_NAME="invented1, person")),
    "DQ-016 licence and social security numbers filled": (REPAIRED, "", _both(PRI_SSN="000112222", PRI_CDL="Z0001112")),
    "DQ-017 the conviction twice": (REPAIRED, "duplicate record", _again()),
    "DQ-019 case number masked": (REPAIRED, "", _change(COURT, OFN="FX00??01")),
    "DQ-022 court's name misspelled": (REPAIRED, "", _change(COURT, STP_ORI_DESCR="CACS  LOS ANGLES")),
    "DQ-022 county blank": (REPAIRED, "", _change(COURT, STP_ORI_CNTY_NAME="")),
    "DQ-022 county and agency blank": (UNKNOWN, "county", _change(COURT, STP_ORI_CNTY_NAME="", STP_ORI_CODE="")),
    "DQ-022 county misspelled, agency blank": (
        UNKNOWN, "county", _change(COURT, STP_ORI_CNTY_NAME="LOS ANGLES", STP_ORI_CODE=""),
    ),
    "DQ-023 county with other spaces": (REPAIRED, "", _change(COURT, STP_ORI_CNTY_NAME="LOS  ANGELES ")),
    "DQ-032 no charge": (UNKNOWN, "charge of the conviction", _change(COURT, OFFENSE_DESCR="")),
    "DQ-033 twelve counts": (REPAIRED, "", _to_many_counts),
    "DQ-036 section not printed": (
        UNKNOWN, "charge of the conviction", _change(COURT, OFFENSE_DESCR="POSSESS MARIJUANA FOR SALE"),
    ),
    "DQ-037 section with a local prefix": (
        UNKNOWN, "charge of the conviction", _change(COURT, OFFENSE_DESCR="A.11359(A) HS"),
    ),
    "DQ-040 section that cannot be read": (
        UNKNOWN, "charge of the conviction", _change(COURT, OFFENSE_DESCR="11#59 HS"),
    ),
    "DQ-042 level missing": (
        UNKNOWN, "level of the conviction", _change(COURT, CONV_STAT_DESCR="", OFFENSE_TOC=""),
    ),
    "DQ-043 level unknown": (
        UNKNOWN, "level of the conviction", _change(COURT, CONV_STAT_DESCR="WOBBLER", OFFENSE_TOC="Q"),
    ),
    "DQ-045 odd text of level": (
        UNKNOWN, "level of the conviction", _change(COURT, CONV_STAT_DESCR="INFRACTION UNCLASSIFIED"),
    ),
    "DQ-049 attempt of nothing": (UNKNOWN, "charge of the conviction", _change(COURT, OFFENSE_DESCR="664 PC")),
    "DQ-050 stray spaces and a slash": (
        REPAIRED, "", _change(COURT, OFFENSE_DESCR="/11359(A)  HS-POSSESS & SELL")
    ),
    "DQ-053 count order blank": (
        SET_ASIDE, "count order missing on a court action", _change(COURT, CNT_ORDER=""),
    ),
    "DQ-053 count order of letters": (
        SET_ASIDE, "count order unreadable on a court action", _change(COURT, CNT_ORDER="ONE"),
    ),
    "DQ-056 disposition missing, sentence given": (
        SET_ASIDE, "sentence without a disposition", _change(COURT, DISP_DESCR=""),
    ),
    "DQ-056 disposition and sentence missing": (
        UNKNOWN, "disposition of the count",
        _change(COURT, DISP_DESCR="", SENT_LOC_DESCR="", SENT_LENGTH="", SENT_TIME_DESCR=""),
    ),
    "DQ-057 disposition in no table": (
        UNKNOWN, "disposition of the count", _change(COURT, DISP_DESCR="CONVTD PROB"),
    ),
    "DQ-059 convicted and dismissed on one count": (
        UNKNOWN, "disposition of the count", _again(DISP_DESCR="DISMISSED"),
    ),
    "DQ-060 text with both outcomes": (
        UNKNOWN, "disposition of the count", _change(COURT, DISP_DESCR="CONVICTED/ACQUITTED"),
    ),
    "DQ-063 a rare outcome": (
        UNKNOWN, "disposition of the count", _change(COURT, DISP_DESCR="COMPLIED WITH LAW"),
    ),
    "DQ-069 day of the event blank, of the disposition given": (REPAIRED, "", _change(COURT, STP_EVENT_DATE="")),
    "DQ-069 no day at all": (
        UNKNOWN, "", _change(COURT, STP_EVENT_DATE="", DISP_DATE=""),
    ),
    "DQ-080 event in the far future": (
        SET_ASIDE, "event more than a year after the as-of day", _change(COURT, STP_EVENT_DATE="20300405"),
    ),
    "DQ-081 no arrest, so no day of the offense": (REPAIRED, "", _without_the_arrest),
    "DQ-084 rows in reverse": (REPAIRED, "", _in_reverse),
    "DQ-088 new kind of event": (
        UNKNOWN, "disposition of the count", _change(COURT, STP_TYPE_DESCR="COURT ACTION (NEW SYSTEM)"),
    ),
    "DQ-092 day in another format": (
        UNKNOWN, "", _change(COURT, STP_EVENT_DATE="04/05/10", DISP_DATE="04/05/10"),
    ),
    "DQ-097 leading zeros lost": (
        SET_ASIDE, "count order unreadable on a court action", _change(COURT, CNT_ORDER="1002001000"),
    ),
}  # fmt: skip
"""The damage: where it ends, the unknown fact or the reason of the row set aside, and what it does."""
