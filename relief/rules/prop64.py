"""HS 11361.8 and 11361.9, in the order in which a lawyer asks.

The first rule whose condition is true decides. A rule before it whose condition is unknown, and which
would have decided otherwise, sends the conviction to an attorney with the name of the unknown fact.
Each condition reads facts (``relief.facts``) and the county's policy; none reads the clock.
"""

from datetime import date

import polars as pl

from relief.intervals import has_reached, is_after, years_before
from relief.policy import SECTIONS, Policy
from relief.rules.rule import Outcome, Relief, Rule
from relief.rules.terms import Terms

RULE_SET = "prop64"

_DISMISSED, _MISDEMEANOR, _INFRACTION = Relief.DISMISSAL, Relief.MISDEMEANOR, Relief.INFRACTION


def list_rules(policy: Policy, terms: Terms, as_of: date) -> list[Rule]:
    """All rules as a county elected them, on one day, in order; the last one's condition is always true."""
    return [
        *_scope_rules(),
        *_time_rules(terms),
        *_record_rules(),
        *_bar_rules(policy),
        *_weight_rules(policy),
        *_agency_rules(policy),
        *_elected_rules(policy),
        *_further_relief_rules(policy, as_of),
        *_left_rules(policy),
        *_floor_rules(),
    ]


def _scope_rules() -> list[Rule]:
    return [
        Rule(
            name="not a Proposition 64 offense",
            outcome=Outcome.OUT_OF_SCOPE,
            when=~pl.col("in_scope"),
            citation="HS 11361.8(e)",
            reason="The conviction is not under HS 11357, 11358, 11359 or 11360.",
        ),
        Rule(
            name="conviction of another county",
            outcome=Outcome.OUT_OF_SCOPE,
            when=~pl.col("in_county"),
            citation="HS 11361.8(a), (e)",
            reason="The court that entered the conviction is another county's.",
        ),
        Rule(
            name="offense that Proposition 64 left alone",
            outcome=Outcome.INELIGIBLE,
            when=pl.col("untouched"),
            citation="HS 11361.8(e); People v. Raybon (2021) 11 Cal.5th 1056",
            reason="Proposition 64 did not change the penalty for this section.",
        ),
    ]


def _time_rules(terms: Terms) -> list[Rule]:
    after, before = pl.col("convicted_after_effective"), pl.col("offense_before_effective")
    return [
        Rule(
            name="relief not yet in force",
            outcome=Outcome.INELIGIBLE,
            when=pl.lit(terms.as_of < terms.day("effective")),
            citation="Proposition 64, sec. 8.7",
            reason="On the as-of day Proposition 64 had not taken effect.",
        ),
        Rule(
            name="offense before and conviction after the effective day",
            outcome=Outcome.REVIEW,
            when=after & before,
            citation="HS 11361.8(a)",
            reason="The offense is earlier than November 9, 2016 and the conviction is not: an attorney decides.",
        ),
        Rule(
            name="conviction on or after the effective day",
            outcome=Outcome.INELIGIBLE,
            when=after,
            citation="HS 11361.8(a), (e)",
            reason="The conviction was entered under the law as Proposition 64 left it.",
        ),
    ]


def _record_rules() -> list[Rule]:
    """What the record itself settles, or leaves in doubt."""
    return [
        Rule(
            name="relief already given",
            outcome=Outcome.ALREADY_RELIEVED,
            when=pl.col("relieved_before"),
            citation="HS 11361.8(f)",
            reason="The record shows an order under HS 11361.8 or 11361.9 on this count.",
        ),
        Rule(
            name="disposition in doubt",
            outcome=Outcome.REVIEW,
            when=~pl.col("conviction_certain"),
            citation="HS 11361.8(e)",
            reason="The record does not show for certain that this count ended in a conviction.",
        ),
        Rule(
            name="identity in doubt",
            outcome=Outcome.REVIEW,
            when=pl.col("two_identities"),
            citation="HS 11361.9(b)",
            reason="Different birth dates or CII numbers under one subject, or one CII number under several.",
        ),
        Rule(
            name="section before 1973",
            outcome=Outcome.REVIEW,
            when=pl.col("before_1973"),
            citation="former HS 11530, 11530.1, 11530.5, 11531",
            reason="The section was renumbered; an attorney decides which section it is now.",
        ),
        Rule(
            name="conspiracy while the sentence runs",
            outcome=Outcome.REVIEW,
            when=pl.col("conspiracy") & pl.col("serving"),
            citation="HS 11361.8(a); People v. Medina (2018) 24 Cal.App.5th 61",
            reason="HS 11361.8(a) names no sections, so what Medina says of (e) does not settle a petition.",
        ),
        Rule(
            name="conspiracy",
            outcome=Outcome.INELIGIBLE,
            when=pl.col("conspiracy"),
            citation="People v. Medina (2018) 24 Cal.App.5th 61",
            reason="Conspiracy is not among the sections of HS 11361.8(e); PC 17(b) may apply.",
        ),
        Rule(
            name="plea beside a cannabis charge",
            outcome=Outcome.REVIEW,
            when=pl.col("plea"),
            citation="People v. Boatwright (2019) 36 Cal.App.5th 848",
            reason="The section was charged together with a cannabis count and may stand for it.",
        ),
        Rule(
            name="attempt",
            outcome=Outcome.REVIEW,
            when=pl.col("attempt"),
            citation="PC 664",
            reason="An attorney decides whether the attempt follows its offense.",
        ),
        Rule(
            name="subdivision of 2016 on an earlier offense",
            outcome=Outcome.REVIEW,
            when=pl.col("kept_felony"),
            citation="HS 11358(d), 11359(c), 11359(d), 11360(a)(3)",
            reason="This subdivision did not exist when the offense was committed.",
        ),
        Rule(
            name="juvenile adjudication",
            outcome=Outcome.REVIEW,
            when=pl.col("juvenile_court") | ~pl.col("adult_at_offense"),
            citation="HS 11361.8(m); form JV-744",
            reason="The person was under 18 at the offense, or a juvenile court sat: juvenile papers are used.",
        ),
    ]


