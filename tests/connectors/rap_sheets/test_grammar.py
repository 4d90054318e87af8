"""What the lines of a RAP sheet mean, case by case."""

from dataclasses import replace

import pytest

from connectors.readers.rap_sheets.stop import Stop
from tests.connectors.rap_sheets.typed import GRAMMAR, court, parse, read, tell, to_pages


def test_a_person_is_taken_with_all_names_and_numbers() -> None:
    person = parse(
        """RE: QHY.CA0000000
        ** CALIFORNIA ONLY SOURCE RECORD
        CII/A00000002
        DOB/19700102 SEX/F RAC/OTHER ASIAN
        HGT/510 WGT/140 EYE/BRO HAI/BRO POB/CA
        NAM/01 FICTION,FERN
            02 O'FABLE-TALE,FERN M
        FBI/0000000AA0
        CDL/X0000001 X0000002
        SOC/000000001
        SMT/TAT L ARM
            SC R HND
        * * * *
        DECEASED: NAM:01
        20100102  CACO FRESNO
        * * * END OF MESSAGE * * *"""
    ).person
    assert (person.cii, person.birth, person.sex, person.race) == ("A00000002", "19700102", "F", "OTHER ASIAN")
    assert person.names == {1: "FICTION,FERN", 2: "O'FABLE-TALE,FERN M"}
    assert (person.licence, person.social) == ("X0000001", "000000001")


def test_a_cycle_begins_with_its_first_event() -> None:
    rows = read(
        """
        * * * *
        ARR/DET/CITE: NAM:02 DOB:19700103
        20010101  CAPD FRESNO
        CNT:01  #111
          11357(A) HS-POSSESS
        - - - -
        COURT: NAM:01
        20010203  CASC LOS ANGELES
        CNT:01  #222
          11357(A) HS-POSSESS
        DISPO:CONVICTED
        ,* * * .
        DECEASED: NAM:01
        20100102  CACO FRESNO
        """
    )
    assert tell(rows, "CYCLE_DATE", "EVENT", "EVENT_DATE", "COUNTY", "NAME", "COUNT") == [
        ("20010101", "ARR/DET/CITE", "20010101", "FRESNO", "FABLE,FERN", "001001001000"),
        ("20010101", "COURT", "20010203", "LOS ANGELES", "FICTION,FERN", "001002001000"),
        ("20100102", "DECEASED", "20100102", "FRESNO", "FICTION,FERN", "002001000000"),
    ]


@pytest.mark.parametrize(
    "header",
    [
        *("ARR/DET/CITE:", "SUPPLEMENTAL ARR:", "CUSTODY:JAIL", "PROBATION:", "APPLICANT:", "REGISTRATION:"),
        *("MENTAL HLTH CUS/SUPV:", "DECEASED:", "COURT:", "COURT;"),
    ],
)
def test_every_kind_of_event_is_known(header: str) -> None:
    rows = read(f"* * * *\n{header} NAM:001 DOB:19700102\n2001.0203.  CASC LOS ANGELES")
    assert tell(rows, "EVENT", "EVENT_DATE") == [(header.split(":")[0].split(";")[0], "20010203")]


def test_an_event_without_the_dashes_before_it_is_an_event() -> None:
    event = "COURT: NAM:01\n20010203  CASC LOS ANGELES\nCNT:01\n  459 PC-BURGLARY\nDISPO:DISMISSED\n"
    for mark in ("", "- -\n", "\"- - ' -\n", "--\n"):
        assert tell(read(f"* * * *\n{event}{mark}{event}"), "COUNT") == [("001001001000",), ("001002001000",)]


def test_later_registrations_of_a_cycle_may_lack_their_header() -> None:
    rows = read(
        """
        * * * *
        REGISTRATION: NAM:01
        20010203  CAPD FRESNO
        CNT:01 #1
          290 PC-REGISTRATION OF SEX OFFENDER
        - - - -
        20020203  CAPD FRESNO
        CNT:01 #2
          290 PC-REGISTRATION OF SEX OFFENDER
        """
    )
    assert tell(rows, "EVENT", "EVENT_DATE", "CHARGE") == [
        ("REGISTRATION", "20010203", "290 PC-REGISTRATION OF SEX OFFENDER"),
        ("REGISTRATION", "20020203", "290 PC-REGISTRATION OF SEX OFFENDER"),
    ]


def test_a_range_of_counts_is_as_many_counts() -> None:
    rows = court("CNT:01-03  #ABC123.\n  459 PC-BURGLARY\nDISPO:CONVICTED\nCNT:04\n  211 PC-ROBBERY\nDISPO:CONVICTED")
    assert tell(rows, "COUNT", "CASE_NUMBER", "CHARGE") == [
        ("001001001000", "ABC123", "459 PC-BURGLARY"),
        ("001001002000", "ABC123", "459 PC-BURGLARY"),
        ("001001003000", "ABC123", "459 PC-BURGLARY"),
        ("001001004000", "ABC123", "211 PC-ROBBERY"),
    ]


