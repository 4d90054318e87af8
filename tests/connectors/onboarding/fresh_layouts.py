"""Three sets of fictional exports in the words of real systems, each written before anything was learned from it.

``FIRST`` and ``SECOND`` were written before the lexicon was looked at again. The first was measured (66.7 % right), and
what it missed was learned from; then the second (89.0 %), and what it missed was learned from too. ``THIRD`` was written
before that, and measured once, at the end: a change that is made because of it asks for a fourth.

Two columns of the first have got a meaning that there was none for when it was written: a name's suffix, days of a
sentence.
"""

from collections.abc import Mapping

from connectors.samples.people import GIVEN, SURNAMES
from tests.connectors.onboarding.unseen_layouts import KINDS, Kind, UnseenLayout, _columns, _day, _one_of

MORE: Mapping[str, Kind] = {
    "birth long ago": _day(1938, 1984),
    "filed": _day(1992, 2017),
    "spaced name": lambda dice, _: f"{dice.choice(SURNAMES).title()}, {dice.choice(GIVEN).title()}{dice.choice(('', ' R', ' Lee'))}",
    "given first": lambda dice, _: f"{dice.choice(GIVEN).title()} {dice.choice(SURNAMES).title()}",
    "middle": lambda dice, _: dice.choice(("", "", "A", "J", "LEE", "MARIE")),
    "suffix": lambda dice, _: dice.choice(("", "", "", "", "JR", "SR", "III")),
    "style": lambda dice, _: f"The People of the State of California vs. {dice.choice(GIVEN).title()} {dice.choice(SURNAMES).title()}",
    "statute code": _one_of("HS", "PC", "VC", "BP", "HS"),
    "section": _one_of("11357(b)", "11358", "11359", "11360(a)", "459", "484(a)", "23152(a)", "647(f)", "148(a)(1)"),
    "upper section": _one_of("11357(B)", "11358", "11359(A)", "11360(A)(1)", "459", "664/459", "23152(A)"),
    "code and section": _one_of("HS 11357(b)", "HS 11358", "H&S 11359", "PC 459", "PC 484(a)", "VC 23152(a)", "HS11360(a)"),
    "section hyphen text": _one_of("11357(b) HS - Possess Marijuana", "11359 HS - Poss Marij For Sale", "459 PC - Burglary", "23152(a) VC - DUI"),
    "word level": _one_of("Felony", "Misdemeanor", "Infraction"),
    "upper level": _one_of("FELONY", "MISDEMEANOR", "INFRACTION"),
    "F1": _one_of("F", "M", "I"),
    "plea": _one_of("Guilty", "Not Guilty", "Nolo Contendere", ""),
    "odyssey disposition": _one_of("Convicted - Plea Guilty", "Convicted - Nolo Contendere", "Dismissed - PC 1385", "Acquitted by Jury", "Dismissed - Diversion"),
    "plain disposition": _one_of("Pled guilty", "Pled nolo contendere", "Dismissed", "Not guilty", "Found guilty by jury"),
    "odd disposition": _one_of("PG", "PNC", "DSM", "ACQ", "JTG", "995"),
    "number disposition": _one_of("101", "102", "205", "310"),
    "case status": _one_of("Closed", "Disposed", "Reopened"),
    "case type": _one_of("Felony", "Misdemeanor"),
    "year case": lambda dice, _: f"{dice.randrange(1993, 2016)}-{dice.randrange(1000, 99999):06d}",
    "court case": lambda dice, _: f"{dice.choice(('SCR', 'MCR', 'FCR', 'TCR'))}-{dice.choice(('CR', 'TR'))}-{dice.choice(('FE', 'MI'))}-{dice.randrange(1995, 2016)}-{dice.randrange(1, 99999)}",
    "letter case": lambda dice, _: f"{dice.choice('BCFM')}{dice.randrange(90, 99)}{dice.randrange(10000, 99999)}{dice.choice(('', 'A'))}",
    "long key": lambda dice, _: str(dice.randrange(10**8, 10**9)),
    "letter key": lambda dice, _: f"P{dice.randrange(10**5, 10**6):07d}",
    "plain cii": lambda dice, _: f"{dice.randrange(10**7, 10**8):08d}",
    "ssn": lambda dice, _: f"{dice.randrange(900, 999)}-{dice.randrange(10, 99)}-{dice.randrange(1000, 9999)}",
    "licence": lambda dice, _: f"{dice.choice('BCDN')}{dice.randrange(10**6, 10**7)}",
    "race": _one_of("W", "B", "H", "A", "O"),
    "attorney": lambda dice, _: f"{dice.choice(SURNAMES[:9]).title()}, {dice.choice(GIVEN).title()}",
    "department": _one_of("1", "2", "3", "17"),
    "branch": _one_of("Downtown", "North County", "Juvenile Hall"),
    "division": _one_of("CENTRAL DIV", "EAST DIV"),
    "sentence text": _one_of("County Jail", "Formal Probation", "State Prison", "Fine", ""),
    "sentence code": _one_of("CJ", "PROB", "SP", "FINE", ""),
    "days": lambda dice, _: dice.choice(("", "30", "60", "180", "365")),
    "months": lambda dice, _: dice.choice(("", "12", "16", "24", "36")),
    "unit word": _one_of("Days", "Months", "Years"),
    "flag": _one_of("Y", "N"),
    "user": _one_of("KLOPEZ", "RTRAN", "BATCH"),
    "stamp": _day(2015, 2019),
    "address": lambda dice, _: f"{dice.randrange(100, 9999)} {dice.choice(('Oak', 'Elm', 'Pine'))} {dice.choice(('St', 'Ave', 'Ct'))}",
    "height": lambda dice, _: f"{dice.choice((5, 6))}{dice.randrange(0, 12):02d}",
    "fine": lambda dice, _: f"{dice.randrange(100, 900)}.00",
    "agency": _one_of("Anytown PD", "County Sheriff", "CHP Valley"),
    "agency number": _one_of("0100", "0200", "5700"),
    "bac": lambda dice, _: dice.choice(("", "0.08", "0.12")),
    "three": lambda dice, _: f"{dice.randrange(1, 7):03d}",
    "description": _one_of("Possess Marijuana 28.5g Or Less", "Cultivate Marijuana", "Petty Theft", "DUI Alcohol/0.08 Percent"),
    "remark": lambda dice, _: dice.choice(("", "", "", "restitution reserved", "strike prior dismissed", "see minutes")),
}  # fmt: skip
"""Kinds of cells beside those of the first layouts."""

