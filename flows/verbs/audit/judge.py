"""``relief audit judge``: what a second opinion proves of the determinations in force."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from flows.verbs.options import County, Database, Out

if TYPE_CHECKING:
    import polars as pl

    from relief.assurance.sampling import Bound

File = Annotated[Path, Argument(metavar="FILE", help="the sample with its answers", show_default=False)]
Confidence = Annotated[float, Option("--confidence", min=0.5, max=0.999, help="of each bound")]


def act(county: County, file: File, out: Out, confidence: Confidence = 0.95, database: Database = None) -> int:
    """Print the bounds, and keep them: a wrong answer stops the county's papers."""
    import polars as pl

    from flows.gate import keep_opinion
    from flows.past import find_in_force
    from flows.steps.determine import DETERMINATIONS
    from flows.workplace import Workplace
    from relief.assurance.sampling import judge

    answers = _read_answers(file)
    workplace = Workplace.choose(out, database=database)
    try:
        determinations = pl.read_parquet(find_in_force(county, workplace).bring(DETERMINATIONS))
        verdict = judge(determinations, answers, confidence=confidence)
        keep_opinion(workplace, county, verdict)
    finally:
        workplace.forget()
    print(_tell("granted", verdict.wrong_grants, confidence))
    print(_tell("denied", verdict.wrong_denials, confidence))
    return 0 if verdict.wrong_grants.wrong + verdict.wrong_denials.wrong == 0 else 1


def _tell(kind: str, bound: "Bound", confidence: float) -> str:
    return (
        f"{kind}: {bound.wrong} of {bound.reviewed} reviewed are wrong; with {confidence:.1%} confidence at most "
        f"{bound.at_most:.2%} of all {bound.decided:,}"
    )


def _read_answers(file: Path) -> "pl.DataFrame":
    """The rows with an answer. UserError names the row whose answer is none of those allowed."""
    import polars as pl

    from relief.assurance.sampling import ANSWERS
    from relief.errors import UserError

    try:
        told = pl.read_csv(file, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise UserError(f"{file}: the answers cannot be read as CSV: {type(error).__name__}") from None
    missing = [name for name in ("source_file", "source_row", "answer") if name not in told.columns]
    if missing:
        raise UserError(f"{file}: there is no column {missing[0]}; give the file that relief audit draw wrote")
    told = told.with_columns(pl.col("answer").str.strip_chars().str.to_lowercase()).with_row_index("line", offset=2)
    strange = told.filter(~pl.col("answer").is_in(ANSWERS))
    if strange.height:
        raise UserError(f"{file}, line {strange['line'][0]}, answer: write one of: {', '.join(ANSWERS)}")
    return told.drop_nulls("answer").with_columns(pl.col("source_row").cast(pl.UInt32))
