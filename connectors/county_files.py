"""Where counties' files are: a folder of the user's own, and the counties that come with the program.

The user's folder is the one that the environment names in RELIEF_COUNTIES, else ``counties`` where the program is
run. It is found again in every run, so it belongs under version control:

* ``<county>.yaml``: what the county declares; it takes the place of the program's own file of the same name;
* ``<county>.py``: its own code, where no declaration can say how a source is read (``connectors.readers.own``);
* ``wording/<county>/``: its words (``<paper>.md.j2``) and forms of its court in place of ours (``templates.rooms``);
* ``certificates/<county>.yaml``: which version of the file was found right (``connectors.onboarding.certificate``);
* ``twins/<county>/``: its fictional exports (``connectors.onboarding.twins``).
"""

from pathlib import Path

import connectors
from relief.own_folder import own_folder

SHIPPED = Path(connectors.__file__).parent / "counties"
"""The counties that come with the program."""


def counties() -> list[str]:
    """The words of the counties that have a file, in their order."""
    return sorted({path.stem for folder in (own_folder(), SHIPPED) for path in folder.glob("*.yaml")})


def find_file(word: str) -> Path | None:
    """The file that declares a county; None where it has none."""
    if word not in counties():  # no path that a word could be made to name
        return None
    own = own_folder() / f"{word}.yaml"
    return own if own.is_file() else SHIPPED / f"{word}.yaml"
