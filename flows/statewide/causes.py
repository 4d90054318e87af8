"""Why a determination is another than in an earlier run: one cause each, found by changing one thing at a time.

The earlier question is turned into the later one in the order of ``STAGES``, for the people concerned alone; the cause is
the stage at which the answer last moved. Where only one thing differs between the runs, it is the cause.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from flows.statewide.concerned import find_concerned
from flows.statewide.past_question import PLACE, PastQuestion
from relief.parts import Asked, decide_some, label_people
from relief.policy import Policy
from relief.reanswering import is_same_law

CODE, RULES, MATCHING, CORRECTION, DATA = "code", "rule or law version", "matching", "correction", "new data"
DECISION, POLICY, TIME = "decision", "policy", "passage of time"
CAUSES = (CODE, RULES, MATCHING, CORRECTION, DATA, DECISION, POLICY, TIME)
"""In the order in which they are told. A decision is a person's or the court's; how a county's file has its exports read
is code. A law that takes effect by the calendar is a rule or law version, not the passage of time."""
ANSWER = ["outcome", "relief", "rule"]
_READ = "what was read"
"""The stage of other records: new data, a correction or matching, told apart person by person."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A step on the way from the earlier question to the later one."""

    cause: str
    of: PastQuestion
    """Whose records it reads."""
    decided: pl.DataFrame
    policy: Policy
    as_of: date
    law_of: date | None = None

    def ask(self) -> Asked:
        """The question; only now are the records brought."""
        return replace(self.of.ask(), policy=self.policy, as_of=self.as_of, law_of=self.law_of)


def find_causes(before: PastQuestion, after: PastQuestion, changed: pl.DataFrame, scratch: Path) -> pl.DataFrame:
    """``conviction`` and ``cause`` of each changed conviction.

    Args:
        before: the earlier run.
        after: the later run.
        changed: ``conviction``, ``subject_id``, and the answers as ``outcome``, ``relief``, ``rule`` (before) and with
            ``_after``; null where a run has no such conviction in scope.
        scratch: a folder; nothing is left in it.
    """
    if _is_new_data_alone(before, after):
        return changed.select("conviction", cause=pl.lit(DATA))
    concerned = find_concerned(before, after)
    if concerned is None:
        return _find_stage_by_stage(before, after, changed, scratch)
    theirs = pl.col("subject_id").is_null() | pl.col("subject_id").is_in(concerned.people.implode())
    found = _find_stage_by_stage(concerned.before, concerned.after, changed.filter(theirs), scratch)
    return pl.concat([found, changed.filter(~theirs).select("conviction", cause=pl.lit(TIME))])


def _find_stage_by_stage(
    before: PastQuestion, after: PastQuestion, changed: pl.DataFrame, scratch: Path
) -> pl.DataFrame:
    stages = list(_list_stages(before, after))
    if len(stages) == 1:
        caused = changed.select("conviction", "subject_id", cause=pl.lit(stages[0].cause))
    else:
        caused = _find_last_moves(stages, changed, scratch)
    return _tell_read_apart(before, after, caused).select("conviction", "cause")


def _is_new_data_alone(before: PastQuestion, after: PastQuestion) -> bool:
    """Whether other exports are all that differs, no fact was looked up, and nobody was united: told without the records."""
    one, other = before.versions, after.versions
    same = ("rules", "code", "decisions", "policy", "corrections")
    if before.exports == after.exports or before.as_of != after.as_of or any(one[name] != other[name] for name in same):
        return False
    return not (_linked(before, after) or before.read_corrected().height or after.read_corrected().height)


def _list_stages(before: PastQuestion, after: PastQuestion) -> Iterator[Stage]:
    """What differs, one thing after the other; at least one."""
    one, other, count = before.versions, after.versions, 0
    stage = Stage(cause=CODE, of=before, decided=before.decided, policy=before.policy, as_of=before.as_of)
    if one["rules"] != other["rules"] or one["code"] != other["code"]:
        count += 1
        yield replace(stage, cause=RULES if one["rules"] != other["rules"] else CODE)
    if _read_otherwise(before, after):
        stage, count = replace(stage, of=after), count + 1
        same_files = before.exports == after.exports and one["corrections"] == other["corrections"]
        yield replace(stage, cause=CODE if same_files else _READ)
    if one["decisions"] != other["decisions"]:
        stage, count = replace(stage, decided=after.decided), count + 1
        yield replace(stage, cause=DECISION)
    if one["policy"] != other["policy"]:
        stage, count = replace(stage, policy=after.policy), count + 1
        yield replace(stage, cause=POLICY)
    if before.as_of != after.as_of:
        if not is_same_law(before.as_of, after.as_of):
            yield replace(stage, cause=RULES, law_of=after.as_of)
        yield replace(stage, cause=TIME, as_of=after.as_of)
    elif not count:
        yield replace(stage, cause=_READ, of=after)


def _read_otherwise(before: PastQuestion, after: PastQuestion) -> bool:
    one, other = before.versions, after.versions
    names = ("sources", "corrections", "earlier deliveries")
    return before.exports != after.exports or any(one[name] != other[name] for name in names)