def _bar_rules(policy: Policy) -> list[Rule]:
    """The priors that keep a felony under HS 11358(d), 11359(c) and 11360(a)(3); 11357 has none."""
    felony = pl.col("is_felony") & (pl.col("section") != "11357")
    kept = "HS 11358(d), 11359(c), 11360(a)(3); "
    elected = policy.disqualifiers
    return [
        Rule(
            name="super strike",
            outcome=Outcome.INELIGIBLE,
            when=_elected(elected.super_strike, "super_strike", felony),
            citation=kept + "PC 667(e)(2)(C)(iv); People v. Smit (2018) 24 Cal.App.5th 596",
            reason="The person has a conviction listed in PC 667(e)(2)(C)(iv).",
        ),
        Rule(
            name="sex offender registration",
            outcome=Outcome.INELIGIBLE,
            when=_elected(elected.registration, "registration", felony),
            citation=kept + "PC 290(c)",
            reason="The person had to register under PC 290.",
        ),
        Rule(
            name="two priors",
            outcome=Outcome.REVIEW if elected.two_priors == "review" else Outcome.INELIGIBLE,
            when=_elected(elected.two_priors, "two_priors", felony),
            citation="HS 11358(d)(2), 11359(c)(2), 11360(a)(3)(B)",
            reason="The person has two or more other convictions under the same section.",
        ),
    ]


def _weight_rules(policy: Policy) -> list[Rule]:
    """San Francisco's one-pound limit, where a county elects it."""
    if policy.over_one_pound == "allow":
        return []
    felony = pl.col("is_felony") & pl.col("section").is_in(["11359", "11360"])
    return [
        Rule(
            name="over one pound",
            outcome=Outcome.REVIEW if policy.over_one_pound == "review" else Outcome.INELIGIBLE,
            when=felony & pl.col("over_one_pound"),
            citation="county's election; HS 11361.8(b)",
            reason="More than one pound was weighed in the case.",
        )
    ]


def _elected(timing: str, bar: str, felony: pl.Expr) -> pl.Expr:
    if timing == "off":
        return pl.lit(False)
    return felony & pl.col(f"{bar}_at_any_time" if timing == "any_time" else f"{bar}_before_offense")


def _agency_rules(policy: Policy) -> list[Rule]:
    """Misdemeanors and infractions that the county leaves to the agency whose they are."""
    if policy.misdemeanors_and_infractions != "review":
        return []
    return [_left("misdemeanor or infraction left to an attorney by election", ~pl.col("is_felony"))]


def _left_rules(policy: Policy) -> list[Rule]:
    """Felonies that a county leaves to its attorneys where no election dismisses them."""
    left = [section for section in SECTIONS if policy.felonies[section] == "review"]
    when = pl.col("is_felony") & pl.col("section").is_in(left)
    return [_left("felony left to an attorney by election", when)] if left else []


def _left(name: str, when: pl.Expr) -> Rule:
    return Rule(
        name=name,
        outcome=Outcome.REVIEW,
        when=when,
        citation="county's election; HS 11361.9(b)",
        reason="The county's attorneys decide what its other elections do not dismiss.",
    )


def _elected_rules(policy: Policy) -> list[Rule]:
    dismissed = [section for section in SECTIONS if policy.felonies[section] == "dismiss"]
    return [
        Rule(
            name="misdemeanor or infraction dismissed by election",
            outcome=Outcome.ELIGIBLE,
            relief=_DISMISSED,
            when=~pl.col("is_felony") & pl.lit(policy.misdemeanors_and_infractions == "dismiss"),
            citation="HS 11361.8(f), 11361.9",
            reason="The county dismisses every cannabis misdemeanor and infraction.",
        ),
        Rule(
            name="section dismissed by election",
            outcome=Outcome.ELIGIBLE,
            relief=_DISMISSED,
            when=pl.col("is_felony") & pl.col("section").is_in(dismissed),
            citation="HS 11361.8(f), 11361.9",
            reason="The county dismisses felonies under this section.",
        ),
        Rule(
            name="conduct no longer an offense",
            outcome=Outcome.ELIGIBLE,
            relief=_DISMISSED,
            when=pl.col("minor_section") & pl.col("of_legal_age_at_offense"),
            citation="HS 11361.8(f), 11362.1",
            reason="At 21 or over this conduct, in the amounts presumed, has been lawful since November 9, 2016.",
        ),
    ]


