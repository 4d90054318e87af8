"""Match: the people and cases of several sources made one, and what the sources say of each other's convictions."""

from pathlib import Path

import polars as pl

from flows.run import Run
from flows.step import Counts, Step, read_counts
from flows.steps import read
from flows.steps.check import SET_ASIDE
from flows.steps.read import IDENTIFIERS, count, read_if_made
from flows.steps.whole import bring_records

LINKS, MATCHED, RECONCILIATION = "links.parquet", "matched.parquet", "reconciliation.parquet"


def match(run: Run, out: Path) -> Counts:
    """Link people, pair counts and reconcile; of a single source there is nothing to match, and the files are empty."""
    sources = {told.split(" ")[0] for told in read_counts(read.STEP, run)["read by"].values()}
    if len(sources) < 2:
        return _write_nothing(out)
    scan = pl.scan_parquet(bring_records(run))
    if scan.select(pl.col("source").n_unique()).collect().item() < 2:
        return _write_nothing(out)  # a list of weights is no source of records
    from relief.matching.keyed import IDENTIFIERS as COLUMNS
    from relief.matching.matched import match_sources
    from relief.rules.prop64 import RULE_SET
    from relief.rules.terms import read_terms

    found = match_sources(
        bring_records(run),
        pl.read_parquet(run.folder / SET_ASIDE),
        read_if_made(run, IDENTIFIERS, COLUMNS),
        county=run.county.doj_name,
        terms=read_terms(RULE_SET, run.as_of),
    )
    found.links.write_parquet(out / LINKS)
    found.changed.write_parquet(out / MATCHED)
    found.reconciliation.write_parquet(out / RECONCILIATION)
    disputes = found.reconciliation["disagreement"].str.split("; ").explode()
    return {
        "rows": found.reconciliation.height,
        "sources": count(scan.select("source").collect().to_series()),
        "links": count(found.links["decision"]),
        "by tier": count(found.links["tier"]),
        "reconciliation": count(found.reconciliation["standing"]),
        "only in": count(found.reconciliation.filter(pl.col("standing") == "in one source only")["source"]),
        "disagreements": count(disputes.filter(disputes != "")),
    }


def _write_nothing(out: Path) -> Counts:
    from relief.uniting import CHANGED

    pl.DataFrame(schema=CHANGED).write_parquet(out / MATCHED)
    return {"rows": 0}


def _ask(run: Run) -> list[str]:
    from relief.reanswering import tell_law

    return tell_law(run.as_of)


STEP = Step(name="match", needs=(SET_ASIDE,), work=match, after={"read": (), "check": (SET_ASIDE,)}, asks=_ask)
