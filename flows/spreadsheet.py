"""Tables that people open in a spreadsheet."""

import polars as pl

_RUNS_IN_A_SPREADSHEET = r"^[=+\-@\t\r]"


def disarm(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts that a spreadsheet would run as a formula, with an apostrophe before them."""
    texts = pl.col(pl.String)
    return frame.with_columns(
        pl.when(texts.str.contains(_RUNS_IN_A_SPREADSHEET)).then(pl.lit("'") + texts).otherwise(texts).name.keep()
    )