def _further_relief_rules(policy: Policy, as_of: date) -> list[Rule]:
    """Felonies that would be redesignated and that the county dismisses for another reason."""
    felony, elected = pl.col("is_felony"), policy.further_relief
    judgment = pl.col("judgment_lo"), pl.col("judgment_hi")
    return [
        _further(
            "years since the conviction",
            elected.years_since_conviction is not None,
            felony & ~is_after(*judgment, years_before(as_of, elected.years_since_conviction or 0)),
            "The conviction is older than the county's limit in years.",
            "day of the conviction",
        ),
        _further(
            "years without any conviction",
            elected.years_without_conviction is not None,
            felony & _crime_free(years_before(as_of, elected.years_without_conviction or 0)),
            "The person has had no conviction of any kind in the county's number of years.",
            "days of the person's convictions",
        ),
        _further(
            "age",
            elected.age is not None,
            felony
            & has_reached(pl.col("birth_lo"), pl.col("birth_hi"), elected.age or 0, pl.lit(as_of), pl.lit(as_of)),
            "The person has reached the age from which the county dismisses.",
            "date of birth",
        ),
        _further(
            "under 21 at the conviction",
            elected.under_21_at_conviction,
            felony & pl.col("under_21_at_conviction"),
            "The person was under 21 when convicted.",
        ),
        _further(
            "only cannabis convictions",
            elected.only_cannabis_convictions,
            felony & _doubted("only_cannabis"),
            "Every conviction on the person's record is under HS 11357 to 11360.",
        ),
        _further(
            "only conviction, its sentence ended",
            elected.only_conviction,
            felony & _doubted("only_conviction") & ~pl.col("serving"),
            "The person has no other conviction of any kind, and its sentence has ended.",
        ),
        _further("deceased", elected.deceased, felony & pl.col("deceased"), "The person has died."),
    ]


def _further(name: str, elected: bool, when: pl.Expr, reason: str, asks: str = "") -> Rule:
    return Rule(
        name=name,
        outcome=Outcome.ELIGIBLE,
        relief=_DISMISSED,
        when=when if elected else pl.lit(False),
        citation="HS 11361.8(f), 11361.9",
        reason=reason,
        asks=asks,
    )


def _crime_free(limit: date) -> pl.Expr:
    last = is_after(pl.col("last_conviction_lo"), pl.col("last_conviction_hi"), limit)
    return pl.when(pl.col("history_incomplete") & ~last).then(None).otherwise(~last)


def _doubted(fact: str) -> pl.Expr:
    """A "yes" that rests on nothing else being on the record is unknown where rows were set aside."""
    return pl.when(pl.col("history_incomplete") & pl.col(fact)).then(None).otherwise(pl.col(fact))


def _floor_rules() -> list[Rule]:
    """What the statute gives at the least: law.md 1.5."""
    felony, minor = pl.col("is_felony"), pl.col("minor_section")
    return [
        Rule(
            name="infraction since 2016",
            outcome=Outcome.ELIGIBLE,
            relief=_INFRACTION,
            when=minor & ~pl.col("is_infraction"),
            citation="HS 11361.8(f), 11357(a)(2), 11360(b)",
            reason="At 18 to 20 this conduct, in the amounts presumed, is an infraction since November 9, 2016.",
        ),
        Rule(
            name="subdivision of HS 11357 in question",
            outcome=Outcome.REVIEW,
            when=pl.col("subdivision_in_question"),
            citation="former HS 11357(c), (d), (e)",
            reason="Whether a lesser offense exists depends on the subdivision and the amount.",
        ),
        Rule(
            name="misdemeanor since 2016",
            outcome=Outcome.ELIGIBLE,
            relief=_MISDEMEANOR,
            when=felony & ~minor,
            citation="HS 11361.8(f), 11358(c), 11359(b), 11360(a)(2)",
            reason="Nothing on the record keeps the felony, so the offense is a misdemeanor since November 9, 2016.",
        ),
        Rule(
            name="already at the level the law gives",
            outcome=Outcome.ALREADY_RELIEVED,
            when=pl.col("reduced_before"),
            citation="HS 11361.8(f)",
            reason="An earlier order reduced the conviction to the level that Proposition 64 gives.",
        ),
        Rule(
            name="no lesser offense",
            outcome=Outcome.INELIGIBLE,
            when=pl.lit(True),
            citation="HS 11361.8(e)",
            reason="The conviction already has the level that Proposition 64 gives, and the county elects no more.",
        ),
    ]
