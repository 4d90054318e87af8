"""``relief statewide pause``: a county takes no part until it is resumed."""

from typing import Annotated

from typer import Option

from flows.verbs.options import County, Database, Out

By = Annotated[str, Option("--by", help="your account, never a person's name")]
Reason = Annotated[str, Option("--reason", help="why, without anything of a person")]


def act(county: County, out: Out, reason: Reason, by: By = "relief", database: Database = None) -> int:
    """Write it down."""
    from flows.statewide.pausing import set_paused

    print(set_paused(county, out, database, paused=True, reason=reason, by=by))
    return 0
