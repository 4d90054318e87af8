"""Counties that wait: said once, by an account, and true for every later run until it is taken back."""

from flows.clock import now
from flows.workplace import Workplace, make_folder
from relief.errors import UserError


def set_paused(word: str, out: str, database_url: str | None, *, paused: bool, reason: str, by: str) -> str:
    """Pause or resume a county; gives what is so now, in words. UserError for a county without a file."""
    from connectors.county_files import counties
    from relief import database

    if word not in counties():
        raise UserError(f"there is no county {word!r}; relief county list shows them")
    workplace = Workplace.choose(out, database=database_url)
    make_folder(workplace.folder)
    engine = database.open_database(workplace.database)
    try:
        changed = database.pause(engine, county=word, paused=paused, reason=reason, author=by, at=now())
    finally:
        engine.dispose()
    state = "paused" if paused else "takes part"
    return f"{word}: {state}" if changed else f"{word}: {state} already"
