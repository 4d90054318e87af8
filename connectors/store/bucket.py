"""Objects in an S3 bucket, below a prefix.

Every write says ``If-None-Match: *``, so the server keeps the first and refuses the rest, and carries
SHA-256, which the server checks. A write whose answer was lost is sent again and then meets its own
object: hashes are compared. Each object's own hash goes along as metadata and is checked at every read,
since not every server that speaks S3 checks what it is told.
"""

import base64
import hashlib
import io
import os
import random
import tempfile
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError
from botocore.loaders import create_loader
from urllib3.exceptions import HTTPError

from connectors.store.contract import (
    CHUNK,
    Conflict,
    Missing,
    StoreAway,
    StoreFailure,
    TooManyBytes,
    check_key,
    hash_content,
)
from relief.errors import UserError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef, GetObjectOutputTypeDef

LARGE = 1024 * CHUNK
"""Bytes above which content goes up in parts. S3 takes five times that in one request, and one request is
better: SeaweedFS and moto look whether the key is free and then put the parts together, so that there two
writers at the same moment can both be first. S3 itself promises one."""

PART = 64 * CHUNK
"""Size of a part; S3 takes ten thousand."""

ATTEMPTS = 5
"""How often an upload is begun again when another writer was at the same key."""

_DESCRIPTIONS = create_loader()
"""What botocore reads of its own files. Every session would read them again, a tenth of a second of processor time for
each store that is opened, and one is opened for each step of each county."""

_THERE, _BUSY = "PreconditionFailed", {"ConditionalRequestConflict", "OperationAborted", "NoSuchUpload"}
_IN_TROUBLE, _TOO_OFTEN = 500, 429
_GONE = {"404", "NoSuchKey", "NotFound"}
_NOBODY = (
    "the store asks who you are, and no credentials are set: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
    "or give this machine a role"
)


