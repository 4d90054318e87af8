"""Unknown facts in words: what an attorney would have to find out."""

import polars as pl

from relief.rules.rule import Outcome, Rule

SENTENCE_END = "day the sentence ends"
_WORDS = {
    "in_scope": "charge of the conviction",
    "in_county": "county",
    "untouched": "charge of the conviction",
    "before_1973": "charge of the conviction",
    "conspiracy": "charge of the conviction",
    "plea": "charge of the conviction",
    "attempt": "charge of the conviction",
    "kept_felony": "charge of the conviction",
    "section": "charge of the conviction",
    "letter": "charge of the conviction",
    "minor_section": "charge of the conviction",
    "subdivision_in_question": "charge of the conviction",
    "convicted_after_effective": "day of the conviction",
    "offense_before_effective": "day of the offense",
    "conviction_certain": "disposition of the count",
    "is_felony": "level of the conviction",
    "is_infraction": "level of the conviction",
    "super_strike_before_offense": "whether a possible super strike is one, and its day",
    "super_strike_at_any_time": "whether a possible super strike is one",
    "registration_before_offense": "whether registration under PC 290 was required, and from which day",
    "registration_at_any_time": "whether registration under PC 290 was required",
    "two_priors_before_offense": "days of earlier convictions under the same section",
    "super_strike_before_conviction": "whether a possible super strike is one, and its day",
    "registration_before_conviction": "whether registration under PC 290 was required, and from which day",
    "two_priors_before_conviction": "days of earlier convictions under the same section",
    "two_priors_at_any_time": "earlier convictions under the same section",
    "only_conviction": "dispositions of the person's other counts",
    "only_cannabis": "charges of the person's other convictions",
    "serving": SENTENCE_END,
    "excluded_felony": "whether the felony is serious or violent, or requires registration",
    "probation": "whether probation was granted",
    "prison": "whether the sentence was to prison",
    "year_since_judgment": "day of the conviction",
    "years_without_felony": "days of felony convictions, and day the last sentence ends",
    "open_charge": "charges that may be pending",
    "diverted": "disposition of the arrest's counts",
    "convicted": "disposition of the arrest's counts",
    "proceedings": "disposition of the arrest's counts",
    "acquitted": "disposition of the arrest's counts",
    "dismissed": "disposition of the arrest's counts",
    "grave": "longest term of the offense",
    "misdemeanor_years": "day of the arrest",
    "felony_years": "day of the arrest",
    "grave_felony_years": "day of the arrest",
    "over_one_pound": "weight of the cannabis",
}
_BIRTH = {"adult_at_offense", "of_legal_age_at_offense", "under_21_at_conviction"}
_ROWS_MISSING = {
    *(f"{bar}_{when}" for bar in ("super_strike", "registration", "two_priors")
      for when in ("before_offense", "before_conviction", "at_any_time")),
    "only_cannabis", "only_conviction",
}  # fmt: skip
INCOMPLETE = "rows of the person's history that were set aside"
ANOTHER = "possibly the same person as another record"


def describe_unknown(rules: list[Rule], index: pl.Expr) -> pl.Expr:
    """The distinct unknown facts of each row, "; " between them.

    Args:
        rules: in order, each with its answer in the column ``_answer<n>``.
        index: the rule that decided.
    """
    verdicts = [rule.verdict for rule in rules]
    named: list[pl.Expr] = []
    for n, rule in enumerate(rules):
        other = [m for m, verdict in enumerate(verdicts) if verdict != verdicts[n] and m > n]
        matters = pl.col(f"_answer{n}").is_null() & (index > n) & (index.is_in(other) | pl.col("_unsettled"))
        named += [pl.when(matters & pl.col(fact).is_null()).then(_word(fact)) for fact in rule.facts if _known(fact)]
        if rule.asks:
            named.append(pl.when(matters).then(pl.lit(rule.asks)))
        elif "history_incomplete" in rule.facts:
            named.append(pl.when(matters & pl.col("history_incomplete")).then(_missing()))
        elif "birth_lo" in rule.facts:
            named.append(pl.when(matters).then(pl.lit("date of birth")))
    eligible = [n for n, rule in enumerate(rules) if rule.outcome == Outcome.ELIGIBLE]
    named.append(pl.when(index.is_in(eligible) & pl.col("serving").is_null()).then(pl.lit(SENTENCE_END)))
    return pl.concat_list(named).list.drop_nulls().list.unique(maintain_order=True).list.join("; ")


def _known(fact: str) -> bool:
    return fact in _WORDS or fact in _BIRTH


def _word(fact: str) -> pl.Expr:
    if fact in _BIRTH:
        sure = (pl.col("birth_date_precision").cast(pl.String) == "day").fill_null(False)
        other = "day of the conviction" if fact == "under_21_at_conviction" else "day of the offense"
        return pl.when(sure).then(pl.lit(other)).otherwise(pl.lit("date of birth"))
    plain = pl.lit(_WORDS[fact])
    if fact in _ROWS_MISSING:
        return pl.when("history_incomplete").then(_missing()).otherwise(plain)
    return plain


def _missing() -> pl.Expr:
    return pl.when("possibly_another").then(pl.lit(ANOTHER)).otherwise(pl.lit(INCOMPLETE))
