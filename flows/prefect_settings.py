"""What Prefect is told before it is imported: say nothing to anybody, keep nothing of a person."""

import os
from pathlib import Path

PRIVATE = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_LOGGING_LOG_PRINTS": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
}
"""Not for the user to change: results are pickles, and log lines go where no one destroys them."""

QUIET = {
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "ERROR",
    "PREFECT_CLI_COLORS": "false",
}
"""The command line says itself what happens; a user's own setting stands."""


def settings(home: Path) -> dict[str, str]:
    """Environment for a run whose Prefect keeps its files in ``home``, below the work folder."""
    chosen = {key: os.environ.get(key, value) for key, value in QUIET.items()}
    return {**PRIVATE, **chosen, "PREFECT_HOME": str(home)}
