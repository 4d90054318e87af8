"""Papers about fictional people, one of every kind: what authors of words look at, and what their words are held to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import get_args

import polars as pl

from relief.challenging import SHOWN
from relief.ledger import Step
from relief.papers.convictions import Conviction
from relief.papers.drafting import draft, with_exhibit, with_finished
from relief.papers.filing import Filing
from relief.papers.kinds import Kind
from relief.papers.paper import Finished, Paper, Volume
from relief.papers.reinstatement import draft_reinstatement
from relief.profiles import PublicDefender

BATCH = "SAMPLE"
_NAMES = ("EXAMPLE,AVERY", "FICTIONAL,BLAIR QUINN", "INVENTED-SAMPLE,CODY", "SPECIMEN,DARA")
_RELIEFS = ("dismissal and sealing", "redesignation to misdemeanor", "redesignation to infraction")
_SECTIONS = ("HS 11357(c)", "HS 11358", "HS 11359", "HS 11360(a)")
_VOLUME = Volume(number=1, convictions=len(_NAMES) * 2, pages=7, sha256="5a3f" * 16)
_FILE = Finished(file="motion.pdf", title="MOTION", pages=3, sha256="c4d2" * 16)
_DEFENDER = PublicDefender(
    name="Office of the Public Defender",
    address=("1 Example Street", "Sample, California 90000"),
    email="pd@pd.example",
)
"""Where the county's file names none."""


def sample_papers(filing: Filing, as_of: date, *, serving: bool = True) -> dict[str, Paper]:
    """Kind to one paper of it, as the county's file heads and signs it; ``serving``: some still serve their sentence."""
    court = next(iter(filing.branches), "A COURT THAT THE FILE DOES NOT NAME")
    rows = _determinations(court, serving=serving)
    told = replace(
        filing,
        kinds=get_args(Kind),
        court=replace(filing.court, together=()),
        public_defender=filing.public_defender or _DEFENDER,
    )
    papers = draft(rows, told, batch=BATCH, as_of=as_of)
    found: dict[str, Paper] = {}
    for paper in papers:
        found.setdefault(paper.kind, with_finished(paper, [_FILE], 2) if paper.kind == "cover sheet" else paper)
    found = {kind: with_exhibit(paper, [_VOLUME]) for kind, paper in found.items()}
    about = next(paper.convictions for paper in found.values() if paper.convictions)
    return found | {"reinstatement order": _reinstatement(about, filing, found, as_of)}


def _reinstatement(about: Sequence[Conviction], filing: Filing, found: dict[str, Paper], as_of: date) -> Paper:
    return draft_reinstatement(
        about[0], filing, court=next(iter(found.values())).court, batch=BATCH, granted=date(as_of.year - 1, 3, 2),
        cause="error in the order", sealed=True, as_of=as_of,
    )  # fmt: skip


def _determinations(court: str, *, serving: bool) -> pl.DataFrame:
    rows = [_determination(number, court, serving=serving) for number in range(len(_NAMES) * 2)]
    _, rule, reason = SHOWN[Step.CHALLENGED]
    challenged = {"outcome": "attorney review", "relief": None, "rule": rule, "reason": f"{reason}: criteria."}
    rows.append({**_determination(0, court, serving=False), "source_row": 99, "count": 3, **challenged})
    return pl.DataFrame(rows, schema_overrides={"source_row": pl.UInt32, "count": pl.Int32}, infer_schema_length=None)


def _determination(number: int, court: str, *, serving: bool) -> dict[str, object]:
    """Each person has a case of two counts; the first person's is of every kind that a paper may have to word."""
    person, count = divmod(number, 2)
    recalled = serving and number in (1, 6)
    return {
        "source_file": "sample",
        "source_row": number + 1,
        "subject_id": f"S{person}",
        "name": _NAMES[person],
        "birth_date": date(1970 + person, 2, 3),
        "cii_number": f"9900000{person}",
        "court": court,
        "ori": "",
        "case_number": f"X{person}00{person}",
        "count": count + 1,
        "code_section": _SECTIONS[number % len(_SECTIONS)],
        "conviction_date": date(1995 + number, 7, 4),
        "conviction_date_precision": ("day", "month", "year")[number % 3],
        "level": ("felony", "misdemeanor")[number % 5 == 4],
        "outcome": "eligible",
        "relief": "recall and resentencing" if recalled else _RELIEFS[number % len(_RELIEFS)],
        "serving": recalled,
        "rule": None,
        "reason": None,
    }
