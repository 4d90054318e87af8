"""From files of any format to blocks of text: one module a format, and what they have in common.

A reader reads text and nothing else: what the text means is the layout's.
"""

from collections.abc import Mapping

from connectors.readers.delimited import Delimited

FORMATS: Mapping[str, type] = {"delimited": Delimited}
"""What a layout's ``file: format`` may be, and what else may be declared of it."""
