"""How an export is laid out: its file's format, its columns, and what they mean in the canonical record.

A layout is data: a YAML file here that counties share (``doj``), or what a county's own file declares of a source.
"""

from connectors.layouts.layout import Layout
from connectors.layouts.reading import load_layout, read_layout

__all__ = ["Layout", "load_layout", "read_layout"]
