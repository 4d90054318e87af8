"""The database: everything is written once, and only by whoever may."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from relief import database
from relief.database import replacing
from relief.database.columns import METADATA
from relief.database.engine import connect, transact
from relief.database.migrate import HEAD, MIGRATIONS, configure
from relief.errors import UserError

NOON = datetime(2020, 7, 1, 12, tzinfo=UTC)
COUNTY = "cascadia"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = database.open_database(database_url)
    yield opened
    opened.dispose()


def determined(rows: int, **changes: Any) -> pl.DataFrame:
    """A frame as ``relief.eligibility.determine`` gives it, of people who do not exist."""
    numbers = pl.int_range(1, rows + 1, eager=True)
    frame = pl.DataFrame({"source_row": numbers.cast(pl.UInt32)}).with_columns(
        source_file=pl.lit("fictional.dat"),
        subject_id=pl.format("F{}", pl.col("source_row") // 3),
        count_order=pl.col("source_row").cast(pl.String).str.zfill(12),
        charge_text=pl.lit("11357(B) HS"),
        court=pl.lit("CASCADIA SUPERIOR COURT"),
        ori=pl.lit("CA0000000"),
        case_number=pl.format("C-{}", "source_row"),
        count=pl.lit(1, dtype=pl.Int32),
        code_section=pl.lit("HS 11357(b)"),
        conviction_date=pl.lit(date(1999, 12, 31)),
        level=pl.lit("misdemeanor"),
        outcome=pl.lit("eligible", dtype=pl.Enum(["eligible", "ineligible"])),
        relief=pl.lit("dismissal and sealing"),
        rule=pl.lit("no disqualifier"),
        citation=pl.lit("HS 11361.8(b)"),
        reason=pl.lit('Nothing stands against it, "tab\t", back\\slash, \\. and an é.'),
        unknown_facts=pl.when(pl.col("source_row") % 2 == 0).then(pl.lit("")),
        law_version=pl.lit("2020-01-01"),
        name=pl.lit("CANARY,NAME"),
        birth_date=pl.lit(date(1970, 1, 1)),
        cii_number=pl.lit("CANARYCII"),
    )
    return frame.with_columns(**changes)


def begin(engine: Engine, *, key: str = "a" * 64, owner: str = "one", at: datetime = NOON) -> database.Claim:
    return database.begin_run(
        engine, key=key, county=COUNTY, as_of=date(2020, 7, 1), exports=["e" * 64], owner=owner, at=at
    )


def read(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with connect(engine) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def dump(engine: Engine) -> dict[str, list[str]]:
    """Everything in the database but who holds the lease, which changes with every attempt."""
    tables = [table for table in METADATA.sorted_tables if table.name != "lease"]
    return {table.name: sorted(repr(row) for row in read(engine, f"SELECT * FROM {table.name}")) for table in tables}


def record_everything(engine: Engine, owner: str) -> None:
    database.record_export(engine, county=COUNTY, sha256="e" * 64, size=10, rows=20, name="fictional.dat", at=NOON)
    claim = begin(engine, owner=owner)
    database.record_determinations(engine, claim, determined(20), at=NOON)
    paper = database.WrittenPaper(key="runs/x/motion.pdf", kind="motion", court="C", sha256="f" * 64, pages=2, rows=20)
    database.record_papers(engine, claim, [paper], at=NOON)
    convictions = database.name_convictions(determined(20))
    steps = pl.DataFrame({"conviction": convictions}).with_columns(
        step=pl.lit("identified"),
        day=pl.lit(date(2020, 7, 1)),
        actor=pl.lit("rules"),
        paper=pl.lit("runs/x/motion.pdf"),
    )
    database.record_steps(engine, county=COUNTY, steps=steps)
    database.finish_run(engine, claim, at=NOON, counts={"rows read": 20})


# Schema


def test_the_migrations_make_exactly_the_tables_that_the_code_describes(engine: Engine) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with connect(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_the_newest_migration_is_the_one_the_code_expects(engine: Engine) -> None:
    from alembic.script import ScriptDirectory

    with connect(engine) as connection:
        assert ScriptDirectory.from_config(configure(connection)).get_heads() == [HEAD]
    assert (MIGRATIONS / "versions").is_dir()


def test_a_migration_can_be_taken_back_and_done_again(engine: Engine) -> None:
    from alembic import command

    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        command.downgrade(configure(connection), "base")
        command.upgrade(configure(connection), HEAD)
    record_everything(engine, "one")


def test_a_migration_that_is_interrupted_leaves_nothing_behind(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import op

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(op, "execute", stop)
        with pytest.raises(KeyboardInterrupt):
            database.open_database(database_url)
    engine = database.open_database(database_url)
    record_everything(engine, "one")
    engine.dispose()


def test_two_processes_can_open_a_new_database_at_once(database_url: str) -> None:
    failures: list[BaseException] = []

    def open_it() -> None:
        try:
            database.open_database(database_url).dispose()
        except BaseException as error:
            failures.append(error)

    run_together([open_it] * 4)
    assert not failures


def test_a_database_of_a_later_version_is_refused(engine: Engine, database_url: str) -> None:
    transact(engine, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(UserError, match="later version"):
        database.open_database(database_url)


@pytest.mark.parametrize("url", ["mysql://host/x", "sqlite://", "relief.db", "sqlite:///:memory:", ""])
def test_another_kind_of_url_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(UserError) as caught:
        database.open_database(url)
    assert "host/x" not in str(caught.value)


def test_sqlite_keeps_a_rollback_journal_synced_and_its_file_private(tmp_path: Path) -> None:
    engine = database.open_database(f"sqlite:///{tmp_path}/new/relief.db")
    assert read(engine, "PRAGMA journal_mode") == [("truncate",)]
    assert read(engine, "PRAGMA synchronous") == [(2,)]
    assert read(engine, "PRAGMA foreign_keys") == [(1,)]
    assert (tmp_path / "new/relief.db").stat().st_mode & 0o077 == 0
    engine.dispose()


def test_a_sqlite_file_with_a_write_ahead_log_is_turned_back_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "relief.db"
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE elsewhere (n)")
    other.execute("BEGIN")
    other.execute("SELECT * FROM elsewhere")
    if sqlite3.sqlite_version_info < (3, 51, 3):
        with pytest.raises(UserError, match="write-ahead log"):
            database.open_database(f"sqlite:///{path}")
    other.close()
    engine = database.open_database(f"sqlite:///{path}")
    assert read(engine, "PRAGMA journal_mode") == [("truncate",)]
    engine.dispose()


# Values


def test_a_moment_comes_back_equal_and_in_utc(engine: Engine) -> None:
    pacific = timezone(timedelta(hours=-7))
    at = datetime(2020, 7, 1, 23, 59, 59, 123456, tzinfo=pacific)
    database.record_export(engine, county=COUNTY, sha256="1" * 64, size=1, rows=1, name="a.dat", at=at)
    [export] = database.read_status(engine).exports
    assert export.recorded_at == at
    assert export.recorded_at.tzinfo == UTC


def test_a_moment_without_a_zone_is_refused(engine: Engine) -> None:
    with pytest.raises(Exception, match="without a zone"):
        database.record_export(
            engine, county=COUNTY, sha256="1" * 64, size=1, rows=1, name="a.dat", at=NOON.replace(tzinfo=None)
        )


def test_determinations_come_back_as_they_were_given_and_without_a_persons_name(engine: Engine) -> None:
    claim, frame = begin(engine), determined(7)
    assert database.record_determinations(engine, claim, frame, at=NOON) == 7
    names = "subject_id, case_number, count, outcome, reason, unknown_facts, conviction_date"
    rows = read(engine, f"SELECT {names} FROM determination ORDER BY conviction")
    named = frame.with_columns(database.name_convictions(frame)).sort("conviction")
    kept = named.select(name.strip() for name in names.split(","))
    assert [(*row[:-1], str(row[-1])) for row in rows] == [(*row[:-1], str(row[-1])) for row in kept.rows()]
    assert "CANARY" not in repr(dump(engine))


def test_a_conviction_has_the_same_name_in_the_next_export() -> None:
    first = determined(6)
    moved = first.reverse().with_columns(source_file=pl.lit("later.dat"), source_row=pl.col("source_row") + 100)
    assert set(database.name_convictions(first)) == set(database.name_convictions(moved))
    assert database.name_convictions(first).n_unique() == 6


def test_two_charges_under_one_count_are_two_convictions() -> None:
    frame = determined(2, subject_id=pl.lit("F1"), count_order=pl.lit("001001001000"))
    assert database.name_convictions(frame).n_unique() == 1
    frame = frame.with_columns(charge_text=pl.Series(["11357 HS", None]))
    assert database.name_convictions(frame).n_unique() == 2


@pytest.mark.parametrize("change", [{"count_order": pl.lit("1")}, {"subject_id": pl.lit(None, dtype=pl.String)}])
def test_a_conviction_whose_person_or_count_is_unknown_is_named_by_its_place(change: dict[str, pl.Expr]) -> None:
    frame = determined(2, **change)
    assert database.name_convictions(frame).to_list() == ["fictional.dat:1", "fictional.dat:2"]
    assert database.name_convictions(frame.drop("count_order")).to_list() == ["fictional.dat:1", "fictional.dat:2"]


# Once


def test_recording_the_same_run_twice_writes_nothing_new(engine: Engine) -> None:
    record_everything(engine, "one")
    before = dump(engine)
    record_everything(engine, "two")
    assert dump(engine) == before
    assert len(before["determination"]) == len(before["ledgerstep"]) == 20


def test_the_same_file_under_another_name_is_the_same_export(engine: Engine) -> None:
    def come(name: str, **change: int) -> bool:
        facts = {"size": 10, "rows": 2, **change}
        return database.record_export(engine, county=COUNTY, sha256="1" * 64, name=name, at=NOON, **facts)

    assert come("a.dat") is True
    assert come("b.dat") is False
    with pytest.raises(database.Conflict, match="2 rows"):
        come("a.dat", rows=3)
    assert [export.name for export in database.read_status(engine).exports] == ["a.dat"]


def test_a_later_run_replaces_the_determinations_in_force(engine: Engine) -> None:
    first = begin(engine)
    database.record_determinations(engine, first, determined(9), at=NOON)
    database.finish_run(engine, first, at=NOON, counts={})
    second = begin(engine, key="b" * 64)
    assert database.record_determinations(engine, second, determined(4), at=NOON) == 4
    status = database.read_status(engine)
    assert status.outcomes == {COUNTY: {"eligible": 4}}
    assert {run.key[0]: run.in_force for run in status.runs} == {"a": False, "b": True}


@pytest.mark.parametrize("seed", range(12))
def test_what_is_in_force_is_the_same_whether_the_former_rows_are_known_or_not(engine: Engine, seed: int) -> None:
    """Rows more, fewer, other and moved; a former run that is not the one in force; a table that somebody has touched."""
    dice, before = random.Random(seed), determined(400)
    first = begin(engine)
    database.record_determinations(engine, first, before, at=NOON)
    database.finish_run(engine, first, at=NOON, counts={})
    share = dice.choice([0, 0.01, 0.1, 0.6])
    chosen = [dice.random() < share for _ in range(400)]
    now = before.with_columns(
        outcome=pl.when(pl.Series(chosen)).then(pl.lit("ineligible")).otherwise("outcome"),
        reason=pl.when(pl.Series(chosen[::-1])).then(None).otherwise("reason"),
        source_row=pl.col("source_row") + 7,
    ).filter([dice.random() > share / 2 for _ in range(400)])
    now = pl.concat([now, determined(403).tail(3)])
    if seed % 4 == 3:
        transact(engine, lambda connection: connection.execute(text("DELETE FROM determination WHERE count = 1")))
    known = database.InForce(run=first.run if seed % 4 else "c" * 64, determinations=before)
    second = begin(engine, key="b" * 64)
    assert database.record_determinations(engine, second, now, at=NOON, former=known) == now.height
    alone = read(engine, "SELECT * FROM determination ORDER BY conviction")
    third = begin(engine, key="d" * 64, owner="one")
    database.record_determinations(engine, third, now, at=NOON)
    assert alone == read(engine, "SELECT * FROM determination ORDER BY conviction") and len(alone) == now.height


def test_only_rows_that_differ_are_written(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    first, before = begin(engine), determined(400)
    database.record_determinations(engine, first, before, at=NOON)
    written = []
    monkeypatch.setattr(replacing, "load", lambda *told: written.append(told[2].height))
    other = pl.when(pl.col("source_row") == 9).then(pl.lit("ineligible")).otherwise("outcome")
    now = before.with_columns(outcome=other, source_file=pl.lit("next.dat"))
    known = database.InForce(run=first.run, determinations=before)
    database.record_determinations(engine, begin(engine, key="b" * 64), now, at=NOON, former=known)
    assert written == [1]


def test_two_determinations_of_one_conviction_are_refused_and_none_is_written(engine: Engine) -> None:
    frame = pl.concat([determined(3), determined(3).tail(1).with_columns(source_row=pl.lit(99, dtype=pl.UInt32))])
    with pytest.raises(database.Conflict, match=r"fictional\.dat row 3 and fictional\.dat row 99"):
        database.record_determinations(engine, begin(engine), frame, at=NOON)
    assert read(engine, "SELECT count(*) FROM determination") == [(0,)]


def test_a_determination_that_cannot_be_written_leaves_the_former_in_force_and_is_not_quoted(engine: Engine) -> None:
    claim = begin(engine)
    database.record_determinations(engine, claim, determined(5), at=NOON)
    second = begin(engine, key="b" * 64, owner="one")
    broken = determined(5, rule=pl.lit(None, dtype=pl.String), subject_id=pl.lit("CANARY"))
    with pytest.raises(database.DatabaseFailure) as caught:
        database.record_determinations(engine, second, broken, at=NOON)
    assert "CANARY" not in str(caught.value)
    assert database.read_status(engine).outcomes == {COUNTY: {"eligible": 5}}
    assert read(engine, "SELECT key FROM run WHERE in_force") == [("a" * 64,)]


def test_the_same_question_with_another_answer_is_refused(engine: Engine) -> None:
    record_everything(engine, "one")
    claim = begin(engine, owner="two")
    assert claim.finished
    with pytest.raises(database.Conflict, match="in force"):
        database.record_determinations(engine, claim, determined(19), at=NOON)
    with pytest.raises(database.Conflict, match="two answers"):
        database.finish_run(engine, claim, at=NOON, counts={"rows read": 21})
    paper = database.WrittenPaper(key="runs/x/motion.pdf", kind="motion", court="C", sha256="0" * 64, pages=2, rows=20)
    with pytest.raises(database.Conflict, match="other content"):
        database.record_papers(engine, claim, [paper], at=NOON)


def test_a_run_is_known_by_everything_that_can_change_its_answer() -> None:
    asked: dict[str, Any] = {
        "county": COUNTY, "exports": ["1", "2"], "code": "c", "rules": "r", "policy": "p", "as_of": date(2020, 7, 1),
    }  # fmt: skip
    key = database.name_run(**asked)
    assert key == database.name_run(**{**asked, "exports": ["2", "1"]})
    others: dict[str, Any] = {
        "county": "x", "exports": ["1"], "code": "x", "rules": "x", "policy": "x", "as_of": date(2020, 7, 2),
    }  # fmt: skip
    assert len({key, *(database.name_run(**{**asked, name: value}) for name, value in others.items())}) == 7


# Leases


def test_a_second_run_is_turned_away_while_the_first_is_at_work(engine: Engine) -> None:
    begin(engine)
    with pytest.raises(database.CountyBusy):
        begin(engine, key="b" * 64, owner="two", at=NOON + timedelta(minutes=4))


def test_a_renewed_lease_lasts_longer(engine: Engine) -> None:
    claim = begin(engine)
    database.renew_lease(engine, claim, at=NOON + timedelta(minutes=4))
    with pytest.raises(database.CountyBusy):
        begin(engine, key="b" * 64, owner="two", at=NOON + timedelta(minutes=8))


def test_a_finished_or_failed_run_gives_the_county_back(engine: Engine) -> None:
    database.fail_run(engine, begin(engine), at=NOON)
    second = begin(engine, key="b" * 64, owner="two")
    database.finish_run(engine, second, at=NOON, counts={})
    begin(engine, owner="three")
    assert {run.key[0]: run.status for run in database.read_status(engine).runs} == {"a": "running", "b": "finished"}


def test_a_run_that_lost_its_lease_can_write_nothing_any_more(engine: Engine) -> None:
    asleep = begin(engine)
    awake = begin(engine, key="b" * 64, owner="two", at=NOON + timedelta(minutes=6))
    assert awake.fence > asleep.fence
    before = dump(engine)
    paper = database.WrittenPaper(key="k", kind="motion", court="C", sha256="f" * 64, pages=1, rows=1)
    attempts: list[Callable[[], object]] = [
        lambda: database.record_determinations(engine, asleep, determined(3), at=NOON),
        lambda: database.record_papers(engine, asleep, [paper], at=NOON),
        lambda: database.finish_run(engine, asleep, at=NOON, counts={}),
        lambda: database.renew_lease(engine, asleep, at=NOON),
    ]
    for attempt in attempts:
        with pytest.raises(database.LeaseLost):
            attempt()
    database.fail_run(engine, asleep, at=NOON)
    assert dump(engine) == before
    assert database.record_determinations(engine, awake, determined(3), at=NOON) == 3


def test_a_run_whose_process_was_killed_is_not_waited_for(engine: Engine, database_url: str) -> None:
    script = (
        "import datetime as d, os, signal; from relief import database as r; e = r.open_database(os.environ['URL']);"
        "r.begin_run(e, key='a' * 64, county='cascadia', as_of=d.date(2020, 7, 1), exports=[], owner=r.name_owner(),"
        "at=d.datetime(2020, 7, 1, 12, tzinfo=d.UTC)); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", script], check=False, env={**os.environ, "URL": database_url})
    assert killed.returncode == -signal.SIGKILL
    claim = begin(engine, key="b" * 64, owner=database.name_owner())
    assert claim.fence == 2
    assert {run.key[0]: run.status for run in database.read_status(engine).runs} == {"a": "abandoned", "b": "running"}


def test_of_many_that_begin_at_once_one_proceeds(engine: Engine) -> None:
    claims: list[database.Claim] = []
    turned_away: list[database.CountyBusy] = []

    def race(number: int) -> None:
        try:
            claims.append(begin(engine, key=f"{number:064}", owner=database.name_owner()))
        except database.CountyBusy as busy:
            turned_away.append(busy)

    run_together([lambda number=number: race(number) for number in range(8)])  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    assert (len(claims), len(turned_away)) == (1, 7)


# The ledger


def steps_of(*steps: tuple[str, str, int], paper: str | None = None) -> pl.DataFrame:
    rows = [(conviction, step, date(2020, 7, day), "court", paper) for conviction, step, day in steps]
    schema = {"conviction": pl.String, "step": pl.String, "day": pl.Date, "actor": pl.String, "paper": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_steps_are_written_in_order_and_a_repeat_is_passed_over(engine: Engine) -> None:
    first = steps_of(("x", "identified", 1), ("y", "identified", 1), ("x", "reviewed", 2))
    assert database.record_steps(engine, county=COUNTY, steps=first) == 3
    assert database.record_steps(engine, county=COUNTY, steps=first) == 0
    more = steps_of(("x", "identified", 1), ("x", "not challenged", 3), ("x", "filed", 3))
    assert database.record_steps(engine, county=COUNTY, steps=more) == 2
    lines = read(engine, "SELECT conviction, position, step FROM ledgerstep ORDER BY conviction, position")
    assert [line[2] for line in lines if line[0] == "x"] == ["identified", "reviewed", "not challenged", "filed"]
    assert [line[1] for line in lines] == [0, 1, 2, 3, 0]
    assert database.read_status(engine).steps == {COUNTY: {"filed": 1, "identified": 1}}


def test_a_step_that_may_not_follow_is_refused_with_its_whole_batch(engine: Engine) -> None:
    database.record_steps(engine, county=COUNTY, steps=steps_of(("x", "identified", 1)))
    with pytest.raises(database.IllegalStep, match="'granted' cannot be written after 'identified'"):
        database.record_steps(engine, county=COUNTY, steps=steps_of(("y", "identified", 1), ("x", "granted", 2)))
    assert read(engine, "SELECT count(*) FROM ledgerstep") == [(1,)]


def test_a_filing_may_be_given_back_and_filed_again(engine: Engine) -> None:
    walk = [("x", step, 1) for step in ("identified", "reviewed", "not challenged", "filed", "rejected")]
    database.record_steps(engine, county=COUNTY, steps=steps_of(*walk))
    assert database.record_steps(engine, county=COUNTY, steps=steps_of(("x", "filed", 2), ("x", "accepted", 2))) == 2


def test_a_cause_is_kept_with_its_step_and_relief_that_was_upheld_goes_on_from_where_it_stood(engine: Engine) -> None:
    walk = (
        "identified",
        "reviewed",
        "not challenged",
        "filed",
        "accepted",
        "granted",
        "entered",
        "questioned",
        "upheld",
    )
    steps = steps_of(*(("x", step, day) for day, step in enumerate(walk, 1)))
    caused = steps.with_columns(cause=pl.when(pl.col("step") == "questioned").then(pl.lit("the wrong count")))
    assert database.record_steps(engine, county=COUNTY, steps=caused) == len(walk)
    assert database.record_steps(engine, county=COUNTY, steps=steps) == 0, "a cause makes no other step"
    life = database.read_lives(engine, county=COUNTY)
    assert life["step"].to_list() == list(walk)
    assert life.filter(pl.col("cause").is_not_null()).select("step", "cause").rows() == [
        ("questioned", "the wrong count")
    ]
    with pytest.raises(database.IllegalStep, match="'confirmed' cannot be written after 'entered'"):
        database.record_steps(engine, county=COUNTY, steps=steps_of(("x", "confirmed", 20)))
    assert database.record_steps(engine, county=COUNTY, steps=steps_of(("x", "reported", 20))) == 1


def test_two_writers_of_the_same_step_write_it_once(engine: Engine) -> None:
    written: list[int] = []
    steps = steps_of(*((f"c{number}", "identified", 1) for number in range(50)))
    run_together([lambda: written.append(database.record_steps(engine, county=COUNTY, steps=steps))] * 4)
    assert sorted(written) == [0, 0, 0, 50]


def test_the_ledger_can_only_grow(engine: Engine) -> None:
    database.record_steps(engine, county=COUNTY, steps=steps_of(("x", "identified", 1)))
    refuse(engine, "UPDATE ledgerstep SET day = '2021-01-01'")
    refuse(engine, "DELETE FROM ledgerstep")
    if engine.dialect.name == "sqlite":
        refuse(
            engine,
            "INSERT OR REPLACE INTO ledgerstep VALUES ('cascadia', 'x', 0, 'granted', '2020-07-01', 'a', NULL, NULL)",
        )
    else:
        refuse(engine, "TRUNCATE ledgerstep")


# The audit chain


def audit(engine: Engine, number: int) -> database.AuditHead:
    return database.record_audit(engine, at=NOON, actor="tests", event="tested", counts={"number": number})


def test_the_audit_chain_holds_and_grows_without_gaps(engine: Engine) -> None:
    assert database.verify_audit(engine) == database.AuditHead(seq=0, hash="0" * 64)
    heads = [audit(engine, number) for number in range(5)]
    assert [head.seq for head in heads] == [1, 2, 3, 4, 5]
    assert database.verify_audit(engine, anchor=heads[2]) == heads[-1]


def test_the_audit_chain_can_be_checked_without_this_program(engine: Engine) -> None:
    import hashlib
    import json

    audit(engine, 1)
    head = audit(engine, 2)
    previous = bytes(32)
    for seq in (1, 2):
        entry = {
            "actor": "tests", "at": "2020-07-01T12:00:00.000000+00:00", "counts": f'{{"number":{seq}}}', "county": "",
            "event": "tested", "seq": seq, "subject": "",
        }  # fmt: skip
        previous = hashlib.sha256(previous + json.dumps(entry, separators=(",", ":")).encode()).digest()
    assert previous.hex() == head.hash


def test_nothing_in_the_audit_chain_can_be_changed_removed_or_put_in(engine: Engine) -> None:
    audit(engine, 1)
    audit(engine, 2)
    refuse(engine, "UPDATE audit SET actor = 'nobody' WHERE seq = 1")
    refuse(engine, "DELETE FROM audit WHERE seq = 2")
    zeros = "0" * 64
    columns = "(seq, at, actor, event, county, subject, counts, previous, hash)"
    for seq in (2, 4):
        values = f"({seq}, '2020-07-01 12:00:00', 'a', 'e', '', '', '{{}}', '{zeros}', '{zeros}')"
        refuse(engine, f"INSERT INTO audit {columns} VALUES {values}")
    if engine.dialect.name == "sqlite":
        refuse(engine, f"INSERT OR REPLACE INTO audit {columns} VALUES {values.replace('(4', '(1')}")
    else:
        refuse(engine, "TRUNCATE audit")
    assert database.verify_audit(engine).seq == 2


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit SET actor = 'nobody' WHERE seq = 2",
        "UPDATE audit SET counts = '{}' WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 1",
        "DELETE FROM audit WHERE seq = 3",
    ],
)
def test_whoever_goes_past_the_triggers_is_found_out(tmp_path: Path, tampering: str) -> None:
    engine = database.open_database(f"sqlite:///{tmp_path / 'relief.db'}")
    anchor = [audit(engine, number) for number in range(3)][-1]
    with sqlite3.connect(tmp_path / "relief.db") as thief:
        thief.execute("DROP TRIGGER audit_no_update")
        thief.execute("DROP TRIGGER audit_no_delete")
        thief.execute(tampering)
    thief.close()
    with pytest.raises(database.AuditBroken):
        database.verify_audit(engine, anchor=anchor)
    engine.dispose()


@pytest.mark.parametrize("words", [{"actor": "O'Nobody, Jane"}, {"subject": "a b"}, {"event": "ünd"}])
def test_the_audit_chain_has_no_letters_for_a_name(engine: Engine, words: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="may hold letters"):
        database.record_audit(engine, **{"at": NOON, "actor": "a", "event": "e", **words})  # type: ignore[arg-type]  # mixed on purpose
    with pytest.raises(ValueError, match="whole numbers"):
        database.record_audit(engine, at=NOON, actor="a", event="e", counts={"name": "CANARY"})  # type: ignore[dict-item]  # wrong on purpose


def test_many_writers_make_one_chain(engine: Engine) -> None:
    run_together([lambda: audit(engine, 1)] * 8)
    assert database.verify_audit(engine).seq == 8


# Faults


def test_a_killed_writer_leaves_all_of_its_determinations_or_none(engine: Engine, database_url: str) -> None:
    claim = begin(engine, owner="parent")
    database.record_determinations(engine, claim, determined(3), at=NOON)
    script = (
        "import os, signal; import test_database as t; from relief.database import bulk, replacing as m\n"
        "from relief import database as r\n"
        "whole = m.load\n"
        "def half(connection, table, frame):\n"
        "    whole(connection, table, frame.head(5000)); os.kill(os.getpid(), signal.SIGKILL)\n"
        "m.load = half\n"
        "e = r.open_database(os.environ['URL']); c = t.begin(e, key='b' * 64, owner='parent')\n"
        "r.record_determinations(e, c, t.determined(10000), at=t.NOON)\n"
    )
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    killed = subprocess.run(
        [sys.executable, "-c", script], check=False, env={**os.environ, "URL": database_url, "PYTHONPATH": paths}
    )
    assert killed.returncode == -signal.SIGKILL
    assert database.read_status(engine).outcomes == {COUNTY: {"eligible": 3}}
    again = begin(engine, key="b" * 64, owner="parent")
    assert database.record_determinations(engine, again, determined(10000), at=NOON) == 10000
    assert database.verify_audit(engine).seq > 0


def refuse(engine: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError), engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text(statement))


def run_together(works: list[Callable[[], object]]) -> None:
    """Run each in a thread of its own, all released at once; raise what any of them raised."""
    gate, errors = threading.Barrier(len(works)), []

    def enter(work: Callable[[], object]) -> None:
        gate.wait()
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=enter, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
