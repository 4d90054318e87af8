"""Files that no declaration can describe, read by a county's own function ``rows(file)``."""

from connectors.readers.own.function import Unread
from connectors.readers.own.own import Own

__all__ = ["Own", "Unread"]
