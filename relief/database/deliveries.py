"""Deliveries of a county, source by source: written once, with the run that first recorded them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, func, insert, select
from sqlmodel import col

from relief.database.audit import add_audit
from relief.database.engine import connect, transact
from relief.database.runs import Claim, check_fence
from relief.database.tables import Delivery as Row
from relief.deliveries import Delivery


def record_deliveries(engine: Engine, claim: Claim, deliveries: Sequence[Delivery], *, at: datetime) -> int:
    """Write what came, all of one content or nothing where it is known; how many were new. LeaseLost as any record."""

    def work(connection: Connection) -> int:
        check_fence(connection, claim)
        known = set(connection.scalars(select(col(Row.content)).where(col(Row.county) == claim.county)))
        new = [each for each in deliveries if each.content not in known]
        if not new:
            return 0
        last = connection.scalar(select(func.max(col(Row.position))).where(col(Row.county) == claim.county))
        for each in new:
            values = {"content": each.content, "source": each.source, "day": each.day, "rows": each.rows}
            told = {**values, "unlisted": " ".join(each.unlisted), "position": 0 if last is None else last + 1}
            connection.execute(insert(Row).values(county=claim.county, **told))
        counts = {each.source: each.rows for each in new}
        add_audit(connection, at=at, actor="relief", event="delivery.recorded", county=claim.county,
                  subject=new[0].content, counts=counts)  # fmt: skip
        return len(new)

    return transact(engine, work)


def read_deliveries(engine: Engine, *, county: str, before: str | None = None) -> list[Delivery]:
    """A county's deliveries in their order; of a content that is known only those that came ``before`` it."""
    here = col(Row.county) == county
    with connect(engine) as connection:
        own = select(col(Row.position)).where(here, col(Row.content) == before)
        last = None if before is None else connection.scalar(own)
        earlier = here if last is None else here & (col(Row.position) < last)
        columns = (col(Row.content), col(Row.source), col(Row.day), col(Row.rows), col(Row.unlisted))
        query = select(*columns).where(earlier).order_by(col(Row.position), col(Row.source))
        return [
            Delivery(content=content, source=source, day=day, rows=rows, unlisted=tuple(unlisted.split()))
            for content, source, day, rows, unlisted in connection.execute(query)
        ]
