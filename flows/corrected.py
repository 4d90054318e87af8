"""What became of the corrections in a run."""

from collections.abc import Sequence
from contextlib import suppress

import polars as pl

from flows.past import PastRun
from relief.correctable import FIELDS, show
from relief.correcting import CORRECTED
from relief.errors import UserError
from relief.explaining import SourceRow


def read_corrected(past: PastRun) -> pl.DataFrame:
    """What became of the corrections in a run; nothing where an earlier version did it."""
    with suppress(UserError):
        return pl.read_parquet(past.bring("corrections.parquet"))
    return pl.DataFrame(schema=CORRECTED)


def tell_corrected(past: PastRun, rows: Sequence[SourceRow]) -> list[str]:
    """The corrections of these rows, in words; nothing private."""
    told, places = [], {(row.file, row.row) for row in rows}
    for each in read_corrected(past).iter_rows(named=True):
        if (each["source_file"], each["source_row"]) in places:
            field = FIELDS[each["field"]]
            told.append(
                f"{each['source_file']} row {each['source_row']}: {field.what}: {each['shown']}, corrected to "
                f"{show(field, each['becomes'])} ({each['state']}; {each['evidence']}, {each['author']}, {each['day']}): "
                f"{each['reason']}"
            )
    return told
