"""``make prove``: mutants of the rules, then the second implementation on random people; the record in relief/assurance.

``python -m tests.proof [--people N] [--skip-oracle]``. Ends with 1 if a mutant lives or the two disagree.
"""

import argparse
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from relief.assurance.proofs import Proofs, write_proofs
from tests.proof.mutants import HARMLESS, LAWS, MODULES, find_survivors, lives, make_mutants, unchanged
from tests.relief.test_oracle import assert_agreement

TOGETHER = 500
FIRST_SEED = 1_000_000


def agree(seed: int) -> int:
    """People on whom both implementations agree; 0 if there was a disagreement."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            assert_agreement(seed, TOGETHER, Path(folder))
        except (Exception, pytest.fail.Exception) as disagreement:
            print(f"seed {seed}: {disagreement}", file=sys.stderr)
            return 0
    return TOGETHER


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--people", type=int, default=1_000_000)
    chosen, workers = arguments.parse_args(), os.cpu_count() or 2
    mutants = make_mutants()
    if wrong := [file for file in (*MODULES, *LAWS) if not lives(unchanged(file))]:
        print(f"the cases do not come out as they say without any change: {', '.join(wrong)}")
        return 1
    alive = [m.name for m in find_survivors(mutants, workers) if (m.file, m.change) not in HARMLESS]
    print(f"{len(mutants)} mutants, alive: {len(alive)}", *alive, sep="\n  ")
    batches = -(-chosen.people // TOGETHER)
    with ProcessPoolExecutor(workers) as pool:
        agreed = list(pool.map(agree, range(FIRST_SEED, FIRST_SEED + batches)))
    people, disagreements = sum(agreed), agreed.count(0)
    print(f"{people:,} people on whom both implementations agree; batches with a disagreement: {disagreements}")
    write_proofs(Proofs(mutants=len(mutants), mutants_alive=tuple(alive), people=people, disagreements=disagreements))
    return 1 if alive or disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
