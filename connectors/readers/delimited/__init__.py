"""Delimited text: any separator, quotes or none, any encoding, header or none, preamble, trailer with totals."""

from connectors.readers.delimited.delimited import Delimited

__all__ = ["Delimited"]