def _find_last_moves(stages: list[Stage], changed: pl.DataFrame, scratch: Path) -> pl.DataFrame:
    """The stage at which each answer last moved, as its cause."""
    subjects = changed["subject_id"].drop_nulls().unique()
    found = changed.select("conviction", "subject_id", now=_text(""), cause=pl.lit(stages[-1].cause))
    last = changed.select("conviction", final=_text("_after"))
    for stage in stages[:-1]:
        answers = _answer(stage, subjects, scratch)
        told = found.join(answers, on="conviction", how="left", maintain_order="left").join(
            last, on="conviction", maintain_order="left"
        )
        # The first stage from which on the answer is the last one, unless a later stage moves it away again.
        moved = pl.col("answer").fill_null("") != pl.col("now")
        there = pl.col("answer").fill_null("") == pl.col("final")
        held = pl.col("held") if "held" in found.columns else pl.lit(None, pl.String)
        cause = pl.when(moved & there).then(pl.lit(stage.cause)).when(moved).then(None).otherwise(held)
        found = told.select("conviction", "subject_id", "cause", now=pl.col("answer").fill_null(""), held=cause)
    return found.select("conviction", "subject_id", cause=pl.coalesce("held", "cause"))


def _text(suffix: str) -> pl.Expr:
    return pl.concat_str(
        [pl.col(f"{name}{suffix}").cast(pl.String) for name in ANSWER], separator="/", ignore_nulls=True
    )


def _answer(stage: Stage, subjects: pl.Series, scratch: Path) -> pl.DataFrame:
    """``conviction`` and ``answer`` of these people at a stage."""
    from relief.reviewing import apply_decisions

    asked = stage.ask()
    some = decide_some(asked, _find_rows(asked, subjects), scratch).cast({pl.Categorical: pl.String})
    named = stage.of.name(some.lazy())
    if stage.decided.height:
        settled = apply_decisions(some, named["conviction"], stage.decided)
        named = settled.with_columns(conviction=named["conviction"])
    return named.filter(pl.col("outcome").cast(pl.String) != "out of scope").select("conviction", answer=_text(""))


def _find_rows(asked: Asked, subjects: pl.Series) -> pl.DataFrame:
    """Every row of these people, of whoever was found to be one of them, and of those whose numbers tie them together."""
    people = label_people(asked)
    own = pl.scan_parquet(asked.records).select("subject_id").with_row_index("row").collect()
    wanted = people.join(own.filter(pl.col("subject_id").is_in(subjects.implode())), on="row", how="semi")
    tied = wanted["tangled"].any()
    chosen = pl.col("person").is_in(wanted["person"].unique().implode()) | (pl.col("tangled") & tied)
    return people.filter(chosen).select("row")


def _tell_read_apart(before: PastQuestion, after: PastQuestion, caused: pl.DataFrame) -> pl.DataFrame:
    """A correction, matching or new data in place of what was read."""
    read = caused.filter(pl.col("cause") == _READ)
    if read.is_empty():
        return caused
    corrected = _differ(_corrections(before), _corrections(after))
    same = _same_rows(before, after, read["subject_id"])
    subject = pl.col("subject_id")
    cause = (
        pl.when(subject.is_in(corrected.implode())).then(pl.lit(CORRECTION))
        .when(subject.is_in(same.implode()) & pl.lit(_linked(before, after))).then(pl.lit(MATCHING))
        .otherwise(pl.lit(DATA))
    )  # fmt: skip
    return caused.with_columns(cause=pl.when(pl.col("cause") == _READ).then(cause).otherwise("cause"))


def _corrections(of: PastQuestion) -> pl.DataFrame:
    """People whose rows have a fact that was looked up, and what it is."""
    applied = of.read_corrected().filter(pl.col("state") == "applied")
    owners = pl.scan_parquet(of.ask().records).select(*PLACE, "subject_id")
    found = applied.lazy().select(*PLACE, "field", "becomes").join(owners, on=PLACE)
    return found.select("subject_id", "field", "becomes").unique().collect()


def _differ(one: pl.DataFrame, other: pl.DataFrame) -> pl.Series:
    both = pl.concat([one, other])
    return both.filter(~both.is_duplicated())["subject_id"].unique()


def _same_rows(before: PastQuestion, after: PastQuestion, subjects: pl.Series) -> pl.Series:
    """Those of these people of whom both runs read the same rows."""
    digests = [_digest_people(of, subjects) for of in (before, after)]
    return digests[0].join(digests[1], on=["subject_id", "digest", "rows"])["subject_id"]


def _digest_people(of: PastQuestion, subjects: pl.Series) -> pl.DataFrame:
    scan = pl.scan_parquet(of.ask().records).filter(pl.col("subject_id").is_in(subjects.unique().implode()))
    facts = [name for name in scan.collect_schema() if name not in PLACE]
    hashed = scan.select("subject_id", row=pl.struct(facts).hash(seed=0))
    return hashed.group_by("subject_id").agg(digest=pl.col("row").sum(), rows=pl.len()).collect()


def _linked(before: PastQuestion, after: PastQuestion) -> bool:
    """Whether either run made people of several sources one."""
    return bool(before.read_matched().height or after.read_matched().height)
