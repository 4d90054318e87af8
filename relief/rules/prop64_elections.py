"""What a county elects beside HS 11361.8: rules that leave to a person, or dismiss, what the statute only redesignates."""

from datetime import date, timedelta

import polars as pl

from relief.intervals import has_reached, is_after, years_before
from relief.policy import SECTIONS, FurtherRelief, Policy
from relief.rules.rule import Outcome, Relief, Rule

_DISMISSED = Relief.DISMISSAL


def list_weight_rules(policy: Policy) -> list[Rule]:
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


def list_agency_rules(policy: Policy) -> list[Rule]:
    """Misdemeanors and infractions that the county leaves to the agency whose they are."""
    if policy.misdemeanors_and_infractions != "review":
        return []
    return [_left("misdemeanor or infraction left to an attorney by election", ~pl.col("is_felony"))]


def list_left_rules(policy: Policy, elected: str) -> list[Rule]:
    """Felonies that a county leaves to its attorneys: ``review`` where no election dismisses them, or always."""
    if elected not in policy.felonies.values():
        return []
    name = "felony left to an attorney by election" if elected == "review" else "felony always left to an attorney"
    return [_left(name, pl.col("is_felony") & _elects(policy, elected))]


def _elects(policy: Policy, elected: str) -> pl.Expr:
    """Whether this is the county's election for the section, or for the subdivision where it has one of its own."""
    section, sections = pl.col("section"), [name for name in SECTIONS if policy.felonies[name] == elected]
    answer: pl.Expr = section.is_in(sections)
    for name in (name for name in policy.felonies if name not in SECTIONS):
        number, letter = name.removesuffix(")").split("(")
        own, mine = (section == number) & (pl.col("letter") == letter), policy.felonies[name] == elected
        if mine != (number in sections):
            answer = answer | own if mine else answer & ~own
    return answer


def _left(name: str, when: pl.Expr) -> Rule:
    return Rule(
        name=name,
        outcome=Outcome.REVIEW,
        when=when,
        citation="county's election; HS 11361.9(b)",
        reason="The county's attorneys decide what its other elections do not dismiss.",
    )


def list_dismissal_rules(policy: Policy) -> list[Rule]:
    """What a county dismisses by level or by section."""
    return [
        Rule(
            name="misdemeanor or infraction dismissed by election",
            outcome=Outcome.ELIGIBLE,
            relief=_DISMISSED,
            when=~pl.col("is_felony") if policy.misdemeanors_and_infractions == "dismiss" else pl.lit(False),
            citation="HS 11361.8(f), 11361.9",
            reason="The county dismisses every cannabis misdemeanor and infraction.",
        ),
        Rule(
            name="section dismissed by election",
            outcome=Outcome.ELIGIBLE,
            relief=_DISMISSED,
            when=pl.col("is_felony") & _elects(policy, "dismiss"),
            citation="HS 11361.8(f), 11361.9",
            reason="The county dismisses felonies under this section.",
        ),
    ]


def list_further_relief_rules(policy: Policy, as_of: date) -> list[Rule]:
    """Felonies that would be redesignated and that the county dismisses for another reason."""
    felony, elected = pl.col("is_felony"), policy.further_relief
    judgment = pl.col("judgment_lo"), pl.col("judgment_hi")
    only, repeated = felony & _doubted("only_cannabis"), felony
    if elected.cannabis_sentence_ended:
        only &= ~pl.col("serving")
    if elected.only_conviction:
        repeated &= ~_doubted("only_conviction")
    return [
        _further(
            "years since the conviction",
            elected.years_since_conviction is not None,
            felony & ~is_after(*judgment, _limit(as_of, elected.years_since_conviction, elected)),
            "The conviction is older than the county's limit in years.",
            "day of the conviction",
        ),
        _further(
            "years without any conviction",
            elected.years_without_conviction is not None,
            repeated & _crime_free(_limit(as_of, elected.years_without_conviction, elected)),
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
            only,
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


def _limit(as_of: date, years: int | None, elected: FurtherRelief) -> date:
    """The last day that is long enough ago: so many years to the day, or a day more."""
    limit = years_before(as_of, years or 0)
    return limit - timedelta(1) if elected.more_than_those_years else limit


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
