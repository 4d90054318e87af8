"""Options of the outcomes' verbs."""

from typing import Annotated

from typer import Option

By = Annotated[
    str, Option("--by", metavar="ACCOUNT", help="who does it: an account, no person's name", show_default=False)
]
