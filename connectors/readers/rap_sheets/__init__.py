"""California RAP sheets as PDF with a text layer: pages to lines, lines to a sheet, a sheet to rows."""

from connectors.readers.rap_sheets.rap_sheets import RapSheets

__all__ = ["RapSheets"]
