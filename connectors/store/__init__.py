"""The object store: a folder by default, an S3 bucket when its URL says so.

An object is written once, under a key, and never changed. What is there is whole: a writer that dies
leaves nothing under its key. Layout, below the store's root::

    runs/<county>/<run>/records.parquet        canonical records
    runs/<county>/<run>/set_aside.parquet      records set aside, with reasons
    runs/<county>/<run>/facts.parquet          what was true of each conviction
    runs/<county>/<run>/determinations.parquet what was decided, and the same as .csv
    runs/<county>/<run>/summary.json           counts, and the same as .md
    runs/<county>/<run>/checked.json           what the check found
    runs/<county>/<run>/papers/<court>/        motion.pdf, order.pdf, exhibit_a.pdf, orders/<n>.pdf
    packages/<county>/<number>/                what goes to a court: connectors/packages/layout.py
    returns/<county>/<sha256>.<kind>           what a court gave back
    lists/<county>/<number>/                   not_read_back.csv: what was taken out of a package, and why

Anybody who writes a manifest writes it last.
"""

from pathlib import Path
from urllib.parse import urlsplit

from connectors.store.contract import Conflict, Missing, Store, StoreAway, StoreFailure, TooManyBytes
from connectors.store.folder import Folder
from relief.errors import UserError

__all__ = ["Conflict", "Missing", "Store", "StoreAway", "StoreFailure", "TooManyBytes", "open_store"]


def open_store(url: str) -> Store:
    """The store at ``url``; nothing is written or reached until it is used.

    Args:
        url: the path of a folder, ``file:///path`` or ``s3://bucket/prefix``. Region, credentials and
            another endpoint (``AWS_ENDPOINT_URL``) come from the environment, as boto3 reads them.

    Raises:
        UserError: another kind of URL.
    """
    parts = urlsplit(url)
    if parts.scheme == "s3" and parts.netloc:
        # boto3 costs a third of a second to import: only who names a bucket pays.
        from connectors.store.bucket import Bucket

        return Bucket(bucket=parts.netloc, prefix=parts.path.strip("/"))
    if "://" not in url and url:
        return Folder(root=Path(url))
    if parts.scheme == "file" and not parts.netloc and parts.path:
        return Folder(root=Path(parts.path))
    raise UserError("an object store is the path of a folder, or s3://bucket/prefix")
