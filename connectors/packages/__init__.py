"""Packages in the object store and on their way to a court.

``layout`` is what a package holds and where; ``routes`` are the ways to a court.
"""

from connectors.packages.layout import CHECKSUMS, COMPLETE, MANIFEST, Held, Package, Writing, open_stored

__all__ = ["CHECKSUMS", "COMPLETE", "MANIFEST", "Held", "Package", "Writing", "open_stored"]
