"""HS 11361.8 and 11361.9, in the order in which a lawyer asks.

The first rule whose condition is true decides. A rule before it whose condition is unknown, and which
would have decided otherwise, sends the conviction to an attorney with the name of the unknown fact.
Each condition reads facts (``relief.facts``) and the county's policy; none reads the clock.
"""

from datetime import date

import polars as pl

from relief.policy import Policy
from relief.rules import prop64_elections as elections
from relief.rules.rule import Outcome, Relief, Rule
from relief.rules.terms import Terms

RULE_SET = "prop64"

_MISDEMEANOR, _INFRACTION = Relief.MISDEMEANOR, Relief.INFRACTION


def list_rules(policy: Policy, terms: Terms, as_of: date) -> list[Rule]:
    """All rules as a county elected them, on one day, in order; the last one's condition is always true."""
    return [
        *_scope_rules(),
        *_first_rules(terms),
        *elections.list_agency_rules(policy),
        *_time_rules(policy),
        *_record_rules(policy),
        *_bar_rules(policy),
        *elections.list_weight_rules(policy),
        *elections.list_left_rules(policy, "always_review"),
        *elections.list_dismissal_rules(policy),
        *_lawful_rules(),
        *elections.list_further_relief_rules(policy, as_of),
        *elections.list_left_rules(policy, "review"),
        *_floor_rules(policy),
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


def _first_rules(terms: Terms) -> list[Rule]:
    return [
        Rule(
            name="relief not yet in force",
            outcome=Outcome.INELIGIBLE,
            when=pl.lit(terms.as_of < terms.day("effective")),
            until=terms.day("effective"),
            citation="Proposition 64, sec. 8.7",
            reason="On the as-of day Proposition 64 had not taken effect.",
        ),
        Rule(
            name="relief already given",
            outcome=Outcome.ALREADY_RELIEVED,
            when=pl.col("relieved_before"),
            citation="HS 11361.8(f)",
            reason="The record shows an order under HS 11361.8 or 11361.9 on this count.",
        ),
    ]


def _time_rules(policy: Policy) -> list[Rule]:
    after, before = pl.col("convicted_after_effective"), pl.col("offense_before_effective")
    elected = policy.earlier_offense_convicted_after
    both = Rule(
        name="offense before and conviction after the effective day",
        outcome=Outcome.REVIEW,
        when=after & before,
        citation="HS 11361.8(a)",
        reason="The offense is earlier than November 9, 2016 and the conviction is not: an attorney decides.",
    )
    late = Rule(
        name="conviction on or after the effective day",
        outcome=Outcome.INELIGIBLE,
        when=after & ~before if elected == "eligible" else after,
        citation="HS 11361.8(a), (e)",
        reason="The conviction was entered under the law as Proposition 64 left it.",
    )
    return [both, late] if elected == "review" else [late]


def _record_rules(policy: Policy) -> list[Rule]:
    """What the record itself settles, or leaves in doubt."""
    return [
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
        *_attempt_rules(policy),
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


def _attempt_rules(policy: Policy) -> list[Rule]:
    if policy.attempts == "as_the_offense":
        return []
    review = policy.attempts == "review"
    return [
        Rule(
            name="attempt",
            outcome=Outcome.REVIEW if review else Outcome.INELIGIBLE,
            when=pl.col("attempt"),
            citation="PC 664",
            reason="An attorney decides whether the attempt follows its offense."
            if review
            else "HS 11361.8(e) names the offense, and the county does not read the attempt into it.",
        )
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


def _elected(timing: str, bar: str, felony: pl.Expr) -> pl.Expr:
    if timing == "off":
        return pl.lit(False)
    ends = {"any_time": "at_any_time", "before_the_conviction": "before_conviction"}
    return felony & pl.col(f"{bar}_{ends.get(timing, 'before_offense')}")


def _lawful_rules() -> list[Rule]:
    return [
        Rule(
            name="conduct no longer an offense",
            outcome=Outcome.ELIGIBLE,
            relief=Relief.DISMISSAL,
            when=pl.col("minor_section") & pl.col("of_legal_age_at_offense"),
            citation="HS 11361.8(f), 11362.1",
            reason="At 21 or over this conduct, in the amounts presumed, has been lawful since November 9, 2016.",
        ),
    ]


def _floor_rules(policy: Policy) -> list[Rule]:
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
        *_question_rules(policy),
        Rule(
            name="misdemeanor since 2016",
            outcome=Outcome.ELIGIBLE,
            relief=_MISDEMEANOR,
            when=felony & ~minor,
            citation="HS 11361.8(f), 11357(b)(2), 11358(c), 11359(b), 11360(a)(2)",
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


def _question_rules(policy: Policy) -> list[Rule]:
    if policy.subdivisions_in_question == "floor":
        return []
    return [
        Rule(
            name="subdivision of HS 11357 in question",
            outcome=Outcome.REVIEW,
            when=pl.col("subdivision_in_question"),
            citation="former HS 11357(c), (d), (e)",
            reason="Whether a lesser offense exists depends on the subdivision and the amount.",
        ),
    ]
