"""Packages in the database: numbers without gap or repeat, one live package a conviction, delivered once."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from threading import Thread

import polars as pl
import pytest
from sqlalchemy import Engine

from relief import database
from relief.ledger import Step
from relief.outcomes.filing import plan_filing
from relief.outcomes.tasks import Kind, Raised
from relief.packages.numbers import LETTERS, is_number, name_package, name_row

COUNTY, COURT, DAY = "los_angeles", "Norwalk Courthouse", date(2026, 11, 25)
AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
DOING = database.Doing(county=COUNTY, actor="da.unit", day=DAY, at=AT)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = database.open_database(database_url)
    database.begin_run(opened, key="a" * 64, county=COUNTY, as_of=DAY, exports=[], owner="one", at=AT)
    steps = pl.DataFrame({"conviction": [f"S{n}/0/x" for n in range(60)]}).with_columns(
        step=pl.lit("identified"), day=pl.lit(DAY), actor=pl.lit("rules"), paper=pl.lit(None, dtype=pl.String)
    )
    database.record_steps(opened, county=COUNTY, steps=steps)
    yield opened
    opened.dispose()


def convict(*numbers: int) -> list[str]:
    return [f"S{number}/0/x" for number in numbers]


def take(engine: Engine, convictions: list[str], day: date = DAY) -> str:
    doing = database.Doing(county=COUNTY, actor="da.unit", day=day, at=AT)
    return database.open_package(
        engine, doing, county_name="Los Angeles", court=COURT, run="a" * 64, convictions=convictions
    )


def file(engine: Engine, number: str, convictions: list[str], if_withdrawn: Sequence[Raised] = ()) -> bool:
    rows = pl.DataFrame({"conviction": convictions}).with_row_index("row", offset=1)
    rows = rows.with_columns(batch=pl.lit(number), relief=pl.lit("dismissal and sealing"))
    stands = dict.fromkeys(convictions, Step.IDENTIFIED)
    steps = plan_filing(rows, stands, day=DAY, actor="da.unit")
    receipt = database.Receipt(
        number=number, edition=1, route="folder", sha256="f" * 64, motion=f"packages/{number}/motion.pdf",
        motion_sha256="e" * 64, pages=3, rows=len(convictions),
    )  # fmt: skip
    return database.mark_delivered(engine, DOING, receipt, steps=steps, if_withdrawn=if_withdrawn)


def test_every_county_has_letters_of_its_own_and_numbers_are_read_back() -> None:
    assert len(set(LETTERS.values())) == 58
    assert name_row(name_package("Los Angeles", 2026, 1), 12) == "LA-2026-0001-0012"
    assert is_number("SBD-2026-0107") and not is_number("LA-26-1") and not is_number("LA-2026-0001-0012")


def test_a_conviction_is_in_one_package_at_a_time_and_numbers_go_on_within_the_year(engine: Engine) -> None:
    assert take(engine, convict(1, 2)) == "LA-2026-0001"
    with pytest.raises(database.Conflict, match="in another package"):
        take(engine, convict(2, 3))
    with pytest.raises(database.Conflict, match="past filing"):
        take(engine, ["nobody/0/x"])
    assert take(engine, convict(3)) == "LA-2026-0002", "a refusal uses no number"
    assert take(engine, convict(4), date(2027, 1, 2)) == "LA-2027-0001"
    database.withdraw_rows(engine, DOING, number="LA-2026-0001", reasons={2: "not eligible any more"})
    assert take(engine, convict(2)) == "LA-2026-0003"
    assert sorted(database.list_in_packages(engine, county=COUNTY)) == convict(1, 2, 3, 4)
    rows = database.read_package_rows(engine, county=COUNTY, number="LA-2026-0001")
    assert rows["withdrawn"].to_list() == [None, "not eligible any more"]


def test_a_package_that_was_withdrawn_keeps_its_number_and_frees_its_convictions(engine: Engine) -> None:
    number = take(engine, convict(5, 6))
    database.withdraw_package(engine, DOING, number=number, why="the agency took it back")
    assert take(engine, convict(5, 6)) == "LA-2026-0002"
    with pytest.raises(database.Conflict, match="withdrawn already"):
        database.withdraw_package(engine, DOING, number=number, why="again")
    states = database.read_packages(engine, county=COUNTY).select("number", "state", "note").rows()
    assert states == [("LA-2026-0001", "withdrawn", "the agency took it back"), ("LA-2026-0002", "open", "")]


def test_a_package_is_delivered_once_and_then_its_convictions_are_filed(engine: Engine) -> None:
    number = take(engine, convict(7, 8))
    assert database.mark_made(engine, DOING, number=number, edition=1, sha256="f" * 64)
    assert not database.mark_made(engine, DOING, number=number, edition=1, sha256="f" * 64)
    database.mark_sending(engine, DOING, number=number, edition=1, route="folder")
    with pytest.raises(database.Conflict, match="its delivery has begun"):
        database.withdraw_rows(engine, DOING, number=number, reasons={1: "too late"})
    assert file(engine, number, convict(7, 8))
    assert not file(engine, number, convict(7, 8))
    lives = database.read_lives(engine, county=COUNTY)
    assert lives.filter(pl.col("step") == "filed")["cause"].to_list() == [
        f"{number} row {row}: dismissal and sealing" for row in (1, 2)
    ]
    assert set(lives.filter(pl.col("step") == "filed")["paper"]) == {f"packages/{number}/motion.pdf"}
    with pytest.raises(database.Conflict, match="past filing"):
        take(engine, convict(7))
    assert database.list_in_packages(engine, county=COUNTY).is_empty()
    database.verify_audit(engine)


def test_a_package_that_reached_the_court_although_it_was_taken_back_is_filed_and_each_row_a_task(
    engine: Engine,
) -> None:
    number = take(engine, convict(11, 12))
    database.mark_made(engine, DOING, number=number, edition=1, sha256="f" * 64)
    database.mark_sending(engine, DOING, number=number, edition=1, route="folder")
    database.withdraw_package(engine, DOING, number=number, why="the agency took it back")
    doubt = [
        Raised(
            kind=Kind.FILED_IN_DOUBT, source=number, digest=number, owner="DA", conviction=name, batch=number, row=row
        )
        for row, name in enumerate(convict(11, 12), 1)
    ]
    assert file(engine, number, convict(11, 12), if_withdrawn=doubt)
    assert database.read_packages(engine, county=COUNTY)["state"].to_list() == ["delivered"]
    assert database.read_tasks(engine, county=COUNTY)["row"].sort().to_list() == [1, 2]
    with pytest.raises(database.Conflict, match="past filing"):
        take(engine, convict(11))


def test_an_edition_that_lost_a_row_is_not_sent(engine: Engine) -> None:
    number = take(engine, convict(9, 10))
    database.mark_made(engine, DOING, number=number, edition=1, sha256="f" * 64)
    database.withdraw_rows(engine, DOING, number=number, reasons={1: "the person died"})
    with pytest.raises(database.Conflict, match="edition 1 is not what is to be delivered"):
        database.mark_sending(engine, DOING, number=number, edition=1, route="folder")
    assert database.read_packages(engine, county=COUNTY)["state"].to_list() == ["open"]
    database.mark_made(engine, DOING, number=number, edition=2, sha256="e" * 64, withdrawn=[1])
    database.mark_sending(engine, DOING, number=number, edition=2, route="folder")
    about = database.read_packages(engine, county=COUNTY).row(0, named=True)
    assert (about["state"], about["edition"], about["withdrawn"], about["sha256"]) == ("sending", 2, 1, "e" * 64)


def test_papers_with_a_row_that_was_taken_out_while_they_were_drawn_up_make_no_package(engine: Engine) -> None:
    number = take(engine, convict(13, 14, 15))
    for edition, row in ((1, 1), (2, 3)):
        drawn = {each for each in (1,) if each < row}
        database.withdraw_rows(engine, DOING, number=number, reasons={row: "not eligible any more"})
        with pytest.raises(database.Conflict, match="drawn up again"):
            database.mark_made(engine, DOING, number=number, edition=edition, sha256="f" * 64, withdrawn=drawn)
        assert database.read_packages(engine, county=COUNTY)["state"].to_list() == ["open"]
        if row == 1:
            assert database.mark_made(engine, DOING, number=number, edition=1, sha256="f" * 64, withdrawn=[1])
    assert database.mark_made(engine, DOING, number=number, edition=2, sha256="f" * 64, withdrawn=[3, 1])
    database.verify_audit(engine)


def test_a_package_that_was_given_up_while_its_papers_were_drawn_up_is_not_made(engine: Engine) -> None:
    number = take(engine, convict(16))
    database.withdraw_package(engine, DOING, number=number, why="the agency took it back")
    with pytest.raises(database.Conflict, match="sent or withdrawn"):
        database.mark_made(engine, DOING, number=number, edition=1, sha256="f" * 64)
    assert database.read_packages(engine, county=COUNTY)["state"].to_list() == ["withdrawn"]


def test_a_package_that_loses_its_last_row_is_withdrawn_with_it(engine: Engine) -> None:
    number = take(engine, convict(11, 12))
    database.withdraw_rows(engine, DOING, number=number, reasons={1: "the person died"})
    database.withdraw_rows(engine, DOING, number=number, reasons={1: "again", 2: "not eligible any more"})
    about = database.read_packages(engine, county=COUNTY).row(0, named=True)
    assert (about["state"], about["withdrawn"], about["note"]) == ("withdrawn", 2, "every row was withdrawn")
    assert take(engine, convict(11, 12)) == "LA-2026-0002"


def test_many_at_once_take_every_number_once_and_every_conviction_once(engine: Engine) -> None:
    taken: list[str] = []

    def work(start: int) -> None:
        for number in range(start, 60, 3):
            try:
                taken.append(take(engine, convict(number, (number + 1) % 60)))
            except database.Conflict:
                continue

    threads = [Thread(target=work, args=(start,)) for start in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(taken) == [f"LA-2026-{ordinal:04}" for ordinal in range(1, len(taken) + 1)]
    rows = database.read_package_rows(engine, county=COUNTY)
    assert len(taken) >= 20 and rows["conviction"].is_unique().all()


def test_what_was_written_of_a_package_is_never_changed(engine: Engine) -> None:
    take(engine, convict(1))
    for statement in ("UPDATE package SET court = 'x'", "DELETE FROM packagerow", "DELETE FROM package"):
        with pytest.raises(Exception, match=r"append-only|denied|refuse|unchanged"), engine.begin() as connection:
            connection.exec_driver_sql(statement)


def test_the_ledger_of_a_packages_convictions_is_the_countys_of_them(engine: Engine) -> None:
    number, other = take(engine, convict(1, 2)), take(engine, convict(3))
    assert database.count_package_steps(engine, county=COUNTY, number=number) == 2
    file(engine, number, convict(1, 2))
    lives, whole = (
        database.read_package_lives(engine, county=COUNTY, number=number),
        database.read_lives(engine, county=COUNTY),
    )
    assert lives.equals(whole.filter(pl.col("conviction").is_in(convict(1, 2))).sort("conviction", "position"))
    assert database.count_package_steps(engine, county=COUNTY, number=number) == lives.height > 2
    assert database.count_package_steps(engine, county=COUNTY, number=other) == 1