FIRST = [
    # Tyler's Odyssey, an ad-hoc report.
    UnseenLayout(name="odyssey", columns=_columns("""
        Case Number | year case | case_number
        Case Type | case type |
        Case Status | case status |
        Style | style |
        Party Name | spaced name | name
        Party DOB | birth long ago | birth_date
        SID | cii | cii_number
        Node | branch | agency
        Filed Date | filed | cycle_date
        Charge # | sequence | count_order
        Statute | code and section | charge_text
        Charge Description | description |
        Degree | word level | charge_level
        Offense Date | filed |
        Plea | plea |
        Disposition | odyssey disposition | disposition_text
        Disposition Date | filed | disposition_date
        Judicial Officer | judge | """)),
    # A court's own eCourt (Journal Technologies): dotted camel-case paths of its data model.
    UnseenLayout(name="ecourt", form="json", days="%Y-%m-%d", columns=_columns("""
        caseNumber | court case | case_number
        caseCategory | case type |
        filedDate | filed | cycle_date
        participant.person.lastName | last | name.last
        participant.person.firstName | first | name.first
        participant.person.middleName | middle | name.middle
        participant.person.dateOfBirth | birth long ago | birth_date
        participant.person.ciiNumber | cii | cii_number
        participant.person.driversLicense | licence | licence
        courtLocation | court | agency
        charges[].countNumber | sequence | count_order
        charges[].statuteCode | statute code | charge.code
        charges[].statuteSection | section | charge_text
        charges[].chargeSeverity | word level | charge_level
        charges[].dispositionType | plain disposition | disposition_text
        charges[].dispositionDate | filed | disposition_date
        charges[].convictedSeverity | word level | conviction_level""")),
    # A mainframe of the 1980s: eight letters a name.
    UnseenLayout(name="mainframe", form="fixed", days="%y%m%d", columns=_columns("""
        CSNBR | letter case | case_number
        DFNBR | three |
        DFLNM | last | name.last
        DFFNM | first | name.first
        DFMNM | middle | name.middle
        DFDOB | birth long ago | birth_date
        DFSEX | sex |
        CIINBR | cii | cii_number
        FILDT | filed | cycle_date
        CTNBR | three | count_order
        VCODE | statute code | charge.code
        VSECT | upper section | charge_text
        VTYPE | F1 | charge_level
        DSPCD | odd disposition | disposition_text
        DSPDT | filed | disposition_date
        SNTCD | sentence code | sentence_place""")),
    # A prosecutor's JusticeWorks / DAMION list.
    UnseenLayout(name="damion", form="\t", columns=_columns("""
        DA Case # | officer |
        Court Case # | court case | case_number
        Defendant Last Name | last | name.last
        Defendant First Name | first | name.first
        Defendant Suffix | suffix | name.suffix
        Date of Birth | birth long ago | birth_date
        CII # | plain cii | cii_number
        Arrest Date | filed | cycle_date
        Arresting Agency | agency |
        Count # | sequence | count_order
        Charge | code and section | charge_text
        Charge Class | upper level | charge_level
        Final Disposition | plain disposition | disposition_text
        Final Disposition Date | filed | disposition_date
        Sentencing Date | filed | event_date
        Attorney Name | attorney | """)),
    # New Dawn's JustWare: names with the table in front.
    UnseenLayout(name="justware", form="|", columns=_columns("""
        CaseID | long key |
        CaseAgencyNumber | year case | case_number
        NameID | letter key | subject_id
        NameLastName | last | name.last
        NameFirstName | first | name.first
        NameMiddleName | middle | name.middle
        NameDOB | birth long ago | birth_date
        ChargeNumber | sequence | count_order
        ChargeStatuteCode | code and section | charge_text
        ChargeStatuteDescription | description |
        ChargeClassification | upper level | charge_level
        ChargeFinalDispositionCode | odyssey disposition | disposition_text
        ChargeFinalDispositionDate | filed | disposition_date
        SentenceTypeDescription | sentence text | sentence_place
        SentenceLength | months | sentence_length
        SentenceUnits | unit word | sentence_unit
        LastModifiedUser | user | """)),
    # An Access data base at a clerk's desk.
    UnseenLayout(name="access", form=";", days="%m/%d/%Y", columns=_columns("""
        ID | sequence |
        Full Name | spaced name | name
        DOB | birth long ago | birth_date
        Docket No. | letter case | case_number
        Conviction | upper section | charge_text
        Code | statute code | charge.code
        F/M/I | F1 | charge_level
        Date Convicted | filed | event_date
        How Disposed | plain disposition | disposition_text
        Jail/Prison/Prob | sentence text | sentence_place
        Comments | remark | comment
        Reviewed? | flag | """)),
    # A CJIS extract in SQL names.
    UnseenLayout(name="cjis", form="~", days="%Y%m%d", columns=_columns("""
        intr_case_num | long key |
        crt_case_num | letter case | case_number
        ofndr_num | long key | subject_id
        ofndr_nam | spaced name | name
        brth_dt | birth long ago | birth_date
        ofndr_ssn | ssn | ssn
        crt_loc_desc | court | agency
        offns_seq | sequence | count_order
        offns_cd_sect | code and section | charge_text
        offns_sev | F1 | charge_level
        arst_dt | filed | cycle_date
        jdgmt_desc | plain disposition | disposition_text
        jdgmt_dt | filed | disposition_date
        snt_typ_desc | sentence text | sentence_place
        snt_dys | days | sentence_length.day
        upd_usr | user | """)),
    # A court's workbook for the programme.
    UnseenLayout(name="list", form="xlsx", columns=_columns("""
        Court Case Number | court case | case_number
        Defendant | given first | name
        Birthdate | birth long ago | birth_date
        State Identification Number | cii | cii_number
        Count | sequence | count_order
        Convicted Charge | code and section | charge_text
        Level of Offense | word level | charge_level
        Conviction Date | filed | event_date
        Plea or Verdict | plain disposition | disposition_text
        Sentence Imposed | sentence text | sentence_place
        Court Location | branch | agency
        Assigned DDA | attorney | """)),
    # Spoken names, as a vendor's report builder prints them.
    UnseenLayout(name="builder", columns=_columns("""
        Matter No | year case | case_number
        Accused Person | spaced name | name
        Accused Born | birth long ago | birth_date
        Race | race |
        Ct. | sequence | count_order
        Viol. Code | statute code | charge.code
        Viol. Section | section | charge_text
        Viol. Class | F1 | charge_level
        Dispo Txt | plain disposition | disposition_text
        Dispo Dt. | filed | disposition_date
        Div. | division | agency
        Dept. | department | """)),
]  # fmt: skip

