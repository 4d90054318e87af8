"""The doors: a county's export in, canonical records out."""

from connectors.county import County, load_county
from connectors.county_files import counties
from connectors.reading import FileReading, Reading, read_exports

__all__ = ["County", "FileReading", "Reading", "counties", "load_county", "read_exports"]