class Bucket:
    """An object store in a bucket."""

    def __init__(self, *, bucket: str, prefix: str = "") -> None:
        self._bucket, self._root = bucket, f"{prefix}/" if prefix else ""
        elsewhere = any(name in os.environ for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"))
        settings = Config(
            # botocore tries again, with jitter, whatever is lost on the way or answered with "not now".
            retries={"mode": "standard", "total_max_attempts": 6},
            connect_timeout=10,
            read_timeout=60,
            s3={"addressing_style": "path" if elsewhere else "auto"},
        )
        # boto3.client() would share one session, and the credentials that it read first, with everybody.
        session = botocore.session.get_session()
        session.register_component("data_loader", _DESCRIPTIONS)
        self._client: S3Client = boto3.Session(botocore_session=session).client("s3", config=settings)
        # Whoever lets go of a store lets go of its connections: a server opens one for each page that reads from it.
        weakref.finalize(self, self._client.close)

    def put(self, key: str, source: Path | bytes) -> str:
        """As ``Store``: in one request, or in parts when it is large."""
        name, digest = self._root + check_key(key), hash_content(source)
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._send(name, source, size, digest)
                return digest
            except ClientError as error:
                code = error.response["Error"]["Code"]
                if code == _THERE or (code in _BUSY and self.exists(key)):
                    return self._compare(key, digest)
                if code not in _BUSY or attempt == ATTEMPTS:
                    raise _name_kind(error)(f"{key}: cannot be stored: {code}") from None
            except (NoCredentialsError, PartialCredentialsError):
                raise UserError(_NOBODY) from None
            except BotoCoreError as error:
                raise StoreAway(f"{key}: cannot be stored: {type(error).__name__}") from None
            time.sleep(random.uniform(0, 0.1 * 2**attempt))
        raise AssertionError("unreachable")

    def fetch(self, key: str, into: Path) -> Path:
        """As ``Store``: a copy below ``into``, checked."""
        path = into / check_key(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in self._read(key):
                    file.write(chunk)
            Path(temporary).replace(path)
        finally:
            with suppress(FileNotFoundError):
                Path(temporary).unlink()
        return path

    def read_bytes(self, key: str, most: int | None = None) -> bytes:
        """As ``Store``: checked against the hash that went along."""
        content = bytearray()
        for chunk in self._read(key):
            content += chunk
            if most is not None and len(content) > most:
                raise TooManyBytes(f"{key}: more than {most:,} bytes")
        return bytes(content)

    def exists(self, key: str) -> bool:
        """As ``Store``: an object in parts is not there before its last."""
        name = self._root + check_key(key)
        with _told(key):
            try:
                self._client.head_object(Bucket=self._bucket, Key=name)
            except ClientError as error:
                if error.response["Error"]["Code"] in _GONE:
                    return False
                raise
        return True

    def tags(self, prefix: str = "") -> dict[str, str]:
        """As ``Store``: the server's own, page by page."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._root + prefix)
        with _told(prefix):
            listed = [item for page in pages for item in page.get("Contents", [])]
        return {item["Key"].removeprefix(self._root): f"{item['ETag']} {item['Size']}" for item in listed}

    def keys(self, prefix: str = "") -> list[str]:
        """As ``Store``."""
        return sorted(self.tags(prefix))

    def _read(self, key: str) -> Iterator[bytes]:
        """The object in pieces, and at the end a failure if they are not what was stored.

        botocore tries again until an answer begins; where it breaks off in the middle, the rest is asked for.
        """
        digest, size = hashlib.sha256(), 0
        for attempt in range(ATTEMPTS):
            with _told(key):
                answer = self._ask(key, size)
                try:
                    for chunk in answer["Body"].iter_chunks(CHUNK):
                        digest.update(chunk)
                        size += len(chunk)
                        yield chunk
                    break
                except (BotoCoreError, HTTPError):
                    if attempt + 1 == ATTEMPTS:
                        raise StoreAway(f"{key}: the store broke off in the middle {ATTEMPTS} times") from None
            time.sleep(random.uniform(0, 0.1 * 2**attempt))
        if answer["Metadata"].get("sha256", digest.hexdigest()) != digest.hexdigest():
            raise StoreFailure(f"{key}: what the store gave back is not what was stored")

    def _ask(self, key: str, start: int) -> "GetObjectOutputTypeDef":
        """The answer that holds the object from the byte ``start`` on."""
        name = self._root + check_key(key)
        if start == 0:  # a range of an empty object is refused
            return self._client.get_object(Bucket=self._bucket, Key=name)
        return self._client.get_object(Bucket=self._bucket, Key=name, Range=f"bytes={start}-")

    def _compare(self, key: str, digest: str) -> str:
        with _told(key):
            head = self._client.head_object(Bucket=self._bucket, Key=self._root + key)
        known = head["Metadata"].get("sha256") or hashlib.sha256(self.read_bytes(key)).hexdigest()
        if known != digest:
            raise Conflict(f"{key}: stored before with other content, which stays")
        return digest

    def _send(self, name: str, source: Path | bytes, size: int, digest: str) -> None:
        if size > LARGE:
            self._send_parts(name, source, digest)
            return
        with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as body:
            self._client.put_object(
                Bucket=self._bucket,
                Key=name,
                Body=body,
                ChecksumSHA256=base64.b64encode(bytes.fromhex(digest)).decode(),
                Metadata={"sha256": digest},
                IfNoneMatch="*",
            )

    def _send_parts(self, name: str, source: Path | bytes, digest: str) -> None:
        """The object appears when all of its parts are there; parts of a failed upload are thrown away."""
        begun = self._client.create_multipart_upload(
            Bucket=self._bucket, Key=name, ChecksumAlgorithm="SHA256", Metadata={"sha256": digest}
        )
        upload = begun["UploadId"]
        try:
            parts = [self._send_part(name, upload, number, body) for number, body in enumerate(_split(source), start=1)]
            self._client.complete_multipart_upload(
                Bucket=self._bucket, Key=name, UploadId=upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*"
            )
        except BaseException:
            with suppress(ClientError, BotoCoreError):
                self._client.abort_multipart_upload(Bucket=self._bucket, Key=name, UploadId=upload)
            raise

    def _send_part(self, name: str, upload: str, number: int, body: bytes) -> "CompletedPartTypeDef":
        checksum = base64.b64encode(hashlib.sha256(body).digest()).decode()
        sent = self._client.upload_part(
            Bucket=self._bucket, Key=name, UploadId=upload, PartNumber=number, Body=body, ChecksumSHA256=checksum
        )
        return {"PartNumber": number, "ETag": sent["ETag"], "ChecksumSHA256": checksum}


def _split(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield from (source[start : start + PART] for start in range(0, len(source), PART))
        return
    with source.open("rb") as file:
        while body := file.read(PART):
            yield body


@contextmanager
def _told(key: str) -> Iterator[None]:
    """Turn boto3's errors into ours."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _GONE:
            raise Missing(f"{key}: not in the store") from None
        raise _name_kind(error)(f"{key}: the store refused: {code}") from None
    except (NoCredentialsError, PartialCredentialsError):
        raise UserError(_NOBODY) from None
    except BotoCoreError as error:
        raise StoreAway(f"{key}: the store cannot be reached: {type(error).__name__}") from None


def _name_kind(error: ClientError) -> type[StoreFailure]:
    """A refusal, or a server that is in trouble or wants to be asked less."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return StoreAway if status >= _IN_TROUBLE or status == _TOO_OFTEN else StoreFailure
