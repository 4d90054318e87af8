"""A county decided part by part: people are decided alone, so that any set of them can be.

Whoever shares a CII number, or was found to be one person, is in one part. What a part's people have in common with
others is said before they are taken apart: a row that names nobody leaves its neighbours in the file incomplete. So
parts give the answers of the whole, row for row, in the memory of one; and some people can be decided without the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

import polars as pl

from relief.eligibility import Decision, determine, keep_facts
from relief.impact import Impact, measure_impact
from relief.policy import Policy
from relief.records import DUPLICATE, NO_RECORD, SCHEMA, SET_ASIDE
from relief.uniting import CHANGED

AT_ONCE = 2_000_000
"""Rows decided at once: so that two workers beside each other stay below three gigabytes."""

_BESIDE, _NOBODY = "beside a row that names nobody", "nobody"
_TANGLED = 0
"""The part of those whose numbers tie several of them together."""

Revise = Callable[[Decision], Decision]


@dataclass(frozen=True, kw_only=True)
class Decided:
    """Everybody's answers, put together."""

    determinations: pl.DataFrame
    """``relief.eligibility.DETERMINATIONS``, in the export's order."""
    facts: pl.DataFrame
    """As ``relief.eligibility.keep_facts``."""
    tally: Mapping[str, int]
    impact: Impact
    known: pl.DataFrame
    """Determinations of the people whose answers are known."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """The answers of some whole people, whoever decided them."""

    determinations: pl.DataFrame
    """With ``row``, as it is numbered in the county."""
    facts: pl.DataFrame
    """Rows numbered as in the county."""
    tally: Mapping[str, int]
    impact: Impact
    known: pl.DataFrame
    """As in ``Decided``; the first part has them."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of a county: its records and under what they are decided."""

    records: Path
    set_aside: pl.DataFrame
    county: str
    """DOJ's name, upper case."""
    policy: Policy
    as_of: date
    matched: pl.DataFrame
    """``relief.uniting.CHANGED``."""
    weights: pl.DataFrame
    """``relief.weights.WEIGHTS``."""
    law_of: date | None = None
    """The day whose law applies; None: the as-of day's."""


def decide_parts(
    asked: Asked, scratch: Path, *, known: Path, revise: Revise | None = None, at_once: int = AT_ONCE
) -> Decided:
    """Decide a county, in as many parts as keep each below ``at_once`` rows.

    Args:
        asked: the county's records and policy.
        scratch: a folder for one part's records at a time; nothing is left in it.
        known: records of people whose answers are known.
        revise: what is made of each part's decision before it is counted.
    """
    parts = count_parts(asked, at_once)
    return put_together(decide_each(asked, range(parts), parts, scratch, known=known, revise=revise))


