"""Two fictional courts with a package each, delivered, over a copy of the whole run; and accounts of every role."""

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from connectors import load_county
from connectors.packages import Writing
from connectors.store import open_store
from flows.outcomes.named import read_named
from flows.past import find_in_force
from flows.serving.tokens import hash_code
from flows.workplace import Workplace
from relief import database
from relief.accounts import Account, Role
from relief.ledger import Step
from relief.outcomes.filing import list_filed, plan_filing
from relief.outcomes.standings import find_standings

COUNTY, OTHER = "los_angeles", "sacramento"
DELIVERED = date(2020, 7, 2)
NOON = datetime(2020, 7, 2, 19, tzinfo=UTC)
ROWS = 8


@dataclass(frozen=True, kw_only=True)
class Courts:
    """What the tests know of them."""

    workplace: Workplace
    mine: str
    """The first court."""
    theirs: str
    package: str
    """Number of the first court's package."""
    other: str
    """Number of the other court's."""
    undelivered: str
    """Number of a package of the first court that it does not have yet."""
    accounts: dict[str, Account]
    """By a word for each role."""


def build(whole: Path, folder: Path) -> Courts:
    """All of it."""
    shutil.copytree(whole, folder / "work")
    workplace = Workplace.choose(str(folder / "work"))
    past = find_in_force(COUNTY, workplace)
    named = read_named(past, load_county(COUNTY)).cast({pl.Enum: pl.String})
    eligible = named.filter(
        pl.col("outcome") == "eligible", pl.col("case_number").str.strip_chars().str.len_chars() > 3,
        pl.col("count").is_not_null(),
    )  # fmt: skip
    courts = eligible.group_by("courthouse").len().sort("len", "courthouse", descending=True)["courthouse"].to_list()
    mine, theirs = courts[0], courts[1]
    engine = database.open_database(workplace.database)
    try:
        of_mine = eligible.filter(pl.col("courthouse") == mine)
        numbers = [
            _deliver(engine, workplace, past.key, of_mine.head(ROWS), sent=True),
            _deliver(engine, workplace, past.key, eligible.filter(pl.col("courthouse") == theirs).head(3), sent=True),
            _deliver(engine, workplace, past.key, of_mine.slice(ROWS, 2), sent=False),
        ]
        accounts = {
            "clerk": Account(name="clerk.1", role=Role.CLERK, county=COUNTY, courts=(mine,)),
            "other clerk": Account(name="clerk.2", role=Role.CLERK, county=COUNTY, courts=(theirs,)),
            "county": Account(name="da.unit", role=Role.COUNTY, county=COUNTY),
            "other county": Account(name="da.other", role=Role.COUNTY, county=OTHER),
            "program": Account(name="program.1", role=Role.PROGRAM),
            "auditor": Account(name="auditor.1", role=Role.AUDITOR),
        }
        for account in accounts.values():
            database.add_account(engine, account, code=hash_code("code"), actor="tests", at=NOON)
    finally:
        engine.dispose()
    return Courts(
        workplace=workplace, mine=mine, theirs=theirs, package=numbers[0], other=numbers[1], undelivered=numbers[2],
        accounts=accounts,
    )  # fmt: skip


def _deliver(engine: object, workplace: Workplace, run: str, rows: pl.DataFrame, *, sent: bool) -> str:
    """A package of these rows with the papers of the run, made and, where it is sent, delivered; its number."""
    court = rows["courthouse"][0]
    doing = database.Doing(county=COUNTY, actor="da.unit", day=DELIVERED, at=NOON)
    number = database.open_package(
        engine, doing, county_name="Los Angeles", court=court, run=run, convictions=rows["conviction"].to_list()
    )
    writing = Writing(open_store(workplace.out), county=COUNTY, number=number, edition=1)
    for name, content in _papers(workplace).items():
        writing.put(name, content)
    manifest = rows.with_row_index("row", offset=1).select(
        batch=pl.lit(number), row="row", county=pl.lit(COUNTY), court="courthouse",
        case_number=pl.col("case_number").str.strip_chars(), defendant=pl.col("name").str.strip_chars(),
        count_number="count", section="code_section", relief="relief", whole_case=pl.lit("no"),
    )  # fmt: skip
    writing.put("manifest.csv", manifest.write_csv().encode())
    writing.put("manifest.json", json.dumps({"batch": number, "court": court}).encode())
    writing.put(f"cases/{rows['case_number'][0].strip()}/order.pdf", next(iter(_papers(workplace).values())))
    sha256 = writing.finish()
    database.mark_made(engine, doing, number=number, edition=1, sha256=sha256)
    if sent:
        lives = database.read_lives(engine, county=COUNTY)
        stands = {
            name: Step(step)
            for name, step in find_standings(lives, list_filed(lives)).select("conviction", "step").rows()
        }
        filed = rows.with_row_index("row", offset=1).select("conviction", "row", "relief", batch=pl.lit(number))
        steps = plan_filing(
            filed.select("conviction", "batch", "row", "relief"), stands, day=DELIVERED, actor="da.unit"
        )
        database.mark_sending(engine, doing, number=number, edition=1, route="folder")
        database.mark_delivered(engine, doing, number=number, edition=1, route="folder", sha256=sha256, steps=steps)
    return number


def _papers(workplace: Workplace) -> dict[str, bytes]:
    """Motion, order and exhibit of one court of the run."""
    folder = next(path.parent for path in sorted(Path(workplace.out).rglob("papers/*/motion.pdf")))
    names = {
        "motion.pdf": "motion.pdf",
        "order.pdf": "order_proposed.pdf",
        "exhibit_a.pdf": "exhibit_a_confidential.pdf",
    }
    return {to: (folder / name).read_bytes() for name, to in names.items()}
