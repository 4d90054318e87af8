"""Options that several verbs share, as Typer reads them."""

from datetime import date
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from flows.clock import today
from relief.errors import UserError

Exports = Annotated[list[Path], Argument(metavar="EXPORT", help="files of the county's export", show_default=False)]
"""A county's files."""

Export = Annotated[Path, Argument(metavar="EXPORT", help="a file of the county's export", show_default=False)]
"""One file of a county."""

County = Annotated[str, Argument(help="the county's word, as los_angeles", show_default=False)]

Out = Annotated[
    str,
    Option(
        "--out",
        envvar="RELIEF_OUT",
        show_envvar=False,
        help="the work folder, or s3://bucket/prefix",
        show_default=False,
    ),
]
"""Where the results are; a service's environment says it once."""

Database = Annotated[
    str | None,
    Option(
        "--database",
        envvar="RELIEF_DATABASE",
        show_envvar=False,
        metavar="URL",
        help="sqlite:///file or postgresql://host/name; default: relief.db in --out",
    ),
]
"""Where the ledger is."""

Json = Annotated[bool, Option("--json", help="print JSON, and nothing else, on standard output")]
"""Answer a machine."""

AsOf = Annotated[
    str | None,
    Option("--as-of", metavar="DAY", help="the day whose law and ages apply, as 2020-07-01; default: today"),
]
"""The day that counts as today."""


def read_as_of(text: str | None) -> date:
    """The as-of day. UserError if it is no day, or in the future."""
    if text is None:
        return today()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UserError(f"--as-of {text}: write the day as 2020-07-01") from None
    if day > today():
        raise UserError(f"--as-of {text}: this day is in the future; nobody knows its law or who will have done what")
    return day
