"""The county's canary: its twin, the answers that it had when the county was certified, and whether it still has them.

Whatever changes below a county (a reader, a vocabulary, a rule) shows here before it shows in people's answers. In the
user's folder: ``twins/<county>/`` holds the twin's files and ``answers.csv`` (file, row, outcome, relief, rule).
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import TemporaryDirectory

import polars as pl

from connectors.onboarding.certificate import read_certificate
from connectors.onboarding.place import twins_of
from connectors.onboarding.twins import Twin
from flows.intake import take_in
from flows.run import plan_run
from flows.step import do
from flows.steps import determine, match, read
from flows.steps.check import SET_ASIDE
from flows.steps.determine import DETERMINATIONS
from flows.steps.read import UNREAD
from flows.workplace import Workplace, make_folder
from relief.errors import UserError

ANSWERS = "answers.csv"
_ROW = ["source_file", "source_row"]
_ANSWER = ["outcome", "relief", "rule"]


def list_differences(word: str) -> list[str]:
    """How the county's twin comes out otherwise than when it was certified; empty where every answer is as known.

    Takes a second or two and writes nothing. Each line counts answers, as ``eligible is now attorney review: 12``.

    Raises:
        UserError: the county was never certified, or its twin is gone.
    """
    certificate, folder = read_certificate(word), twins_of(word)
    if certificate is None or not (folder / ANSWERS).exists():
        raise UserError(f"{word} has no twin with known answers: `relief county certify {word} EXPORT` makes one")
    known = pl.read_csv(folder / ANSWERS, infer_schema=False)
    exports = sorted(path for path in folder.iterdir() if path.name != ANSWERS)
    return _compare(known, decide(word, exports, certificate.certified))


def keep(word: str, twins: Sequence[Twin], as_of: date) -> Path:
    """Put a certified county's twin and its answers into the user's folder, in place of an earlier one."""
    folder = twins_of(word)
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    exports = [Path(copyfile(twin.path, folder / twin.path.name)) for twin in twins if twin.path is not None]
    decide(word, exports, as_of).write_csv(folder / ANSWERS)
    return folder


def decide(word: str, exports: Sequence[Path], as_of: date) -> pl.DataFrame:
    """The answers of a twin, as text: a row an answer. Nothing is checked: a twin has nothing that could be set aside."""
    with TemporaryDirectory() as name:
        workplace = Workplace.choose(name)
        make_folder(workplace.folder)
        run = plan_run(word, take_in(word, exports, workplace), as_of, workplace)
        do(read.STEP, run)
        copyfile(run.folder / UNREAD, run.folder / SET_ASIDE)
        do(match.STEP, run)
        do(determine.STEP, run)
        answers = pl.read_parquet(run.folder / DETERMINATIONS).select(*_ROW, *_ANSWER)
    return answers.cast(pl.String).sort("source_file", pl.col("source_row").cast(pl.UInt32))


def _compare(known: pl.DataFrame, now: pl.DataFrame) -> list[str]:
    both = known.join(now, on=_ROW, how="full", suffix=" now", coalesce=True)
    changed = both.filter(pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name} now")) for name in _ANSWER))
    told = changed.select(
        was=pl.col("outcome").fill_null("no answer"), rule="rule",
        now=pl.col("outcome now").fill_null("no answer"), rule_now="rule now",
    )  # fmt: skip
    counted = (
        told.group_by(pl.all()).len().sort("len", "was", "now", "rule", "rule_now", descending=[True] + [False] * 4)
    )
    return [
        f"{was} ({rule or 'no rule'}) is now {then} ({rule_now or 'no rule'}): {number:,}"
        for was, rule, then, rule_now, number in counted.iter_rows()
    ]
