"""The second opinion from the command line: drawn, answered, judged."""

from pathlib import Path

import polars as pl
import pytest

from flows.command_line import main
from flows.workplace import Workplace
from tests.flows.conftest import WholeRun


def test_a_sample_is_drawn_answered_and_judged(
    whole_run: WholeRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sample.csv"
    place = ["los_angeles", str(file), "--out", str(whole_run.out)]
    assert main(["audit", "draw", *place, "--each", "4"]) == 0
    sample = pl.read_csv(file, infer_schema=False)
    assert sample.height > 10
    assert sample["answer"].null_count() == sample.height
    assert not {"outcome", "relief", "rule", "reason", "name", "birth_date"} & set(sample.columns)
    answer(file, whole_run.out)
    assert main(["audit", "judge", *place]) == 0
    said = capsys.readouterr().out
    assert "granted: 0 of" in said
    assert "denied: 0 of" in said
    kept = whole_run.out / "second_opinions" / "los_angeles.json"
    assert kept.exists()
    kept.unlink()
    kept.parent.rmdir()


def test_an_answer_that_is_none_is_named_by_its_line(
    whole_run: WholeRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sample.csv"
    file.write_text("source_file,source_row,answer\na.dat,1,eligible\na.dat,2,perhaps\n")
    assert main(["audit", "judge", "los_angeles", str(file), "--out", str(whole_run.out)]) == 2
    assert "line 3, answer: write one of: eligible, not eligible, cannot tell" in capsys.readouterr().err
    file.write_text("source_file,answer\na.dat,eligible\n")
    assert main(["audit", "judge", "los_angeles", str(file), "--out", str(whole_run.out)]) == 2
    assert "there is no column source_row" in capsys.readouterr().err


def answer(file: Path, out: Path) -> None:
    """A reviewer who agrees with everything."""
    workplace = Workplace.choose(str(out))
    [run] = (workplace.folder / "runs" / "los_angeles").iterdir()
    decided = pl.read_parquet(run / "determinations.parquet").select(
        pl.col("source_file"), pl.col("source_row").cast(pl.String), outcome=pl.col("outcome").cast(pl.String)
    )
    sample = pl.read_csv(file, infer_schema=False).drop("answer")
    eligible = pl.when(pl.col("outcome") == "eligible").then(pl.lit("eligible")).otherwise(pl.lit("not eligible"))
    joined = sample.join(decided, on=["source_file", "source_row"], how="left", maintain_order="left")
    joined.with_columns(answer=eligible).drop("outcome").write_csv(file)
