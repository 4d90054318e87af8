"""From files of any format to blocks of text: one module a format, and what they have in common.

A reader reads text and nothing else: what the text means is the layout's.
"""

from collections.abc import Mapping

from connectors.readers.delimited import Delimited
from connectors.readers.fixed_width import FixedWidth
from connectors.readers.nested import Json, JsonLines
from connectors.readers.own import Own
from connectors.readers.rap_sheets import RapSheets
from connectors.readers.workbook import Workbook

FORMATS: Mapping[str, type] = {
    "delimited": Delimited,
    "fixed_width": FixedWidth,
    "json": Json,
    "json_lines": JsonLines,
    "own": Own,
    "rap_sheets": RapSheets,
    "workbook": Workbook,
}
"""What a layout's ``file: format`` may be, and what else may be declared of it."""