SECOND = [
    # A civil-service COBOL shop's copybook names.
    UnseenLayout(name="copybook", form="fixed", days="%Y%m%d", columns=_columns("""
        CM-CASE-NUM | letter case | case_number
        CM-DEFT-SEQ | three |
        CM-DEFT-NAME | name | name
        CM-DEFT-BIRTH-DT | birth long ago | birth_date
        CM-CII-NUM | cii | cii_number
        CM-ARREST-DT | filed | cycle_date
        CM-CHG-SEQ | three | count_order
        CM-CHG-CODE | statute code | charge.code
        CM-CHG-SECT | upper section | charge_text
        CM-CHG-FMI | F1 | charge_level
        CM-DISPO-TXT | plain disposition | disposition_text
        CM-DISPO-DT | filed | disposition_date
        CM-LAST-UPD | stamp | """)),
    # Sustain, as a court's data warehouse names it.
    UnseenLayout(name="sustain", form="|", columns=_columns("""
        CASE_ID | long key |
        CASE_NBR | court case | case_number
        COURT_NAME | court | agency
        FILING_DT | filed | cycle_date
        PTY_LAST_NM | last | name.last
        PTY_FIRST_NM | first | name.first
        PTY_MID_NM | middle | name.middle
        PTY_BIRTH_DT | birth long ago | birth_date
        PTY_DL_NBR | licence | licence
        CNT_NBR | sequence | count_order
        STATUTE_TXT | code and section | charge_text
        SEVERITY_CD | F1 | charge_level
        PLEA_CD | plea |
        DISPO_DESC | odyssey disposition | disposition_text
        DISPO_DT | filed | disposition_date
        CONV_SEVERITY_CD | F1 | conviction_level
        CREATE_DT | stamp | """)),
    # A case tracker bought in 1998, menus in title case.
    UnseenLayout(name="tracker", form=",", columns=_columns("""
        File No | officer |
        Court No | letter case | case_number
        Last | last | name.last
        First | first | name.first
        MI | middle | name.middle
        Born | birth long ago | birth_date
        Address | address |
        Ht | height |
        Cnt | sequence | count_order
        Offense | code and section | charge_text
        Lev | F1 | charge_level
        Outcome | plain disposition | disposition_text
        Outcome Date | filed | disposition_date
        Sent To | sentence text | sentence_place
        Time | months | sentence_length
        Time Unit | unit word | sentence_unit
        Memo | remark | comment""")),
    # A nightly feed between agencies, in JSON.
    UnseenLayout(name="feed", form="json", days="%Y-%m-%d", columns=_columns("""
        docketNumber | year case | case_number
        courtName | court | agency
        subject.subjectId | letter key | subject_id
        subject.fullName | spaced name | name
        subject.birthDate | birth long ago | birth_date
        subject.stateIdentifier | cii | cii_number
        subject.race | race |
        counts[].countNo | sequence | count_order
        counts[].offense.code | statute code | charge.code
        counts[].offense.section | section | charge_text
        counts[].offense.class | word level | charge_level
        counts[].finding | plain disposition | disposition_text
        counts[].findingDate | filed | disposition_date
        counts[].sentence.kind | sentence text | sentence_place
        counts[].sentence.amount | months | sentence_length
        counts[].sentence.unit | unit word | sentence_unit""")),
    # A probation department's list.
    UnseenLayout(name="probation", form="xlsx", columns=_columns("""
        PFN | letter key | subject_id
        Client Name | spaced name | name
        Client DOB | birth long ago | birth_date
        SSN | ssn | ssn
        CII Number | plain cii | cii_number
        Docket | letter case | case_number
        Statute Violated | section hyphen text | charge_text
        Felony/Misd | word level | charge_level
        Date of Conviction | filed | event_date
        Type of Sentence | sentence text | sentence_place
        Supervising Officer | attorney |
        Fine Amount | fine | """)),
    # Two letters for everything.
    UnseenLayout(name="terse", form="~", days="%m%d%y", columns=_columns("""
        CASE | letter case | case_number
        DEF_NM | name | name
        DEF_DB | birth long ago | birth_date
        OTN | long key |
        CT_NO | three | count_order
        CHG_CD | statute code | charge.code
        CHG_SC | upper section | charge_text
        CHG_LV | F1 | charge_level
        DS_TX | plain disposition | disposition_text
        DS_DT | filed | disposition_date
        BAC | bac |
        AGY | agency number | """)),
    # A district attorney's closed-case query.
    UnseenLayout(name="closed", form="\t", columns=_columns("""
        DANumber | officer |
        CourtCaseNumber | court case | case_number
        DefendantName | spaced name | name
        DefendantDateOfBirth | birth long ago | birth_date
        DefendantCII | cii | cii_number
        ReferralDate | filed |
        CountNumber | sequence | count_order
        ChargeCodeSection | code and section | charge_text
        ChargeSeverityLevel | word level | charge_level
        CountResult | odyssey disposition | disposition_text
        CountResultDate | filed | disposition_date
        TrialAttorney | attorney |
        CourtDepartment | department | """)),
]  # fmt: skip

