"""The month's notices of automatic relief, where the county's policy asks for them."""

from pathlib import Path

import polars as pl

from flows.run import Run
from flows.spreadsheet import disarm
from flows.steps.check import SET_ASIDE
from flows.steps.match import MATCHED
from flows.steps.read import count
from flows.steps.whole import bring_records

NOTICES = "notices"


def write_notices(run: Run, out: Path) -> dict[str, object]:
    """Write ``notices/<law>_<year>-<month>.csv`` and ``notices/<law>.parquet`` for each law elected, and count them.

    The first is what goes to the court: who is eligible in that month. The second has every determination, those not
    yet eligible with the day on which they will be.
    """
    from relief.automatic.decide import decide_automatic, list_notice
    from relief.rules import pc851_93, pc1203_425

    elected = run.policy.automatic_relief
    laws = {pc1203_425.RULE_SET: elected.convictions, pc851_93.RULE_SET: elected.arrests}
    told: dict[str, object] = {}
    for law in (law for law, wanted in laws.items() if wanted):
        decision = decide_automatic(
            law,
            bring_records(run),
            pl.read_parquet(run.folder / SET_ASIDE),
            county=run.county.doj_name,
            as_of=run.as_of,
            matched=pl.read_parquet(run.folder / MATCHED),
        ).determinations
        (out / NOTICES).mkdir(exist_ok=True)
        decision.write_parquet(out / NOTICES / f"{law}.parquet")
        disarm(list_notice(decision)).write_csv(out / NOTICES / f"{law}_{run.as_of:%Y-%m}.csv")
        told[law] = {"rows": decision.height, "by outcome": count(decision["outcome"])}
    return {"automatic relief": told} if told else {}
