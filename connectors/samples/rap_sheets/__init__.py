"""Fictional RAP sheets as PDF, of the same invented people as the DOJ sample of the same county, rows and seed.

Every form of the grammar is printed somewhere: count ranges, charges in comments, attempts in each spelling, later
changes, sentences in comments, wrapped lines, event marks that are missing, page breaks inside a count.
"""

from connectors.samples.rap_sheets.write import list_sheets, write_rap_sheets

__all__ = ["list_sheets", "write_rap_sheets"]
