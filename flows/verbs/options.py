"""Options that several verbs share."""

import argparse
from datetime import date
from pathlib import Path

from flows.clock import today
from relief.errors import UserError


def add_exports(parser: argparse.ArgumentParser) -> None:
    """A county and its files."""
    add_county(parser)
    parser.add_argument("exports", nargs="+", type=Path, metavar="export", help="a file of the county's export")


def add_county(parser: argparse.ArgumentParser) -> None:
    """A county."""
    parser.add_argument("county", help="the county's word, as los_angeles")


def add_out(parser: argparse.ArgumentParser) -> None:
    """Where the results are."""
    parser.add_argument("--out", required=True, help="the work folder, or s3://bucket/prefix")


def add_database(parser: argparse.ArgumentParser) -> None:
    """Where the ledger is."""
    parser.add_argument(
        "--database", metavar="URL", help="sqlite:///file or postgresql://host/name; default: relief.db in --out"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Answer a machine."""
    parser.add_argument("--json", action="store_true", help="print JSON, and nothing else, on standard output")


def add_as_of(parser: argparse.ArgumentParser) -> None:
    """The day that counts as today."""
    parser.add_argument(
        "--as-of", metavar="DAY", help="the day whose law and ages apply, as 2020-07-01; default: today"
    )


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
