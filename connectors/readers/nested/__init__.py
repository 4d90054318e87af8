"""JSON and JSON Lines: records that hold lists of records, as a case its defendants and their charges."""

from connectors.readers.nested.nested import Json, JsonLines

__all__ = ["Json", "JsonLines"]
