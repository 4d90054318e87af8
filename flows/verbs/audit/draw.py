"""``relief audit draw``: a sample of the determinations in force, for a person who is not told the answers."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from flows.verbs.options import County, Database, Out

File = Annotated[Path, Argument(metavar="FILE", help="a CSV file to write", show_default=False)]
Each = Annotated[int, Option("--each", min=1, help="at most so many of each outcome, relief and rule")]


def act(county: County, file: File, out: Out, each: Each = 30, database: Database = None) -> int:
    """Write the sample, with an empty column for the reviewer's answer."""
    import polars as pl

    from flows.past import find_in_force
    from flows.spreadsheet import disarm
    from flows.steps.determine import DETERMINATIONS
    from flows.workplace import Workplace
    from relief.assurance.sampling import ANSWERS, draw_sample

    workplace = Workplace.choose(out, database=database)
    try:
        sample = draw_sample(pl.read_parquet(find_in_force(county, workplace).bring(DETERMINATIONS)), each)
    finally:
        workplace.forget()
    disarm(sample.with_columns(answer=pl.lit(None, pl.String))).write_csv(file)
    file.chmod(0o600)
    print(f"{sample.height} to review, in {file}; write into the last column one of: {', '.join(ANSWERS)}")
    return 0
