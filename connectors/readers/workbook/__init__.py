"""Workbooks: ``.xlsx``, ``.xls`` and ``.ods``, one sheet or several, with title rows, joined headings and totals."""

from connectors.readers.workbook.workbook import Workbook

__all__ = ["Workbook"]
