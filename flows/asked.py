"""What a run was asked, kept with its files so that it can be asked again: versions, inputs by hash, and all that people
had said by then.

``asked/`` in the run's folder: ``question.json`` (versions, exports by hash, policy, earlier deliveries),
``county.yaml`` (the county's file as it was), ``decided.parquet`` and ``corrections.parquet``.
"""

import json
import os
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from flows.run import Run
from flows.shelf import open_shelf
from flows.versions import list_versions, revision
from flows.workplace import make_folder

FOLDER = "asked"
QUESTION, COUNTY, DECIDED, CORRECTIONS = (
    f"{FOLDER}/{name}" for name in ("question.json", "county.yaml", "decided.parquet", "corrections.parquet")
)


def describe_question(run: Run) -> dict[str, Any]:
    """All that the run's key is the hash of, by name: hashes, versions and words from closed lists."""
    from relief import correcting, deliveries, reviewing
    from templates.rooms import digest_words

    return {
        "county": run.word,
        "as of": run.as_of.isoformat(),
        "exports": [
            {"key": each.key, "name": each.name, "sha256": each.sha256, "size": each.size} for each in run.exports
        ],
        "versions": {
            **list_versions(),
            "county file": run.county.digest,
            "sources": run.county.sources_digest,
            "words": digest_words(run.word),
            "policy": run.policy.digest(),
            "decisions": reviewing.digest(run.decided),
            "corrections": correcting.digest(run.corrections),
            "earlier deliveries": deliveries.digest(run.history),
        },
    }


def keep_question(run: Run) -> None:
    """Write down what the run is asked; nothing where that is done."""
    shelf = open_shelf(run.workplace, run.prefix)
    if shelf.bring(QUESTION):
        return
    told = describe_question(run)
    told |= {
        "revision": revision(),
        "policy": run.policy.as_mapping(),
        "history": [asdict(each) for each in run.history],
    }
    half = run.folder / f".{FOLDER}.{os.getpid()}"
    make_folder(run.folder)
    for name, frame in ((DECIDED, run.decided), (CORRECTIONS, run.corrections)):
        frame.write_parquet(half)
        shelf.keep(half, name)
    for name, text in ((COUNTY, run.county.text), (QUESTION, json.dumps(told, indent=1, default=str) + "\n")):
        half.write_text(text, encoding="utf-8")
        shelf.keep(half, name)


def read_question(folder: Path) -> dict[str, Any]:
    """What ``keep_question`` wrote into the run's folder."""
    told: dict[str, Any] = json.loads((folder / QUESTION).read_text(encoding="utf-8"))
    return told


def read_frames(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Decisions and corrections as they were."""
    return pl.read_parquet(folder / DECIDED), pl.read_parquet(folder / CORRECTIONS)


def read_day(told: dict[str, Any]) -> date:
    """The as-of day of a question."""
    return date.fromisoformat(told["as of"])
