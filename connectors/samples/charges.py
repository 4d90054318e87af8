"""The charges of the samples: every documented way to print a cannabis charge, and everyday others.

The spellings follow the project's legal reference, section 4.2; the decoys section 4.3.
"""

from connectors.samples.history import Charge, charge

COMMON: dict[str, tuple[Charge, ...]] = {
    "11357": (
        charge("11357(B) HS-POSSESS MARIJUANA 28.5- GRAMS", "M"),
        charge("11357(B) HS-POSSESS MARIJUANA 28.5- GRAMS", "M"),
        charge("11357(C) HS-POSSESS MARIJUANA OVER 28.5 GRAMS", "M"),
        charge("11357(A) HS-POSSESS CONCENTRATED CANNABIS", "F"),
        charge("11357(D) HS-POSSESS MARIJ 28.5- GRM:SCHOOL", "M"),
    ),
    "11358": (
        charge("11358 HS-CULTIVATE MARIJUANA"),
        charge("11358 HS-PLANT/CULT/ETC MARIJ/HASH"),
    ),
    "11359": (charge("11359 HS-POSSESS MARIJUANA FOR SALE"), charge("11359 HS-POSSESS MARIJUANA/HASHISH FOR SALE")),
    "11360": (
        charge("11360(A) HS-SELL/FURNISH/ETC MARIJUANA/HASH"),
        charge("11360(A) HS-TRANSPORT/SELL MARIJUANA"),
        charge("11360(B) HS-GIVE/TRANS/ETC 28.5- GRAMS MARIJ", "M"),
    ),
}
"""Section to its usual printed forms."""

SPELLINGS: tuple[Charge, ...] = (
    charge("11357(C)HS-POSSESS MARIJUANA OVER 28.5 GRAMS", "M"),
    charge("11357(b)HS", "M"),
    charge("11357(b) hs-possess marijuana 28.5- grams", "M"),
    charge("11357(E) HS-POSSESS MARIJ 28.5- GRAMS:SCHOOL", "M"),
    charge("11357 HS-POSSESS MARIJUANA", "M"),
    charge("11359HS-POSSESS MARIJUANA FOR SALE"),
    charge("11359 hs-possess marijuana for sale"),
    charge("11357A HS-POSSESS CONCENTRATED CANNABIS"),
    charge("11357B2 HS-POSSESS MARIJUANA 28.5- GRAMS", "M"),
    charge("11357C HS-POSSESS MARIJUANA OVER 28.5 GRAMS", "M"),
    charge("11360A HS-TRANSPORT/SELL MARIJUANA"),
    charge("11360A2 HS-TRANSPORT/SELL MARIJUANA"),
    charge("11360(A)(2) HS-TRANSPORT/SELL MARIJUANA"),
    charge("11360 HS-TRANSPORT/SELL MARIJUANA"),
    charge("11358(A) HS-CULTIVATE MARIJUANA"),
    charge("11359(B) HS-POSSESS MARIJUANA FOR SALE"),
    charge("/11357 HS-POSSESS MARIJUANA", "M"),
    charge("664/11357(c) HS-POSSESS MARIJUANA OVER 28.5 GRAMS", "M"),
    charge("664-11357(c)", "M"),
    charge("664.11357(c)", "M"),
    charge("66411357(c)", "M"),
    charge("664/11359 HS-POSSESS MARIJUANA FOR SALE"),
    charge("11360(A) HS-TRANSPORT/SELL MARIJUANA", qualifiers="-ATTEMPTED"),
    charge("11359 HS-POSSESS MARIJUANA FOR SALE -ATTEMPTED"),
    charge("11357(A)"),
    charge("11357(A)PC"),
    charge("11359"),
    charge("11360(A) PC-TRANSPORT/SELL MARIJUANA"),
    charge("11358/11359 HS-CULTIVATE/POSSESS FOR SALE"),
    charge("11357-11358 HS-POSSESS/CULTIVATE MARIJUANA"),
    charge("11359-11360(A) HS-POSSESS FOR SALE/SELL MARIJUANA"),
    charge("SEE COMMENT FOR CHARGE", "F", "11359 HS-POSSESS MARIJUANA FOR SALE"),
    charge("SEE COMMENT FOR CHARGE", "M", "11357(B) HS-POSSESS MARIJUANA 28.5- GRAMS"),
    charge("SEE COMMENT FOR CHARGE", "F", "CNT 01 CHRG-11360(A) HS-TRANSPORT/SELL MARIJUANA"),
    charge("", "F", "11358 HS-CULTIVATE MARIJUANA, SENT CONCURRENT"),
    charge("", "", "11360(B) HS-GIVE/TRANS/ETC 28.5- GRAMS MARIJ"),
)
"""Each rare way to print a cannabis charge; a sample plants every one."""

CONSPIRACIES: tuple[Charge, ...] = (
    charge("182(A)(1) PC-CONSPIRACY:COMMIT CRIME", "F", "CONSPIRACY TO VIOLATE 11359 HS"),
    charge("182(A)(1) PC-CONSPIRACY:COMMIT CRIME", "F", "TO WIT 11360(A) HS"),
)

