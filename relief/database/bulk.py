"""Many rows at once, past the object layer: ``INSERT`` of many rows on SQLite, ``COPY`` on PostgreSQL."""

import json
from collections.abc import Mapping
from itertools import chain
from typing import Any

import polars as pl
from sqlalchemy import Connection

_SLICE = 50_000
"""Rows turned into Python's objects at a time."""
_ROWS = 200
"""Rows of one ``INSERT``: a statement costs SQLite as much as the row that it inserts."""


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
    row = f"({', '.join('?' * frame.width)})"
    for rows in plain.iter_slices(_SLICE):
        whole = rows.height // _ROWS * _ROWS
        many, rest = rows[:whole], rows[whole:]
        statement = f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * _ROWS)}"  # noqa: S608 - the table's names are ours
        for part in many.iter_slices(_ROWS):
            driver.execute(statement, list(chain.from_iterable(part.rows())))
        driver.executemany(f"INSERT INTO {table} ({names}) VALUES {row}", rest.rows())  # noqa: S608 - likewise


def load_alike(connection: Connection, table: str, column: str, values: pl.Series, told: Mapping[str, object]) -> None:
    """Insert a row for each text of ``values``, all the same but for that ``column``, in the caller's transaction."""
    if connection.dialect.name == "postgresql":
        load(
            connection,
            table,
            values.to_frame(column).with_columns(pl.lit(value).alias(name) for name, value in told.items()),
        )
        return
    driver: Any = connection.connection.driver_connection
    names, marks = ", ".join(f'"{name}"' for name in told), ", ".join("?" * len(told))
    statement = f'INSERT INTO {table} ("{column}", {names}) SELECT value, {marks} FROM json_each(?)'  # noqa: S608 - likewise
    for part in values.to_frame().iter_slices(_SLICE):
        driver.execute(statement, (*told.values(), json.dumps(part.to_series().to_list())))
