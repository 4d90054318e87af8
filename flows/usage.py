"""How Typer says that a command was written wrong or broken off.

Typer carries its own copy of Click, which only here is called by its name.
"""

from typer import Abort as Stopped
from typer._click.exceptions import UsageError as Mistake

__all__ = ["Mistake", "Stopped"]