@pytest.mark.parametrize(
    ("printed", "charge", "flags"),
    [
        ("  11357(A) HS-POSSESS", "11357(A) HS-POSSESS", ""),
        ("  11359(b)hs-possess", "11359(b)hs-possess", ""),
        ("  664/11358 HS-CULTIVATE", "664/11358 HS-CULTIVATE", ""),
        ("  664-11358 HS-CULTIVATE", "664-11358 HS-CULTIVATE", ""),
        ("  664.11358 HS-CULTIVATE", "664.11358 HS-CULTIVATE", ""),
        ("  -664/11358 HS-CULTIVATE", "-664/11358 HS-CULTIVATE", ""),
        ("  11358-664 HS-CULTIVATE", "664/11358 HS-CULTIVATE", ""),
        ("  11358/664 HS-CULTIVATE", "664/11358 HS-CULTIVATE", ""),
        ("  -ATTEMPTED\n  11358 HS-CULTIVATE", "11358 HS-CULTIVATE", "-ATTEMPTED"),
        ("  11358 HS-CULTIVATE\n  -664 PC", "11358 HS-CULTIVATE", "-ATTEMPTED"),
        ("  1170(H) PC-SENTENCING\n  11358 HS-CULTIVATE", "11358 HS-CULTIVATE", ""),
        ("  1170(H) PC-SENTENCING", "1170(H) PC-SENTENCING", ""),
        ("  11357(C) HS-POSSESS MARIJUANA OVER\n     28.5 GRAMS", "11357(C) HS-POSSESS MARIJUANA OVER 28.5 GRAMS", ""),
        ("  11357(A) HS-POSSESS\n   ARR BY:CAPD FRESNO\n   ADR:1 X ST,FRESNO", "11357(A) HS-POSSESS", ""),
    ],
)
def test_a_charge_is_kept_as_printed_and_an_attempt_stands_first(printed: str, charge: str, flags: str) -> None:
    assert tell(court(f"CNT:01 #1\n{printed}\nDISPO:CONVICTED"), "CHARGE", "FLAGS") == [(charge, flags)]


def test_a_charge_in_a_comment_comes_first_among_the_comments() -> None:
    rows = court(
        """
        CNT:01 #1
          SEE COMMENT FOR CHARGE
           COM: SENT CONCURRENT
           COM: CNT 01 CHRG-11359 HS-POSSESS MARIJUANA
             FOR SALE
        DISPO:CONVICTED
        """
    )
    assert tell(rows, "CHARGE", "COM") == [
        ("SEE COMMENT FOR CHARGE", "CNT 01 CHRG-11359 HS-POSSESS MARIJUANA FOR SALE; SENT CONCURRENT")
    ]


@pytest.mark.parametrize("word", ["DISPO:", "DISPO;", "D I S P O:", "DISPO: "])
def test_a_disposition_has_its_level_and_sentence(word: str) -> None:
    rows = court(
        f"""
        CNT:01 #1
          11358 HS-CULTIVATE
           TOC:F
        {word}CONVICTED-PROB/JAIL
        CONV STATUS:FELONY
        SEN: 003 YEARS PROBATION, 045 DAYS JAIL,
        FINE, RESTN.
        """
    )
    assert tell(rows, "DISPO", "CONV_STATUS", "TOC", "SENTENCE_LENGTH", "SENTENCE_UNIT", "SENTENCE", "DISPO_DATE") == [
        ("CONVICTED-PROB/JAIL", "FELONY", "F", "003", "Y", "PROBATION", "20010203"),
        ("CONVICTED-PROB/JAIL", "FELONY", "F", "045", "D", "JAIL", "20010203"),
        ("CONVICTED-PROB/JAIL", "FELONY", "F", "", "", "FINE", "20010203"),
        ("CONVICTED-PROB/JAIL", "FELONY", "F", "", "", "RESTN", "20010203"),
    ]


@pytest.mark.parametrize(
    "tag", ["SEN-X3 YR PROB, 6 MO JL", "XSEN:3 YR PROB, 6 MO JL", "CNT 01 SEN-X3 YR PROB, 6 MO JL"]
)
def test_a_sentence_may_stand_in_a_comment(tag: str) -> None:
    rows = court(f"CNT:01 #1\n  459 PC-BURGLARY\nDISPO:CONVICTED\n   COM: {tag}")
    assert tell(rows, "SENTENCE_LENGTH", "SENTENCE_UNIT", "SENTENCE", "COM") == [
        ("3", "Y", "PROB", tag),
        ("6", "M", "JL", tag),
    ]


