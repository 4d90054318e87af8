"""The folder of the user's own counties: their files, words and forms, apart from the program's."""

import os
from pathlib import Path

FOLDER = "RELIEF_COUNTIES"
"""The variable of the environment that names it; else it is ``counties`` where the program is run."""


def own_folder() -> Path:
    """The user's folder, whether or not it is there."""
    return Path(os.environ.get(FOLDER) or "counties").absolute()
