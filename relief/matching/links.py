"""Links between people of different sources: same, an attorney's to review, or different.

First what numbers decide, in this order: the CII number; a driver licence or Social Security number; a case number
of the same court together with a name. Splink scores the rest. A name and a birth date are never enough: two
people can share both, so such a link is for review whatever its score. A person who would be united with two
people of a source that knows its people by fingerprint is the one of whom all that speaks for the other speaks too, and
more; else it is a tie, and a tie is for review; never the first of them.
"""

import polars as pl

from relief.matching.components import label_components
from relief.matching.evidence import PAIR, find_pairs, print_evidence, weigh_evidence
from relief.matching.identities import Identities
from relief.matching.probable import score_pairs
from relief.matching.seven_points import count_points, mark_tests
from relief.records import RAP_SHEETS

TIER = pl.Enum(["cii", "licence or ssn", "case number", "name, birth date and booking day", "names and dates"])
DECISION = pl.Enum(["same", "review", "different"])

LINKS: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_a": pl.String,
    "subject_a": pl.String,
    "source_b": pl.String,
    "subject_b": pl.String,
    "tier": TIER,
    "score": pl.Float64,
    "points": pl.UInt8,
    "agree": pl.String,
    "differ": pl.String,
    "tie": pl.Boolean,
    "decision": DECISION,
}
"""One row two people of different sources, in the order of their keys, each pair once. ``score`` is Splink's
probability over names and birth dates, or the tier's own (``TIER_SCORES``) where a number decided; ``points`` how many of San
Francisco's seven tests it passes (``relief.matching.seven_points``); ``agree`` and
``differ`` name fields, never values; ``tie``: it would have been ``same`` but for another that is as good."""

TIER_SCORES = {"cii": 0.9999, "licence or ssn": 0.9995, "case number": 0.999}
PERSON_KEYED = ("doj", RAP_SHEETS)
"""Sources in which two keys are two people, told apart by their fingerprints."""


def find_links(identities: Identities) -> pl.DataFrame:
    """All links, columns ``LINKS``, whatever the order in which the people were given."""
    numbered = weigh_evidence(find_pairs(identities), identities)
    decided = decide_links(numbered.with_columns(score=pl.lit(None, pl.Float64)))
    settled = decided.filter(pl.col("decision") == "same")
    found = pl.concat([settled["a"], settled["b"]]).unique()
    rest = identities.subjects["subject"].filter(~identities.subjects["subject"].is_in(found.implode()))
    scored = score_pairs(identities, rest)
    others = scored.join(numbered, on=PAIR, how="anti")
    told = numbered.join(scored, on=PAIR, how="left").select([*numbered.columns, "score"])
    everything = pl.concat([told, weigh_evidence(others, identities).select(told.columns)])
    return _present(_settle(_prefer(decide_links(everything), identities), identities), identities)


def decide_links(pairs: pl.DataFrame) -> pl.DataFrame:
    """Adds ``tier`` and ``decision`` to pairs with evidence and ``score``, each pair by itself."""
    tier = (
        pl.when("cii").then(pl.lit("cii"))
        .when(_yes("ssn") | _yes("licence")).then(pl.lit("licence or ssn"))
        .when("case").then(pl.lit("case number"))
        .when(_yes("booking") & _yes("surname") & _yes("given") & _yes("birth"))
        .then(pl.lit("name, birth date and booking day"))
        .otherwise(pl.lit("names and dates"))
    )  # fmt: skip
    return pairs.with_columns(tier=tier.cast(TIER)).with_columns(decision=_decide().cast(DECISION))


def _yes(name: str) -> pl.Expr:
    return pl.col(name).fill_null(False)


def _no(name: str) -> pl.Expr:
    return (~pl.col(name)).fill_null(False)


def _decide() -> pl.Expr:
    tier, same, review, different = pl.col("tier"), pl.lit("same"), pl.lit("review"), pl.lit("different")
    other_number = _no("cii") | _no("ssn") | _no("licence")
    stranger = (_no("surname") & _no("given")) | (_no("birth_near") & (_no("surname") | _no("given")))
    # A surname may change and a birth date be mistyped; a twin shares both surname and day, and the case perhaps.
    alike = (_yes("given") & (_yes("surname") | _yes("birth"))) & ~_no("birth_near")
    one_family = _yes("surname") & _yes("birth") & ~_no("given")
    return (
        pl.when(tier == "cii").then(pl.when(stranger).then(review).otherwise(same))
        .when(tier == "licence or ssn").then(pl.when((alike | one_family) & ~other_number).then(same).otherwise(review))
        .when(tier == "case number").then(
            pl.when(stranger | (_no("given") & ~_yes("birth"))).then(different)
            .when(alike & ~other_number).then(same)
            .when(_no("cii") & ~alike).then(different).otherwise(review)
        )
        .when(_no("cii")).then(different)
        .when(tier == "name, birth date and booking day").then(pl.when(other_number).then(review).otherwise(same))
        .otherwise(review)
    )  # fmt: skip


