"""Which single fact would settle a review, and to what: each question is answered in turn, and decided again.

An answer is tried only where the record leaves it open, and only where it contradicts nothing that the
record does say. What a person finds in a review that a rule asks for, an attempt for example, is in ``relief.readings``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from relief.eligibility import reach_verdicts
from relief.policy import Policy
from relief.rules.rule import Outcome

_REVIEW = Outcome.REVIEW.value


@dataclass(frozen=True, kw_only=True)
class Question:
    """A thing to find out."""

    asks: str
    """What, as a noun phrase."""
    answers: Mapping[str, Mapping[str, object]]
    """Each answer in words, and the facts that would then hold."""


_TIMES = ("before_offense", "before_conviction", "at_any_time")


def _yes_or_no(asks: str, *facts: str) -> Question:
    return Question(asks=asks, answers={"yes": dict.fromkeys(facts, True), "no": dict.fromkeys(facts, False)})


def _bar(asks: str, bar: str) -> Question:
    return _yes_or_no(asks, *(f"{bar}_{when}" for when in _TIMES))


_ORDINARY = dict.fromkeys(("untouched", "before_1973", "conspiracy", "plea", "attempt", "kept_felony"), False)


def _charge(section: str, letter: str | None, *, minor: bool = False, asked: bool = False) -> Mapping[str, object]:
    told = {"in_scope": True, "section": section, "minor_section": minor, "subdivision_in_question": asked}
    return {**_ORDINARY, **told, **({"letter": letter} if letter else {})}


CHARGES: Mapping[str, Mapping[str, object]] = {
    "HS 11357(a)": _charge("11357", "a", minor=True),
    "HS 11357(b)": _charge("11357", "b", minor=True),
    "HS 11357(c)": _charge("11357", "c", asked=True),
    "HS 11358": _charge("11358", None),
    "HS 11359": _charge("11359", None),
    "HS 11360(a)": _charge("11360", "a"),
    "HS 11360(b)": _charge("11360", "b", minor=True),
    "none of HS 11357 to 11360": {"in_scope": False},
}
"""What a charge may turn out to be, and the facts that would then hold."""

QUESTIONS = (
    Question(asks="charge of the conviction", answers=CHARGES),
    Question(
        asks="level of the conviction",
        answers={
            "felony": {"level": "felony", "is_felony": True, "is_infraction": False},
            "misdemeanor": {"level": "misdemeanor", "is_felony": False, "is_infraction": False},
            "infraction": {"level": "infraction", "is_felony": False, "is_infraction": True},
        },
    ),
    Question(asks="disposition of the count", answers={"convicted": {"conviction_certain": True}}),
    Question(
        asks="age at the offense",
        answers={
            "under 18": {"adult_at_offense": False, "of_legal_age_at_offense": False},
            "18 to 20": {"adult_at_offense": True, "of_legal_age_at_offense": False},
            "21 or over": {"adult_at_offense": True, "of_legal_age_at_offense": True},
        },
    ),
    _yes_or_no("whether the person was under 21 at the conviction", "under_21_at_conviction"),
    _yes_or_no("whether the offense is before November 9, 2016", "offense_before_effective"),
    _yes_or_no("whether the conviction is on or after November 9, 2016", "convicted_after_effective"),
    _bar("whether a possible super strike is one", "super_strike"),
    _bar("whether registration under PC 290 was required", "registration"),
    _bar("whether there are two priors under the same section", "two_priors"),
    _yes_or_no("whether all of the person's convictions are under HS 11357 to 11360", "only_cannabis"),
    _yes_or_no("whether it is the person's only conviction", "only_conviction"),
    _yes_or_no("whether more than one pound was weighed", "over_one_pound"),
    _yes_or_no("whether the sentence still runs", "serving"),
    Question(
        asks="rows of the person's history that were set aside",
        answers={
            "no bar in them": {
                f"{bar}_{when}": False for bar in ("super_strike", "registration", "two_priors") for when in _TIMES
            }
        },
    ),
)

SETTLES: dict[str, type[pl.DataType]] = {
    "row": pl.UInt32, "question": pl.String, "answer": pl.String, "outcome": pl.String, "relief": pl.String,
}  # fmt: skip
"""One row a conviction, question and answer that settles it; ``relief`` is null unless eligible."""


def find_settling(facts: pl.DataFrame, *, policy: Policy, as_of: date) -> pl.DataFrame:
    """Every single answer that would settle a review: columns ``SETTLES``, by row, in the order of ``QUESTIONS``.

    Args:
        facts: as ``relief.eligibility.keep_facts`` gives them; those that are settled are passed over.
        policy: as in the run.
        as_of: as in the run.
    """
    reviewed = reach_verdicts(facts, policy=policy, as_of=as_of).filter(pl.col("outcome").cast(pl.String) == _REVIEW)
    asked = facts.join(reviewed.select("row"), on="row", how="semi", maintain_order="left")
    found = [
        part.with_columns(order=pl.lit(number))
        for number, question in enumerate(QUESTIONS)
        for part in _answer(asked, question, policy, as_of)
    ]
    if not found:
        return pl.DataFrame(schema=SETTLES)
    return (
        pl.concat(found).sort("row", "order", maintain_order=True).select(pl.col(n).cast(t) for n, t in SETTLES.items())
    )


def _answer(asked: pl.DataFrame, question: Question, policy: Policy, as_of: date) -> Iterator[pl.DataFrame]:
    for answer, said in question.answers.items():
        known = {name: value for name, value in said.items() if name in asked.columns}
        missing = pl.any_horizontal(pl.col(name).is_null() for name in known)
        agrees = pl.all_horizontal(
            (pl.col(name).cast(pl.String) == _text(v)).fill_null(True) for name, v in known.items()
        )
        rows = asked.filter(missing & agrees)
        if rows.is_empty():
            continue
        told = rows.with_columns(
            pl.col(name).fill_null(pl.lit(value).cast(asked.schema[name])) for name, value in known.items()
        )
        verdicts = reach_verdicts(told, policy=policy, as_of=as_of)
        yield verdicts.select(
            "row",
            question=pl.lit(question.asks),
            answer=pl.lit(answer),
            outcome=pl.col("outcome").cast(pl.String),
            relief=pl.col("relief").cast(pl.String),
        ).filter(pl.col("outcome") != _REVIEW)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def tell_settling(settling: pl.DataFrame) -> pl.DataFrame:
    """Columns ``row`` and ``settles``: one sentence a question, as "level of the conviction: felony: ineligible"."""
    result = pl.concat_str(pl.col("outcome"), pl.col("relief"), separator=": ", ignore_nulls=True)
    told = settling.with_columns(said=pl.format("{} = {}", "answer", result))
    sentences = told.group_by("row", "question", maintain_order=True).agg(pl.col("said").str.join("; "))
    lines = sentences.select("row", line=pl.format("{}: {}", "question", "said"))
    return lines.group_by("row", maintain_order=True).agg(settles=pl.col("line").str.join(" | "))
