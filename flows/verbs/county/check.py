"""``relief county check``: which spellings of an export are unknown, as YAML ready to paste."""

import tempfile
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING

from flows.verbs.options import County, Exports

if TYPE_CHECKING:
    from connectors.onboarding.spellings import Unknown


def act(county: County, exports: Exports) -> int:
    """Read in a folder that is gone afterwards, and print each unknown disposition with a line to paste."""
    from connectors import load_county, read_exports
    from connectors.onboarding.spellings import find_unknown_dispositions

    with tempfile.TemporaryDirectory(prefix="relief-check-") as folder:
        read_exports(exports, load_county(county), Path(folder))
        _print(find_unknown_dispositions(Path(folder) / "records.parquet"))
    return 0


def _print(unknown: "Unknown") -> None:
    found = unknown.found
    print(f"# {found.height + unknown.hidden} dispositions are unknown. For WORD write what each means, in")
    print("# connectors/doj.yaml: words: disposition: exact. Most people first.")
    for spelling, rows, people in found.iter_rows():
        print(f"WORD: [{dumps(spelling, ensure_ascii=False)}]  # {rows:,} rows, {people:,} people")
    if unknown.hidden:
        print(
            f"# not shown, since few people have them or they may name one: {unknown.hidden}, {unknown.hidden_rows} rows"
        )
