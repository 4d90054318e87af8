"""``--counties DIR``, which every verb takes: the folder of the user's counties, for as long as the verb lasts."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any

from typer import Option

from relief.errors import UserError

Counties = Annotated[
    Path | None,
    Option(
        "--counties",
        metavar="DIR",
        help="your counties' files; default: RELIEF_COUNTIES, else the folder counties here",
        show_default=False,
    ),
]


def with_counties(act: Callable[..., int]) -> Callable[..., int]:
    """The verb with the option beside its own."""
    shown = signature(act, eval_str=True)
    option = Parameter("counties", Parameter.KEYWORD_ONLY, default=None, annotation=Counties)

    @wraps(act)
    def acted(*, counties: Path | None = None, **given: Any) -> int:
        with named(counties):
            return act(**given)

    acted.__signature__ = shown.replace(parameters=[*shown.parameters.values(), option])  # type: ignore[attr-defined]
    return acted


@contextmanager
def named(folder: Path | None) -> Iterator[None]:
    """The environment names this folder; it is as it was where none is given. UserError for a file."""
    if folder is None:
        yield
        return
    if folder.exists() and not folder.is_dir():
        raise UserError(f"--counties {folder}: this is a file; name the folder of your counties")
    from relief.own_folder import FOLDER

    before = os.environ.get(FOLDER)
    os.environ[FOLDER] = str(folder.absolute())
    try:
        yield
    finally:
        os.environ.pop(FOLDER) if before is None else os.environ.update({FOLDER: before})
