"""``make prove``: hostile values in every field of every paper. Ends with 1 if one is not printed whole, or listed.

``python -m tests.proof.hostile [--values N] [--first SEED]``.
"""

import argparse
import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from tests.templates.hostile import report

EVERYTHING = 20
"""Each so many values are tried in every kind of paper; all of them in exhibit, case order, form and DOCX."""


def _try(seed: int) -> tuple[int, str]:
    return seed, report(seed, everything=seed % EVERYTHING == 0)


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--values", type=int, default=10_000)
    arguments.add_argument("--first", type=int, default=0)
    chosen = arguments.parse_args()
    ends: Counter[str] = Counter()
    wrong = 0
    with ProcessPoolExecutor(os.cpu_count() or 2) as pool:
        seeds = range(chosen.first, chosen.first + chosen.values)
        for seed, end in pool.map(_try, seeds, chunksize=20):
            ends[end.partition(":")[0]] += 1
            if end.startswith("WRONG"):
                wrong += 1
                print(f"seed {seed}: {end}")
    print(f"{chosen.values:,} hostile values: " + ", ".join(f"{number:,} {end}" for end, number in ends.most_common()))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
