"""What can be wrong with one row of a sheet."""

ERROR_CELL = "error cell"
LONG_NUMBER = "number of more digits than a spreadsheet keeps"
DAY = "day where none is expected"
BESIDE = "cell beside the table"
HEADING = "header or footer line"
REASONS = (ERROR_CELL, LONG_NUMBER, DAY, BESIDE, HEADING)

ERRORS = frozenset(
    ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"]
)
"""What stands in a cell whose formula came to nothing."""

KEPT = 10**15
"""A spreadsheet keeps fifteen digits of a number; the rest of a longer one are zeros."""
