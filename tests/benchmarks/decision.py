"""One measured run in a fresh process: ``python -m tests.benchmarks.decision KIND EXPORT FOLDER``.

KIND is ``floor`` (scan the export's used columns with Polars), ``decide`` (read, determine, write
results) or ``check`` (the same with the whole Great Expectations suite). Prints one line of JSON:
seconds since the process began to import, peak memory in bytes, rows, and seconds per step.
"""

import time

BEGUN = time.perf_counter()

import json  # noqa: E402  # the clock starts before any import, since imports are part of what is measured
import resource  # noqa: E402
import sys  # noqa: E402
from datetime import date  # noqa: E402
from pathlib import Path  # noqa: E402

AS_OF = date(2020, 7, 1)


def scan_floor(export: Path) -> dict[str, float]:
    """Seconds to scan the columns that the reader uses, all as text."""
    import polars as pl

    from connectors.doj_columns import COLUMNS
    from connectors.layouts import load_layout

    used = sorted(load_layout("doj").mapped)
    scan = pl.scan_csv(export, has_header=False, schema=dict.fromkeys(COLUMNS, pl.String))
    rows = scan.select(pl.len(), *(pl.col(name).str.len_bytes().sum() for name in used)).collect(engine="streaming")
    return {"rows": rows.item(0, 0)}


def decide(export: Path, folder: Path, *, checked: bool) -> dict[str, float]:
    """Seconds per step of the decision path, Prefect and papers left out."""
    import polars as pl

    from connectors import read_exports
    from connectors.county import load_county
    from relief.eligibility import determine
    from relief.policy import read_policy

    county = load_county("los_angeles")
    seconds: dict[str, float] = {"imports": time.perf_counter() - BEGUN}
    clock = time.perf_counter()
    reading = read_exports([export], county, folder)
    seconds["read"], clock = time.perf_counter() - clock, time.perf_counter()
    set_aside = pl.read_parquet(folder / "set_aside.parquet")
    if checked:
        from expectations import check

        checking = check(folder / "records.parquet", folder, county=county.doj_name, as_of=AS_OF)
        set_aside = pl.concat([set_aside, checking.set_aside])
        seconds["check"], clock = time.perf_counter() - clock, time.perf_counter()
    decision = determine(
        folder / "records.parquet",
        set_aside,
        county=county.doj_name,
        policy=read_policy(county.policy, source="los_angeles"),
        as_of=AS_OF,
    )
    seconds["determine"], clock = time.perf_counter() - clock, time.perf_counter()
    decision.determinations.write_parquet(folder / "determinations.parquet")
    decision.determinations.write_csv(folder / "determinations.csv")
    decision.facts.write_parquet(folder / "facts.parquet")
    seconds["write"] = time.perf_counter() - clock
    return {"rows": reading.rows_read, "determinations": decision.determinations.height, **seconds}


def main() -> None:
    kind, export, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    measured = scan_floor(export) if kind == "floor" else decide(export, folder, checked=kind == "check")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({**measured, "seconds": time.perf_counter() - BEGUN, "peak_bytes": peak}))


if __name__ == "__main__":
    main()