def test_later_changes_have_days_of_their_own() -> None:
    rows = court(
        """
        CNT:01 #1
          459 PC-BURGLARY
        DISPO:CONVICTED
        CONV STATUS:FELONY
        SEN: 012 MONTHS JAIL

        20050607
        DISPO:REDUCED TO MISD PER 17 PC
        20080910
         DISPO:CONV SET ASIDE & DISM PER 1203.4 PC
        """
    )
    assert tell(rows, "DISPO", "DISPO_DATE", "SENTENCE") == [
        ("CONVICTED", "20010203", "JAIL"),
        ("REDUCED TO MISD PER 17 PC", "20050607", ""),
        ("CONV SET ASIDE & DISM PER 1203.4 PC", "20080910", ""),
    ]


def test_the_day_of_an_outcome_without_a_court_is_not_made_up() -> None:
    arrest = "* * * *\nARR/DET/CITE: NAM:01\n20010203  CAPD FRESNO\nCNT:01\n  459 PC-BURGLARY\nDISPO:PROS REJ-OTHER"
    assert tell(read(arrest), "DISPO", "DISPO_DATE") == [("PROS REJ-OTHER", "")]


@pytest.mark.parametrize(
    ("agency", "county"),
    [
        ("CASC FRESNO", "FRESNO"),
        ("CASC MC SACRAMENTO", "SACRAMENTO"),
        ("CASC SAN FRANCISCO CO", "SAN FRANCISCO"),
        ("CASC COMPTON", "LOS ANGELES"),
        ("CAPD ORANGE COVE", ""),
        ("CAMC SOUTH SAN FRANCISCO", ""),
    ],
)
def test_a_county_is_told_by_the_agency_or_not_at_all(agency: str, county: str) -> None:
    assert tell(read(f"* * * *\nCOURT: NAM:01\n20010203  {agency}"), "AGENCY", "COUNTY") == [(agency, county)]


def test_an_applicant_has_an_entry_and_no_charge() -> None:
    rows = read(
        "* * * *\nAPPLICANT: NAM:01\n20010203  CASD FRESNO\nCNT:01 #5\n  APPLICANT PEACE OFFICER\n   COM: SCN-000"
    )
    assert tell(rows, "EVENT", "ENTRY", "CHARGE") == [("APPLICANT", "APPLICANT PEACE OFFICER", "")]


def test_a_page_may_break_inside_a_count() -> None:
    whole = court("CNT:01 #1\n  459 PC-BURGLARY\nDISPO:CONVICTED\nSEN: 012 MONTHS JAIL,\n     FINE")
    broken = parse(
        "Page 1 of 2\nCII/A00000001\nDOB/19700102 SEX/M RAC/WHITE\nNAM/01 FICTION,FERN\n* * * *\nCOURT: NAM:01\n"
        "20010203  CASC LOS ANGELES\nCNT:01 #1\n  459 PC-BURGLARY\nDISPO:CONVICTED\nSEN: 012 MONTHS JAIL,\n"
        "https://clets.example\f Page 2 of 2\nROUTE TO RECORDS\n     FINE\n* * * END OF MESSAGE * * *\nfile://x"
    )
    sentence = broken.cycles[0][0].counts[0].dispositions[0].sentence
    assert [(part.length, part.place) for part in sentence] == tell(whole, "SENTENCE_LENGTH", "SENTENCE")


def test_a_strike_banner_says_nothing_of_its_own() -> None:
    rows = court("CNT:01 #1\n-- POTENTIAL FELONY STRIKE ENTRY --\n  459 PC-BURGLARY\nDISPO:CONVICTED")
    assert tell(rows, "CHARGE", "DISPO", "FLAGS") == [("459 PC-BURGLARY", "CONVICTED", "")]


def test_a_sheet_without_names_is_of_its_number() -> None:
    sheet = parse("CII/A00000009\n* * * *\nDECEASED: NAM:01\n20100102  CACO FRESNO\n* * * END OF MESSAGE * * *")
    assert (sheet.person.cii, sheet.person.names) == ("A00000009", {})


def test_a_county_may_name_lines_that_say_nothing() -> None:
    whole = (
        "CII/A00000009\n* * * *\nDECEASED: NAM:01\n20100102  CACO FRESNO\nRCPT BY: NOBODY\n* * * END OF MESSAGE * * *"
    )
    with pytest.raises(Stop):
        parse(whole)
    grammar = replace(GRAMMAR, page_lines=(*GRAMMAR.page_lines, "RCPT BY: .*"))
    assert grammar.parse_pages(to_pages(whole)).cycles[0][0].kind == "DECEASED"
