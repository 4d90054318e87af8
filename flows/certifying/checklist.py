"""The checklist of a certification: what must hold before a county's records are decided for good.

Each item is scored from the county's file, the dry run or the twin; none is ticked by hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from connectors import County
from connectors.layouts.layout import list_unexplained
from connectors.onboarding.certificate import list_open_questions
from connectors.onboarding.twins import Twin
from connectors.readers.rap_sheets import RapSheets
from connectors.sources import Source
from flows.certifying.dry_run import DryRun
from flows.steps.papers import NOT_DONE
from flows.steps.whole import RECORDS
from relief.deliveries import CERTIFIED, Exemption

MOST_SET_ASIDE = 0.05
"""Of the rows: more, and it is the layout that is wrong and not the rows."""
MOST_UNKNOWN = 0.01
"""Of the rows of a coded column: more, and a word of the county's is missing in its file."""


SET_ASIDE = "rows set aside"
"""The item's name in an exemption; a coded column's is ``unknown disposition``."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of the checklist."""

    name: str
    holds: bool
    told: Sequence[str] = ()
    """What was found: figures, columns, phrases from closed lists; never what is written in a record."""


def check_all(word: str, dry: DryRun, twins: Sequence[Twin]) -> Sequence[Item]:
    """Every item, in the order of the report."""
    return [*_of_file(word, dry.run.county, dry), *_of_rows(dry), *_of_answers(dry), *_of_twins(twins)]


def _of_file(word: str, county: County, dry: DryRun) -> Iterator[Item]:
    asked = list_open_questions(word)
    yield Item(name="No question is open in the county's file", holds=not asked, told=asked)
    left = [
        f"{source}: {column}"
        for source, each in county.sources.items()
        for version in each.versions
        for column in list_unexplained(version.layout)
    ]
    yield Item(name="Every column is read, hashed, or ignored by name", holds=not left, told=left)
    seen = {read.split(" ")[0] for read in dry.counts.get("read", {}).get("read by", {}).values()}
    unseen = [name for name, source in county.sources.items() if name not in seen and not _is_of_sheets(source)]
    yield Item(name="An export of every source was looked at", holds=not unseen, told=unseen)


def _is_of_sheets(source: Source) -> bool:
    """RAP sheets are the state's, of one form for all, and come when somebody asks for one."""
    return all(isinstance(version.layout.file, RapSheets) for version in source.versions)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much may be wrong: what holds for all, or what a source of the county is exempt to for a while."""

    exemptions: Sequence[Exemption]

    def share(self, item: str, otherwise: float) -> float:
        """The limit, 0 to 1."""
        asked = [(each.percent or 100) / 100 for each in self.exemptions if each.expectation == CERTIFIED + item]
        return max([otherwise, *asked])

    def tell(self, item: str) -> list[str]:
        """Each exemption that was taken into account, with its reason and its last day."""
        return [
            f"exempt up to {each.percent or 100:g} % until {each.until}: {each.reason}"
            for each in self.exemptions
            if each.expectation == CERTIFIED + item
        ]


def exemptions_on(county: County, day: date) -> list[Exemption]:
    """Those of every source that are in force on the day."""
    declared = [each for source in county.sources.values() for each in source.checks.exemptions]
    return [each for each in declared if each.until >= day]


def _of_rows(dry: DryRun) -> Iterator[Item]:
    yield Item(
        name="The dry run went from the first step to the last", holds=dry.stopped is None, told=_some(dry.stopped)
    )
    if dry.summary is None:
        return
    limit = Limits(exemptions=exemptions_on(dry.run.county, dry.run.as_of))
    rows = dry.summary["rows"]
    aside = sum(rows["set aside"].values())
    yield Item(
        name="Rows read are rows used and rows set aside",
        holds=rows["read"] == sum(rows["used"].values()) + aside,
        told=[f"{rows['read']:,} read, {sum(rows['used'].values()):,} used, {aside:,} set aside"],
    )
    yield Item(
        name=f"At most {MOST_SET_ASIDE:.0%} of the rows are set aside",
        holds=aside <= limit.share(SET_ASIDE, MOST_SET_ASIDE) * rows["read"],
        told=[f"{aside / max(rows['read'], 1):.2%}", *_tell(rows["set aside"]), *limit.tell(SET_ASIDE)],
    )
    unknown = share_unknown(dry)
    yield Item(
        name=f"At most {MOST_UNKNOWN:.0%} of a coded column's words are unknown",
        holds=all(share <= limit.share(f"unknown {column}", MOST_UNKNOWN) for column, share in unknown.items()),
        told=[
            line
            for column, share in unknown.items()
            for line in (f"{column}: {share:.2%}", *limit.tell(f"unknown {column}"))
        ],
    )
    warned = dry.summary["checks"]["warnings"]
    yield Item(
        name="No expectation that blocks has failed",
        holds=True,
        told=[f"{dry.summary['checks']['expectations']} expectations", *_tell(warned)],
    )


def _of_answers(dry: DryRun) -> Iterator[Item]:
    if dry.summary is None:
        return
    proven = dry.counts["papers"]["proven"]
    yield Item(name="People whose answers are known came out as known", holds=bool(proven), told=_some(proven))
    papers = dry.summary["papers"]
    left = {name: papers["not printed"].get(name, 0) for name in NOT_DONE}
    unnamed = papers["unknown courthouses"]
    yield Item(
        name="Every eligible conviction can be printed",
        holds=not any(left.values()),
        told=_tell({name: number for name, number in left.items() if number}),
    )
    yield Item(
        name="Every courthouse is one that the county's file names",
        holds=not unnamed,
        told=[f"{sum(unnamed.values()):,} convictions of {len(unnamed)} others"] if unnamed else [],
    )


def _of_twins(twins: Sequence[Twin]) -> Iterator[Item]:
    yield Item(
        name="A twin of each source was written and every row of it came back",
        holds=bool(twins) and all(twin.proven for twin in twins),
        told=[
            twin.why_not or f"{twin.source}: {twin.written:,} written, {twin.read:,} read, {twin.set_aside:,} set aside"
            for twin in twins
        ],
    )


def share_unknown(dry: DryRun) -> Mapping[str, float]:
    """Coded columns with words that no vocabulary has, and their share of the filled rows."""
    records = pl.scan_parquet(dry.run.folder / RECORDS)
    coded = [
        name
        for name, kind in records.collect_schema().items()
        if isinstance(kind, pl.Enum) and "unlisted" in kind.categories
    ]
    shares = records.select((pl.col(name) == "unlisted").mean() for name in coded).collect().row(0, named=True)
    return {name: share for name, share in shares.items() if share}


def _tell(counts: Mapping[str, Any]) -> list[str]:
    return [f"{name}: {number:,}" for name, number in counts.items()]


def _some(told: object) -> list[str]:
    return [str(told)] if told else []
