"""Packages as the command line and the clerk's page do them: made, listed, opened, delivered."""

from flows.packages.reading import list_packages, open_package, read_rows

__all__ = ["list_packages", "open_package", "read_rows"]