DECOYS: tuple[Charge, ...] = (
    charge("11357.5(A) HS-SELL/ETC SYNTHETIC CANNABINOID", "M"),
    charge("11357.5 HS-SYNTHETIC CANNABINOID COMPOUND", "M"),
    charge("11360 VC-REGISTRATION VIOLATION", "I"),
    charge("11361(A) HS-USE MINOR TO SELL/TRANS/ETC MARIJ"),
    charge("11361(B) HS-FURNISH/ETC MARIJUANA TO MINOR 14+"),
    charge("11379.6(A) HS-MFG/ETC CNTL SUB"),
    charge("4573.6 PC-POSS CNTL SUB/ETC IN PRISON/JAIL/ETC"),
    charge("537 PC-DEFRAUD INNKEEPER", "M"),
)
"""Look like the sections that matter and are not."""

CERTAIN_STRIKES: tuple[Charge, ...] = (
    charge("187(A) PC-MURDER"),
    charge("664/187(A) PC-ATTEMPTED MURDER"),
    charge("664-187 PC-ATTEMPTED MURDER"),
    charge("187 PC-MURDER:FIRST DEGREE"),
    charge("653F(B) PC-SOLICIT COMMIT MURDER"),
    charge("245(D)(3) PC-ADW MACHINE GUN:PEACE OFFICER"),
    charge("11418(A)(1) PC-WEAPON OF MASS DESTRUCTION"),
)
FACT_STRIKES: tuple[Charge, ...] = (
    charge("288(A) PC-LEWD OR LASCIVIOUS ACTS W/CHILD"),
    charge("209(B)(1) PC-KIDNAP FOR ROBBERY"),
    charge("246 PC-SHOOT AT INHABITED DWELLING", qualifiers="GANG"),
    charge("261(A)(2) PC-RAPE BY FORCE/FEAR"),
)
"""Super strikes only where facts that no RAP sheet holds make them so."""

SEX_REGISTRATION = charge("290 PC-SEX REGISTRANT", "N")
DRUG_REGISTRATION = charge("11590 HS-NARCOTIC REGISTRATION", "N")
SENTENCING = charge("1170(H) PC-SENTENCING", "N")

EVERYDAY: tuple[Charge, ...] = (
    charge("484(A)/490.5 PC-PETTY THEFT RETAIL MERCHANDISE", "M"),
    charge("484-487(A) PC-GRAND THEFT"),
    charge("459 PC-BURGLARY"),
    charge("459 PC-BURGLARY:FIRST DEGREE"),
    charge("10851(A) VC-TAKE VEH W/O OWN CONSENT/VEH THEFT"),
    charge("14601.1(A) VC-DRIVE WHILE LIC SUSPENDED", "M"),
    charge("23152(A) VC-DUI ALCOHOL/DRUGS", "M"),
    charge("23152(B) VC-DUI ALCOHOL/0.08 PERCENT", "M"),
    charge("12500(A) VC-DRIVE W/O LICENSE", "M"),
    charge("4149 BP - POSSESS HYPODERMIC NEEDLE/SYRINGE", "M"),
    charge("11350(A) HS-POSSESS NARCOTIC CNTL SUB"),
    charge("11352(A) HS-TRANSPORT/SELL NARC/CNTL SUB"),
    charge("11377(A) HS-POSSESS CONTROLLED SUBSTANCE"),
    charge("11378 HS-POSSESS CNTL SUB FOR SALE"),
    charge("11550(A) HS-UNDER INFLUENCE CNTL SUB", "M"),
    charge("242 PC-BATTERY", "M"),
    charge("243(E)(1) PC-BATTERY:SPOUSE/EX SP/DATE/ETC", "M"),
    charge("245(A)(1) PC-FORCE/ADW NOT FIREARM:GBI LIKELY"),
    charge("211 PC-ROBBERY"),
    charge("273.5(A) PC-INFLICT CORPORAL INJ SPOUSE/COHAB"),
    charge("148(A)(1) PC-OBSTRUCT/ETC PUBLIC OFFICER", "M"),
    charge("148.9(A) PC-FALSE ID TO SPECIFIC PEACE OFFICERS", "M"),
    charge("415(1) PC-FIGHT/CHALLENGE FIGHT PUBLIC PLACE", "M"),
    charge("496(A) PC-RECEIVE/ETC KNOWN STOLEN PROPERTY"),
    charge("530.5(A) PC-GET CREDIT/ETC OTHER'S ID"),
    charge("594(B)(1) PC-VANDALISM ($400 OR MORE)"),
    charge("602(L) PC-TRESPASS:OCCUPY PROP W/O CONSENT", "M"),
    charge("647(F) PC-DISORDERLY CONDUCT:UNDER INFLUENCE", "M"),
    charge("12020(A) PC-POSSESS/MANUFACTURE/SELL WEAPON"),
    charge("853.7 PC-FAIL TO APPEAR AFTER WRITTEN PROMISE", "M"),
    charge("25662(A) BP-MINOR POSSESS ALCOHOL", "M"),
    charge("20002(A) VC-HIT AND RUN:PROPERTY DAMAGE", "M"),
)

DROPPED: tuple[str, ...] = (
    "DISMISSED/FURTHERANCE OF JUSTICE",
    "DISMISSED/CHARGE DROPPED",
    "DISMISSED/PLEA TO OTHER CHARGE",
    "ACQUITTED",
)
"""How a court prints that a count did not end in conviction."""

RELEASED: tuple[str, ...] = (
    "REL/TOT OTHER JURIS/AUTH",
    "PROS REJ-LACK OF SUFFICIENT EVIDENCE",
    "PROS REJ-INTEREST OF JUSTICE",
    "PROS RELD-DETENTION ONLY",
    "RELEASED/DETENTION ONLY",
)
"""How an arrest prints that no case followed."""
