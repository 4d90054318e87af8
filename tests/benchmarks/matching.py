"""``python -m tests.benchmarks.matching PEOPLE``: as many invented people of DOJ as of a court, half of them the same.

The court's file has what real ones have: names misspelt, surnames changed, day and month swapped, digits mistyped,
middle names cut to an initial, numbers left blank. Who is who is known, so precision and recall are measured, with
time and peak memory. Prints one line of JSON.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
import polars as pl

from relief.matching.identities import FACES, MARKS, SUBJECTS, Identities, split_names
from relief.matching.links import find_links

SEED, PEOPLE = 11, 1_000_000
SAME = 0.5
"""Share of the court's people who are in DOJ's file."""
KNOWN = {"cii": 0.5, "ssn": 0.3, "licence": 0.2, "case": 0.5, "booking": 0.6}
"""Share of the court's people of whom a number is printed."""
SPELT, MARRIED, SWAPPED, MISTYPED, NO_MIDDLE, INITIAL = 0.05, 0.03, 0.02, 0.02, 0.4, 0.4
_SYLLABLES = np.array(
    [
        "BA",
        "CHO",
        "DE",
        "FU",
        "GAR",
        "HI",
        "JO",
        "KEL",
        "LU",
        "MAN",
        "NO",
        "PRI",
        "QUE",
        "RO",
        "SAN",
        "TI",
        "VER",
        "WO",
        "YA",
        "ZU",
    ]
)


def _invent_names(dice: np.random.Generator, people: int, kinds: int, syllables: int) -> np.ndarray:
    """Names of which a few are common and most are rare."""
    pool = np.array(["".join(dice.choice(_SYLLABLES, syllables)) for _ in range(kinds)])
    rank = np.minimum(dice.pareto(0.6, people) * 20, kinds - 1).astype(int)
    return pool[rank]


def _misspell(dice: np.random.Generator, names: np.ndarray, share: float) -> np.ndarray:
    """One letter left out, in a share of the names."""
    at = dice.integers(1, 4, len(names))
    return np.array(
        [n[:k] + n[k + 1 :] if hit else n for n, k, hit in zip(names, at, dice.random(len(names)) < share, strict=True)]
    )


def invent(people: int) -> tuple[Identities, pl.DataFrame]:
    """Everyone, and the truth: columns ``subject_a`` (court) and ``subject_b`` (DOJ)."""
    dice = np.random.default_rng(SEED)
    total = int(people * (2 - SAME))
    everyone = pl.DataFrame(
        {
            "person": np.arange(total),
            "surname": _invent_names(dice, total, 60_000, 3),
            "given": _invent_names(dice, total, 2_000, 2),
            "middle": _invent_names(dice, total, 1_000, 2),
            "birth": np.datetime64("1940-01-01") + dice.integers(0, 365 * 60, total),
            "cii": dice.permutation(90_000_000)[:total] + 10_000_000,
            "ssn": dice.permutation(total) + 10**8,
            "licence": dice.permutation(total) + 10**7,
            "case": dice.integers(0, total, total) + 10**6,
            "booking": (np.datetime64("1980-01-01") + dice.integers(0, 365 * 30, total)).astype(str),
        }
    ).with_columns(pl.col("birth").cast(pl.Date))
    doj = everyone.head(people).with_columns(source=pl.lit("doj"))
    court = _spoil(dice, everyone.tail(people)).with_columns(source=pl.lit("court"))
    both = pl.concat([doj, court.select(doj.columns)], how="vertical_relaxed")
    return _as_identities(both), pl.DataFrame({"person": np.arange(total - people, people)})


def _spoil(dice: np.random.Generator, people: pl.DataFrame) -> pl.DataFrame:
    count = people.height
    hit = {name: pl.Series(dice.random(count)) for name in ("married", "swapped", "mistyped", "middle", *KNOWN)}
    birth, day = pl.col("birth"), pl.col("birth").dt.day()
    swapped = pl.date(birth.dt.year(), pl.min_horizontal(day, 12), birth.dt.month())
    mistyped = birth.dt.offset_by("10d")
    return people.with_columns(
        surname=pl.when(hit["married"] < MARRIED)
        .then(pl.Series(_invent_names(dice, count, 60_000, 3)))
        .otherwise(pl.Series(_misspell(dice, people["surname"].to_numpy(), SPELT))),
        given=pl.Series(_misspell(dice, people["given"].to_numpy(), SPELT)),
        middle=pl.when(hit["middle"] < NO_MIDDLE)
        .then(None)
        .when(hit["middle"] < NO_MIDDLE + INITIAL)
        .then(pl.col("middle").str.head(1))
        .otherwise("middle"),
        birth=pl.when((hit["swapped"] < SWAPPED) & (day <= 12))
        .then(swapped)
        .when(hit["mistyped"] < MISTYPED)
        .then(mistyped)
        .otherwise(birth),
        **{name: pl.when(hit[name] < share).then(pl.col(name)) for name, share in KNOWN.items()},
    )


def _as_identities(both: pl.DataFrame) -> Identities:
    keyed = both.with_columns(subject_id=pl.col("person").cast(pl.String)).sort("source", "subject_id")
    numbered = keyed.with_row_index("subject")
    name = pl.concat_str("surname", pl.lit(","), "given", pl.lit(" "), pl.col("middle").fill_null(""))
    faces = split_names(numbered.lazy().select("subject", "birth", name=name, birth_year=pl.col("birth").dt.year()))
    marks = [
        numbered.select("subject", kind=pl.lit(kind), value=pl.col(kind).cast(pl.String)).drop_nulls() for kind in KNOWN
    ]
    return Identities(
        subjects=numbered.select(pl.col(name).cast(dtype) for name, dtype in SUBJECTS.items()),
        faces=faces.select(pl.col(name).cast(dtype) for name, dtype in FACES.items()).collect(),
        marks=pl.concat(marks).select(pl.col(name).cast(dtype) for name, dtype in MARKS.items()),
    )


def measure(people: int) -> dict[str, float]:
    """Seconds, memory, and how right the links are."""
    identities, truth = invent(people)
    begun = time.perf_counter()
    links = find_links(identities)
    seconds = time.perf_counter() - begun
    right = pl.col("subject_a") == pl.col("subject_b")
    count = {name: links.filter(pl.col("decision") == name) for name in ("same", "review")}
    true = {name: frame.filter(right).height for name, frame in count.items()}
    return {
        "people": people,
        "seconds": round(seconds, 1),
        "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "truly_same": truth.height,
        **{name: frame.height for name, frame in count.items()},
        "same_precision": round(true["same"] / max(1, count["same"].height), 6),
        "same_recall": round(true["same"] / truth.height, 4),
        "same_or_review_recall": round((true["same"] + true["review"]) / truth.height, 4),
        "review_precision": round(true["review"] / max(1, count["review"].height), 4),
    }


def measure_matching(people: int = PEOPLE) -> Iterator[str]:
    """Lines of the table, from a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.matching", str(people)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    yield "| people of each of two sources | seconds | peak GiB | wrong of the united | truly the same: united | or reviewed |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: |"
    yield (
        f"| {people:,} | {found['seconds']:.0f} | {found['peak_gib']:.2f} | {1 - found['same_precision']:.4%} "
        f"| {found['same_recall']:.1%} | {found['same_or_review_recall']:.1%} |"
    )


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
