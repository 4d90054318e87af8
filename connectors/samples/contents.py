"""What is in a sample, as a table that a command can print."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Item:
    """One hard thing a sample holds: its tag, and what it is for.

    ``planted`` items are hard cases of their own, whose people ``list_subjects`` names; the others
    occur throughout.
    """

    tag: str
    meaning: str
    planted: bool = True


def _planted(tag: str, meaning: str) -> Item:
    return Item(tag=tag, meaning=meaning)


def _throughout(tag: str, meaning: str) -> Item:
    return Item(tag=tag, meaning=meaning, planted=False)


CONTENTS: tuple[Item, ...] = (
    _throughout(
        "arrest before court", "a cycle's arrest row comes before its court rows; the cycle's day is the arrest's"
    ),
    _throughout("dismissed", "counts dismissed in court, in three wordings"),
    _throughout("acquitted", "counts acquitted in court"),
    _throughout("released", "arrests released without charge, or turned over to another county"),
    _throughout("prosecutor rejected", "arrests the prosecutor rejected"),
    _throughout("other counties", "cases and arrests of other counties between those of the county"),
    _throughout("aliases", "rows of one person under another printed name"),
    _throughout("several counts", "court actions of several counts, some convicted and some dismissed"),
    _throughout("sentence parts", "one count over several rows with the same CNT_ORDER: probation, jail, fine"),
    _throughout("charge as convicted", "CONV_OFFENSE and DISP_OFFENSE columns filled beside OFFENSE"),
    _throughout("sentencing line", "1170(H) PC-SENTENCING, which is no offense"),
    _throughout("other events", "custody, probation, supplemental arrest, applicant and mental-health rows"),
    _throughout("infraction", "11357(B) convictions from 2011 on, which were infractions"),
    _throughout("comments", "comments that hold no charge"),
    _planted("spelling", "every documented way to print a cannabis charge, one person each"),
    _planted("conspiracy", "182(A)(1) PC with the cannabis section only in the comment"),
    _planted("decoy", "11357.5 HS, 11360 VC, 11361 HS, 11379.6 HS, 4573.6 PC, 537 PC beside a true conviction"),
    _planted("several sections", "484(A)/490.5 PC and 484-487(A) PC on one line"),
    _planted("cannabis only in a comment", "another charge whose comment names a cannabis section"),
    _planted("convicted of another charge", "arrested for one section, convicted of another (CONV_OFFENSE)"),
    _planted("strike before", "a certain super strike before the cannabis offense, in seven spellings"),
    _planted("strike after", "a certain super strike after the cannabis conviction"),
    _planted("strike same case", "murder in the same case as the cannabis count"),
    _planted("strike by facts", "a strike only if facts that no RAP sheet holds make it one"),
    _planted("strike in another county", "murder in another county before the cannabis offense"),
    _planted("two priors", "three or more convictions under one section, also in another county"),
    _planted("sex registration", "a REGISTRATION step with 290 PC, before or after"),
    _planted("drug registration", "a REGISTRATION step with 11590 HS, later ended"),
    _planted("sex offense", "288(A) PC without a registration step"),
    _planted("related charge", "11364 or 11366 HS in the same case"),
    _planted("accessory", "32 PC in the same case"),
    _planted("before 1973", "11530, 11530.5 and 11531 HS, the sections before 1973"),
    _planted("gang enhancement", "186.22(B) PC in the qualifiers"),
    _planted("several counties", "cannabis convictions in three other counties and in this one"),
    _planted("level as printed", "felony, misdemeanor and infraction in CONV_STAT_DESCR"),
    _planted("blank level", "CONV_STAT_DESCR blank: the type of charge is all there is, or is blank as well"),
    _planted("not convicted of cannabis too", "a second cannabis charge that ended in acquittal"),
    _planted("several cannabis counts", "all four sections in one case"),
    _planted("year only", "dates such as 19990000"),
    _planted("month only", "dates such as 19990700"),
    _planted("zero date", "00000000"),
    _planted("missing date", "blank date of judgment, with or without a date of arrest or disposition"),
    _planted("unreadable date", "19991399"),
    _planted("blank birth date", "PRI_DOB blank or 00000000"),
    _planted("partial birth date", "PRI_DOB 19700000"),
    _planted("straddles the effective day", "offense before 2016-11-09, conviction on it or after"),
    _planted("after the effective day", "offense and conviction well after 2016-11-09"),
    _planted(
        "sentence running", "five years' probation from 2016, eight years' prison from 2014: running on 2020-07-01"
    ),
    _planted("sentence long ended", "three years' probation from 1981"),
    _planted("arrest long before judgment", "nine years between arrest and judgment"),
    _planted("set aside", "CONV SET ASIDE & DISM PER 1203.4 PC on a later row of the count"),
    _planted("reduced", "REDUCED TO MISDEMEANOR on a later row"),
    _planted("relieved before", "an order under 11361.8 HS on a later row"),
    _planted("probation revoked", "PROBATION REVOKED on a later row"),
    _planted("sentence modified", "SENTENCE MODIFIED on a later row"),
    _planted("unlisted disposition", "a disposition in no list"),
    _planted("under 18", "offense at 16, in an adult court"),
    _planted("juvenile court", "offense at 15, in a juvenile court (CAJV)"),
    _planted("18 to 20", "offense at 19 and at 20"),
    _planted("21 on the day", "offense on the twenty-first birthday"),
    _planted("20 until tomorrow", "offense on the day before the twenty-first birthday"),
    _planted("over 40", "offense at 49"),
    _planted("case number: ofn", "the court's case number only in OFN"),
    _planted("case number: court case", "only in FE_NUM_CRT_CASE"),
    _planted("case number: both", "in both"),
    _planted("case number: docket", "only in FE_NUM_DOCKET"),
    _planted("case number: null", "the word NULL in both"),
    _planted("case number: none", "nowhere"),
    _planted("several courts", "convictions in three courts of the county"),
    _planted(
        "name", "names with apostrophe, hyphen, accents, quotes, CJK, very long, and text other programs would run"
    ),
    _planted("one row", "a person with a single row: a court action without its arrest"),
    _planted("deceased", "a DECEASED step"),
    _planted("alias", "a second case under another name"),
    _planted("a thousand rows", "one person with about a thousand rows (samples of 5,000 rows and more)"),
)
"""Everything hard that a sample of 20,000 rows or more holds at least once."""
