"""From the shape that was seen in a file to the ``file`` of a layout, with what has to be asked."""

from collections.abc import Mapping
from typing import Any

_FORMATS = {"json lines": "json_lines", "fixed width": "fixed_width"}
_AS_THEY_ARE = ("delimiter", "encoding", "sheet", "other_sheets", "records")


def declare_file(shape: Mapping[str, Any]) -> dict[str, Any]:
    """``file`` of a layout for a profile's ``shape``."""
    declared: dict[str, Any] = {"format": _FORMATS.get(shape["format"], shape["format"])}
    declared |= {key: shape[key] for key in _AS_THEY_ARE if key in shape}
    if "header" in shape:
        declared["header"] = "required" if shape["header"] else "absent"
    if shape.get("preamble") and (shape["format"] != "workbook" or not shape["header"]):
        declared["preamble"] = shape["preamble"]
    if shape.get("trailer"):
        declared["trailer"] = shape["trailer"]
    return declared
