"""Where a new county's file and certificate go, and which shared layout reads an export."""

from pathlib import Path

from connectors.layouts import load_layout
from connectors.layouts.reading import list_layouts
from relief.errors import UserError
from relief.own_folder import own_folder


def place_of(word: str) -> Path:
    """Where a county's file is written: in the user's folder."""
    return own_folder() / f"{word}.yaml"


def certificate_of(word: str) -> Path:
    """What was found when the county was certified, beside the user's files whether or not the county's is among them."""
    return own_folder() / "certificates" / f"{word}.yaml"


def twins_of(word: str) -> Path:
    """The county's fictional exports, and their known answers."""
    return own_folder() / "twins" / word


def write(place: Path, text: str) -> None:
    """Write a file of the user's folder, and the folder with it. UserError where that is not possible."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{place}: it cannot be written here: {error.strerror}; --counties names a folder") from None


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
