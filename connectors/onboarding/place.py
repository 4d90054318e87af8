"""Where the files of counties are, and which shared layout reads an export."""

from pathlib import Path

import connectors
from connectors.layouts import load_layout
from connectors.layouts.reading import list_layouts
from relief.errors import UserError

_FOLDER = Path(connectors.__file__).parent


def place_of(word: str) -> Path:
    """The file that declares a county."""
    return _FOLDER / "counties" / f"{word}.yaml"


def certificate_of(word: str) -> Path:
    """What was found when the county was certified."""
    return _FOLDER / "certificates" / f"{word}.yaml"


def find_shared_layout(export: Path) -> str | None:
    """The layout shared by counties that the file fits, if one does."""
    for name in list_layouts():
        layout = load_layout(name)
        try:
            layout.file.look(export, layout)
        except UserError:
            continue
        return name
    return None