THIRD = [
    # A municipal court's microcomputer of 1988, merged into the superior court's later.
    UnseenLayout(name="municipal", form="fixed", days="%m%d%y", columns=_columns("""
        DKTNO | letter case | case_number
        DEFTNM | name | name
        BRTHDT | birth long ago | birth_date
        SEX | sex |
        CITENO | long key |
        ARRDTE | filed | cycle_date
        CNTNO | three | count_order
        CHGSEC | upper section | charge_text
        CHGCDE | statute code | charge.code
        CHGTYP | F1 | charge_level
        DISPCD | odd disposition | disposition_text
        DISPDTE | filed | disposition_date
        FINEAMT | fine | """)),
    # A consortium's warehouse view.
    UnseenLayout(name="warehouse", form="|", days="%Y-%m-%d", columns=_columns("""
        CourtCaseNum | court case | case_number
        CaseFileDt | filed | cycle_date
        CourtSiteName | court | agency
        DefendantPartyID | letter key | subject_id
        DefendantLastNm | last | name.last
        DefendantFirstNm | first | name.first
        DefendantMidNm | middle | name.middle
        DefendantBirthDt | birth long ago | birth_date
        DefendantStateIDNum | cii | cii_number
        DefendantDriverLicNum | licence | licence
        CountSeqNum | sequence | count_order
        ViolationCode | statute code | charge.code
        ViolationSection | section | charge_text
        ViolationSeverityCd | F1 | charge_level
        PleaDesc | plea |
        FinalDispositionDesc | odyssey disposition | disposition_text
        FinalDispositionDt | filed | disposition_date
        ETLBatchUser | user | """)),
    # A public defender's case list.
    UnseenLayout(name="defender", form="xlsx", columns=_columns("""
        Client | spaced name | name
        Client's DOB | birth long ago | birth_date
        Court Case No. | court case | case_number
        Lead Charge | code and section | charge_text
        Fel/Misd | word level | charge_level
        Case Outcome | plain disposition | disposition_text
        Date of Outcome | filed | disposition_date
        Sentence | sentence text | sentence_place
        Assigned Attorney | attorney |
        Notes to File | remark | comment""")),
    # A state judicial council's statistical return.
    UnseenLayout(name="return", form=",", days="%Y%m%d", columns=_columns("""
        cnty_cd | agency number |
        crt_nm | court | agency
        case_num | year case | case_number
        def_seq | three |
        def_dob | birth long ago | birth_date
        def_sid | plain cii | cii_number
        chrg_num | sequence | count_order
        chrg_stat | code and section | charge_text
        chrg_cls | F1 | charge_level
        chrg_disp | plain disposition | disposition_text
        chrg_disp_dt | filed | disposition_date
        conv_cls | F1 | conviction_level
        jail_days | days | sentence_length.day""")),
    # An export of a vendor's portal.
    UnseenLayout(name="portal", form="json", days="%m/%d/%Y", columns=_columns("""
        CaseNumber | court case | case_number
        CaseTitle | style |
        Defendant.PartyNumber | long key | subject_id
        Defendant.Name.LastName | last | name.last
        Defendant.Name.FirstName | first | name.first
        Defendant.Name.Suffix | suffix | name.suffix
        Defendant.DOB | birth long ago | birth_date
        Charges.ChargeSequence | sequence | count_order
        Charges.StatuteNumber | code and section | charge_text
        Charges.OffenseDegree | word level | charge_level
        Charges.OffenseDate | filed |
        Charges.Disposition | odyssey disposition | disposition_text
        Charges.DispositionDate | filed | disposition_date
        Charges.SentenceType | sentence text | sentence_place
        Charges.SentenceTerm | months | sentence_length
        Charges.SentenceTermUnit | unit word | sentence_unit""")),
    # A sheriff's jail system.
    UnseenLayout(name="jail", form="~", columns=_columns("""
        BOOKING_NUM | long key |
        INMATE_NAME | name | name
        INMATE_DOB | birth long ago | birth_date
        INMATE_SSN | ssn | ssn
        BOOKING_DATE | filed | cycle_date
        CHARGE_CODE_SECTION | code and section | charge_text
        CHARGE_LEVEL | upper level | charge_level
        COURT_CASE | letter case | case_number
        CHARGE_DISPO | plain disposition | disposition_text
        DISPO_DATE | filed | disposition_date
        SENT_TYPE | sentence text | sentence_place
        CELL | three | """)),
]  # fmt: skip

KINDS_OF_CELLS = {**KINDS, **MORE}
