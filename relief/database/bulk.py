"""Many rows at once, past the object layer: ``executemany`` on SQLite, ``COPY`` on PostgreSQL."""

from typing import Any

import polars as pl
from sqlalchemy import Connection

_SLICE = 50_000
"""Rows turned into Python's objects at a time."""


def load(connection: Connection, table: str, frame: pl.DataFrame) -> None:
    """Insert all rows of ``frame`` into ``table``, in the caller's transaction.

    Columns have the table's names. Give them sorted by the table's key: a tree fills fastest in order.
    """
    driver: Any = connection.connection.driver_connection
    names = ", ".join(f'"{name}"' for name in frame.columns)
    if connection.dialect.name == "postgresql":
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)") as copy:
            # Nothing between commas is null, and text without letters stands in quotes: so Polars writes it too.
            for rows in frame.iter_slices(_SLICE):
                copy.write(rows.write_csv(include_header=False, quote_style="necessary"))
        if frame.height > _SLICE // 10:
            # Until its statistics are taken PostgreSQL believes the table empty, and reads all of it every time.
            connection.exec_driver_sql(f"ANALYZE {table}")
        return
    # Python's driver writes a date as text by a habit that it has declared out of date.
    plain = frame.with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d"))
    marks = ", ".join("?" * frame.width)
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - the table's names are ours
    for rows in plain.iter_slices(_SLICE):
        driver.executemany(statement, rows.rows())