def _prefer(decided: pl.DataFrame, identities: Identities) -> pl.DataFrame:
    """Of several who could each be the same person, all but the one that passes every test of the others and more are
    ``different``; where there is no such one, all stay."""
    same = decided.filter(pl.col("decision") == "same").select(*PAIR, tests=mark_tests())
    sides = [same.select(*PAIR, "tests", who=one, other=other) for one, other in (("a", "b"), ("b", "a"))]
    known = identities.subjects.filter(pl.col("source").is_in(PERSON_KEYED)).select(other="subject", source="source")
    rivals = pl.concat(sides).join(known, on="other")
    every = pl.col("tests").bitwise_or().over("who", "source")
    best = rivals.with_columns(best=pl.col("tests") == every)
    beaten = best.filter(~pl.col("best") & (pl.col("best").sum().over("who", "source") == 1)).select(PAIR).unique()
    lost = decided.join(beaten.with_columns(lost=pl.lit(value=True)), on=PAIR, how="left", maintain_order="left")[
        "lost"
    ].fill_null(value=False)
    return decided.with_columns(decision=pl.when(lost).then(pl.lit("different", DECISION)).otherwise("decision"))


def _settle(decided: pl.DataFrame, identities: Identities) -> pl.DataFrame:
    """What the links say together: ties go to review, and a review that better links answered is answered."""
    same = decided.filter(pl.col("decision") == "same")
    members = label_components(same).join(identities.subjects.select("subject", "source"), on="subject")
    keyed = members.filter(pl.col("source").is_in(PERSON_KEYED))
    tied = keyed.group_by("component", "source").len().filter(pl.col("len") > 1)["component"].unique()
    known = members.filter(~pl.col("component").is_in(tied.implode()))
    marked = decided.join(
        members.select("subject", component_a="component"), left_on="a", right_on="subject", how="left"
    )
    marked = marked.join(
        members.select("subject", component_b="component"), left_on="b", right_on="subject", how="left"
    )
    tie = (pl.col("decision") == "same") & pl.col("component_a").is_in(tied.implode())
    marked = marked.with_columns(tie=tie.fill_null(False))
    united = pl.col("component_a") == pl.col("component_b")
    answered = _answered(marked, known, identities)
    decision = (
        pl.when("tie").then(pl.lit("review", DECISION))
        .when(pl.col("decision") != "review").then("decision")
        .when(united.fill_null(False) & ~pl.col("component_a").is_in(tied.implode())).then(pl.lit("same", DECISION))
        .when("answered").then(pl.lit("different", DECISION))
        .otherwise("decision")
    )  # fmt: skip
    return answered.with_columns(decision=decision).sort(PAIR)


def _answered(marked: pl.DataFrame, known: pl.DataFrame, identities: Identities) -> pl.DataFrame:
    """Adds ``answered``: one of the two is already united with another person of the other's fingerprinted source."""
    sources = identities.subjects.select("subject", "source")
    keyed = known.filter(pl.col("source").is_in(PERSON_KEYED)).select("component", "source", person="subject")
    for one, other in (("a", "b"), ("b", "a")):
        side = marked.join(sources.rename({"source": "_source"}), left_on=other, right_on="subject", how="left")
        side = side.join(keyed, left_on=[f"component_{one}", "_source"], right_on=["component", "source"], how="left")
        marked = side.with_columns((pl.col("person") != pl.col(other)).fill_null(False).alias(f"by_{one}"))
        marked = marked.drop("_source", "person")
    return marked.with_columns(answered=pl.col("by_a") | pl.col("by_b")).drop("by_a", "by_b")


def _present(settled: pl.DataFrame, identities: Identities) -> pl.DataFrame:
    kept = settled.filter((pl.col("decision") != "different") | (pl.col("tier") != "names and dates"))
    tier_score = pl.col("tier").cast(pl.String).replace_strict(TIER_SCORES, default=None, return_dtype=pl.Float64)
    who = identities.subjects
    named = kept.join(who, left_on="a", right_on="subject").rename({"source": "source_a", "subject_id": "subject_a"})
    named = named.join(who, left_on="b", right_on="subject").rename({"source": "source_b", "subject_id": "subject_b"})
    return named.sort(PAIR).select(
        *list(LINKS)[:5],
        score=pl.coalesce(tier_score, "score"),
        points=count_points(),
        agree=print_evidence(True),
        differ=print_evidence(False),
        tie="tie",
        decision="decision",
    )