def count_parts(asked: Asked, at_once: int = AT_ONCE) -> int:
    """In how many parts a county is decided."""
    rows: int = pl.scan_parquet(asked.records).select(pl.len()).collect().item()
    return max(1, -(-rows // at_once))


def decide_each(
    asked: Asked, chosen: Iterable[int], parts: int, scratch: Path, *, known: Path, revise: Revise | None = None
) -> Iterator[Part]:
    """Decide these of a county's parts, one after the other; the other arguments are those of ``decide_parts``."""
    if parts == 1:
        yield from (_make_part(_decide(asked, known, revise), None, asked) for _ in chosen)
        return
    labels, named = label_parts(asked, parts)["part"].cast(pl.UInt16), name_beside(asked)
    for part in chosen:
        # By a function of its own: what a part's decision holds goes before the next is begun.
        yield _take_and_decide(named, (labels == part).arg_true(), scratch, known if part == 0 else None, revise)


def _take_and_decide(named: Asked, rows: pl.Series, scratch: Path, known: Path | None, revise: Revise | None) -> Part:
    one, numbers = take(named, rows.to_frame("row"), scratch)
    decision = _decide(one, known, revise)
    one.records.unlink()  # now: who takes only so many may never come back for more
    return _make_part(decision, numbers, named)


def put_together(parts: Iterable[Part]) -> Decided:
    """Everybody's answers, from all of a county's parts in their order; nothing of a part is held when it is done."""
    determinations, facts, known = list[pl.DataFrame](), list[pl.DataFrame](), list[pl.DataFrame]()
    tally, impact = dict[str, int](), dict.fromkeys((each.name for each in fields(Impact)), 0)
    for part in parts:
        determinations.append(part.determinations)
        facts.append(part.facts)
        known.append(part.known)
        for use, rows in part.tally.items():
            tally[use] = tally.get(use, 0) + rows
        impact = {name: number + getattr(part.impact, name) for name, number in impact.items()}
        del part
    return Decided(
        determinations=_sort_back(determinations).drop("row"), facts=_sort_back(facts), tally=tally,
        impact=Impact(**impact), known=known[0],
    )  # fmt: skip


def decide_some(asked: Asked, rows: pl.DataFrame, scratch: Path) -> pl.DataFrame:
    """Determinations of the people of these rows, and of nobody else.

    Args:
        asked: the whole county.
        rows: ``row``, every row of each of those people (``row`` counts as in ``relief.history``).
        scratch: a folder; nothing is left in it.
    """
    if rows.is_empty():
        return _decide(asked, None, None).determinations.clear()
    one, _ = take(name_beside(asked), rows.sort("row"), scratch)
    determinations = _decide(one, None, None).determinations
    one.records.unlink()
    return determinations


def decide_part(named: Asked, rows: pl.DataFrame, scratch: Path, known: Path | None) -> tuple[Decision, pl.Series]:
    """The decision of some whole people, and the numbers that their rows have in the county.

    Args:
        named: the county, as ``name_beside`` gives it.
        rows: ``row``, sorted.
        scratch: a folder; nothing is left in it.
        known: records of people whose answers are known.
    """
    one, numbers = take(named, rows, scratch)
    decision = _decide(one, known, None)
    one.records.unlink()
    return decision, numbers


def decide_whole(asked: Asked, known: Path | None) -> Decision:
    """The decision of everybody in the records, at once."""
    return _decide(asked, known, None)


def decide_known(asked: Asked, known: Path, scratch: Path) -> pl.DataFrame:
    """Determinations of the people whose answers are known, under what a county is asked; its records are not read.

    Args:
        asked: the county's question.
        known: their records.
        scratch: a folder; nothing is left in it.
    """
    nobody = scratch / "nobody.parquet"
    pl.DataFrame(schema=SCHEMA).write_parquet(nobody)
    none = {name: getattr(asked, name).clear() for name in ("set_aside", "matched", "weights")}
    found = _decide(replace(asked, records=nobody, **none), known, None).known
    nobody.unlink()
    return found


def number_facts(decision: Decision, numbers: pl.Series) -> pl.DataFrame:
    """A part's facts as they are kept, its rows numbered as in the county."""
    return _number_back(_as_text(keep_facts(decision)), numbers)


def label_people(asked: Asked) -> pl.DataFrame:
    """``row`` and ``person``, the key of whoever the row is of (null: of nobody known), and whether several are ``tangled``."""
    keys = (
        pl.scan_parquet(asked.records)
        .select("subject_id", "cii_number")
        .with_row_index("row")
        .collect(engine="streaming")
    )
    people = keys.lazy().with_columns(person="subject_id")
    if asked.matched.height:
        # By whom the row names: a row that the check set aside is in no match, and leaves its person's history incomplete.
        subjects = keys.lazy().select("row", "subject_id")
        first = subjects.rename({"row": "person_row", "subject_id": "united"})
        told = asked.matched.lazy().select("row", "person_row").join(subjects, on="row").join(first, on="person_row")
        united = told.select("subject_id", "united").unique("subject_id")
        people = people.join(united, on="subject_id", how="left", maintain_order="left").with_columns(
            person=pl.coalesce("united", "person")
        )
    pairs = people.select("person", "cii_number").drop_nulls().unique()
    shared = pairs.filter(pl.col("person").n_unique().over("cii_number") > 1).select("person").unique()
    tangled = shared.with_columns(tangled=pl.lit(True))
    labeled = people.join(tangled, on="person", how="left", maintain_order="left")
    return labeled.select("row", "person", "cii_number", pl.col("tangled").fill_null(False)).collect(engine="streaming")


def label_parts(asked: Asked, parts: int) -> pl.DataFrame:
    """``row`` and ``part``: everybody's rows in one of them, those of nobody by their own number."""
    number = pl.coalesce(pl.col("person").hash(seed=0), pl.col("row").cast(pl.UInt64)) % parts
    return label_people(asked).select("row", part=pl.when("tangled").then(_TANGLED).otherwise(number.cast(pl.Int32)))


def name_beside(asked: Asked) -> Asked:
    """The same, with rows set aside that name nobody turned into rows of their neighbours: in a part they have others."""
    aside, told = asked.set_aside, pl.col("subject_id")
    no_record = pl.col("reason").is_in([DUPLICATE, *NO_RECORD])
    nameless = ~no_record & (told.is_null() | pl.col("reason").str.contains("subject id", literal=True))
    lost = aside.filter(nameless)
    if lost.is_empty():
        return asked
    neighbours = lost.drop("subject_id").join(_find_neighbours(asked, lost), on=["source_file", "source_row"])
    named = pl.concat([lost.drop_nulls("subject_id"), neighbours.select(lost.columns)])
    named = named.with_columns(step=pl.lit("read").cast(SET_ASIDE["step"]), reason=pl.lit(_BESIDE))
    silenced = aside.with_columns(
        subject_id=pl.when(nameless).then(pl.lit(_NOBODY)).otherwise(told),
        reason=pl.when(nameless).then(pl.lit(_BESIDE)).otherwise("reason"),
    )
    return replace(asked, set_aside=pl.concat([silenced, named.unique(maintain_order=True)]))


def _find_neighbours(asked: Asked, lost: pl.DataFrame) -> pl.DataFrame:
    """``source_file`` and ``source_row`` of the lost rows, and ``subject_id`` of whose rows stand before and after."""
    place = ["source_file", "source_row"]
    checked = asked.set_aside.lazy().filter(pl.col("step") == "check").select(place).unique()
    places = pl.scan_parquet(asked.records).select(*place, "subject_id")
    known = places.join(checked, on=place, how="anti").sort("source_row")
    wanted = lost.lazy().select(place).sort("source_row")
    beside = [
        wanted.join_asof(known, on="source_row", by="source_file", strategy=side, check_sortedness=False)
        for side in ("backward", "forward")
    ]
    return pl.concat(beside).drop_nulls("subject_id").unique(maintain_order=True).collect()


def take(asked: Asked, rows: pl.DataFrame, scratch: Path) -> tuple[Asked, pl.Series]:
    """The same of some rows only, and the numbers that they had; ``rows`` is sorted and holds whole people."""
    out = scratch / "part.parquet"
    scan = pl.scan_parquet(asked.records).with_row_index("row")
    scan.join(rows.lazy(), on="row", how="semi", maintain_order="left").drop("row").sink_parquet(out)
    places = pl.scan_parquet(out).select("source_file", "source_row")
    read = asked.set_aside.filter(pl.col("step") == "read")
    checked = (
        asked.set_aside.lazy()
        .filter(pl.col("step") == "check")
        .join(places, on=["source_file", "source_row"], how="semi")
    )
    numbers = rows["row"].cast(pl.UInt32)
    aside = pl.concat([read, checked.collect()])
    return replace(asked, records=out, set_aside=aside, matched=_renumber(asked.matched, numbers)), numbers


def _renumber(matched: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    """``matched`` of these rows, numbered as they are in the part."""
    if matched.is_empty():
        return matched
    new = pl.LazyFrame({"old": numbers}).with_row_index("new")
    found = matched.lazy()
    for name in ("row", "person_row", "count_row"):
        kept = "inner" if name == "row" else "left"
        found = found.join(new, left_on=name, right_on="old", how=kept, maintain_order="left").with_columns(pl.col("new").alias(name)).drop("new")  # type: ignore[arg-type]  # one of two words  # fmt: skip
    return found.select(pl.col(name).cast(dtype) for name, dtype in CHANGED.items()).collect()


def _decide(asked: Asked, known: Path | None, revise: Revise | None) -> Decision:
    decision = determine(
        asked.records, asked.set_aside, county=asked.county, policy=asked.policy, as_of=asked.as_of, matched=asked.matched,
        weights=asked.weights, known=known, law_of=asked.law_of,
    )  # fmt: skip
    return revise(decision) if revise else decision


def _make_part(decision: Decision, numbers: pl.Series | None, asked: Asked) -> Part:
    facts = keep_facts(decision)
    return Part(
        determinations=_number_back(decision.determinations.with_columns(row=decision.rows), numbers),
        facts=_number_back(_as_text(facts), numbers),
        tally=decision.tally, impact=measure_impact(decision.determinations, facts, asked.as_of), known=decision.known,
    )  # fmt: skip


def measure(decision: Decision, as_of: date) -> Impact:
    """What a decision changes for its people."""
    return measure_impact(decision.determinations, keep_facts(decision), as_of)


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.cast({pl.Categorical: pl.String})


def _sort_back(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """In the order of the whole. The list is emptied, and a column goes when it is sorted: the largest county's answers are
    hundreds of megabytes."""
    whole, several = pl.concat(frames, rechunk=False), len(frames) > 1
    frames.clear()
    if not several:
        return whole
    order = whole["row"].arg_sort()
    return pl.DataFrame([whole.drop_in_place(name).gather(order) for name in whole.columns])


def _number_back(frame: pl.DataFrame, numbers: pl.Series | None) -> pl.DataFrame:
    if numbers is None:
        return frame
    return frame.with_columns(
        numbers.gather(frame[name]).alias(name) for name in ("row", "person_row") if name in frame.columns
    )
