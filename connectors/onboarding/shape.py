"""From the shape that was seen in a file to the ``file`` of a layout."""

from collections.abc import Mapping, Sequence
from typing import Any

_FORMATS = {"json lines": "json_lines", "fixed width": "fixed_width"}
_AS_THEY_ARE = (
    "delimiter", "sheet", "other_sheets", "heading_rows", "records", "lists", "may_be_empty", "omits_empty", "totals",
    "beside", "lines_end_after", "trailer",
)  # fmt: skip
_READ_ALIKE = ("utf-8", "utf-8-sig")
"""A mark at the beginning of a file is passed over."""


def declare_file(shape: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    """``file`` of a layout for a profile's ``shape``; ``columns`` are the file's."""
    declared: dict[str, Any] = {"format": _FORMATS.get(shape["format"], shape["format"])}
    declared |= {key: shape[key] for key in _AS_THEY_ARE if shape.get(key)}
    if shape.get("encoding", "utf-8") not in _READ_ALIKE:
        declared["encoding"] = shape["encoding"]
    if shape["format"] == "fixed width":
        declared["positions"] = dict(zip(columns, shape["positions"], strict=True))
    elif "header" in shape:
        declared["header"] = "required" if shape["header"] else "absent"
    if shape.get("preamble") and (shape["format"] != "workbook" or not shape["header"]):
        declared["preamble"] = shape["preamble"]
    return declared
