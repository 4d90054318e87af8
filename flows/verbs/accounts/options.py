"""Options of the accounts' verbs, and how a code is handed out."""

from typing import Annotated

from typer import Argument, Option

Name = Annotated[str, Argument(metavar="ACCOUNT", help="as clerk.1; no person's name", show_default=False)]
By = Annotated[str, Option("--by", metavar="ACCOUNT", help="who does it; default: relief")]


def print_code(name: str, code: str) -> None:
    """The code, once: it is kept nowhere."""
    print(f"{name}: {code}")
    print(
        "Good once, for three days, on the page /enrol. Hand it over in person or by telephone; it is not shown again."
    )
