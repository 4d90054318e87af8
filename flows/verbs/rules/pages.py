"""Where a page of the law goes: the terminal, or a file that a browser opens."""

from pathlib import Path
from typing import Annotated

from typer import Option

from relief.errors import UserError

Html = Annotated[
    Path | None, Option("--html", metavar="FILE", help="write the page as HTML to this file", show_default=False)
]
"""The file of a page."""


def put_page(text: str, file: Path) -> None:
    """Write a page. UserError if the file cannot be written."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{file}: the page cannot be written: {error.strerror}") from None
    print(f"written: {file}")
