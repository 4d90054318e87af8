"""The 95 columns of California DOJ's bulk criminal-history file, in the file's order, as its layout declares them."""

from connectors.layouts import load_layout

COLUMNS: tuple[str, ...] = load_layout("doj").columns
"""The names, index 0 to 94."""
