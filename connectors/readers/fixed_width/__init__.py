"""Fixed width text: each column stands at its own place of a line, as a layout sheet says."""

from connectors.readers.fixed_width.fixed_width import FixedWidth

__all__ = ["FixedWidth"]
