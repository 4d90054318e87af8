"""A court's SFTP server: a file is written under another name and renamed to its own when all of it is there.

The server must show one of the keys of the court's profile. The account's private key is the file that the environment
names in ``RELIEF_SFTP_KEY``, or one that an agent holds; there are no passwords.
"""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import PurePosixPath
from typing import TypeVar
from urllib.parse import unquote, urlsplit

import asyncssh

from connectors.packages.layout import COMPLETE, Package
from connectors.packages.routes.door import (
    MOST_RETURNED,
    RETURNS,
    WITHDRAWN,
    LostOnTheWay,
    PackageConflict,
    TooLarge,
    given_up,
    is_half,
    list_wanted,
)
from relief.errors import UserError

KEY = "RELIEF_SFTP_KEY"
"""The variable of the environment that names the private key's file, or holds the key."""

SECONDS = 30
"""How long a server may take to answer."""

_PART = ".part"

Answer = TypeVar("Answer")


class SftpCourt:
    """A court that takes packages over SFTP."""

    def __init__(self, *, address: str, host_keys: tuple[str, ...]) -> None:
        parts = urlsplit(address)
        if not parts.hostname or not parts.username or parts.password:
            raise UserError("court.delivery.address: write sftp://account@host:port/folder, and no password")
        if not host_keys:
            raise UserError(
                "court.delivery.host_keys: the keys of the court's server are needed; ask the court for them"
            )
        try:
            port = parts.port or 22
        except ValueError:
            raise UserError("court.delivery.address: its port is none") from None
        self._host, self._port, self._account = parts.hostname, port, unquote(parts.username)
        self._root = PurePosixPath(unquote(parts.path) or "/")
        named = self._host if self._port == 22 else f"[{self._host}]:{self._port}"
        self._known = "\n".join(f"{named} {key}" for key in host_keys)

    def take(self, package: Package) -> None:
        """As ``Court``."""
        self._do(lambda sftp: self._take(sftp, package))

    def read(self, number: str, name: str) -> bytes | None:
        """As ``Court``."""
        return self._do(lambda sftp: _read(sftp, self._root / number / name))

    def list_returns(self, before: datetime) -> list[str]:
        """As ``Court``: regular files only."""
        return self._do(lambda sftp: self._list_returns(sftp, before))

    def fetch_return(self, name: str) -> bytes:
        """As ``Court``."""
        content = self._do(lambda sftp: _read(sftp, self._root / name, MOST_RETURNED + 1))
        if content is None:
            raise LostOnTheWay("a file that the court gave back is there no more")
        if len(content) > MOST_RETURNED:
            raise TooLarge
        return content

    async def _list_returns(self, sftp: asyncssh.SFTPClient, before: datetime) -> list[str]:
        if not await sftp.isdir(str(self._root / RETURNS)):
            return []
        names = [name async for name in _walk(sftp, self._root / RETURNS, before.timestamp())]
        return sorted(name.relative_to(self._root).as_posix() for name in names if not is_half(name.name))

    def mark_withdrawn(self, number: str) -> None:
        """As ``Court``; nothing where nothing of the package is there."""

        async def mark(sftp: asyncssh.SFTPClient) -> None:
            if await sftp.isdir(str(self._root / number)):
                await _put(sftp, self._root / number / WITHDRAWN, f"{number}\n".encode(), number)

        self._do(mark)

    async def _take(self, sftp: asyncssh.SFTPClient, package: Package) -> None:
        folder = self._root / package.number
        for name in list_wanted(package):
            await sftp.makedirs(str((folder / name).parent), exist_ok=True)
            await _put(sftp, folder / name, package.read(name), package.number)
        # Whoever is cut off leaves a part behind: nothing but the package may be there when it is complete.
        await _sweep(sftp, folder)
        if await _read(sftp, folder / WITHDRAWN) is not None:
            raise given_up(package.number)
        await _put(sftp, folder / COMPLETE, package.read(COMPLETE), package.number)

    def _do(self, work: Callable[[asyncssh.SFTPClient], Awaitable[Answer]]) -> Answer:
        """Connect, work, and let go; what the network does to it is LostOnTheWay."""

        async def connected() -> Answer:
            async with self._connect() as sftp:
                return await work(sftp)

        try:
            return asyncio.run(connected())
        except (asyncssh.HostKeyNotVerifiable, asyncssh.KeyExchangeFailed):
            raise UserError(
                "the court's server shows a key that its profile does not have: nothing was sent; ask the court, and"
                " write its new key under court.delivery.host_keys"
            ) from None
        except asyncssh.PermissionDenied:
            raise UserError(f"the court's server does not know the account's key; name its file in {KEY}") from None
        except (asyncssh.Error, OSError, TimeoutError) as error:
            raise LostOnTheWay(f"the court's server: {type(error).__name__}") from None

    @asynccontextmanager
    async def _connect(self) -> AsyncIterator[asyncssh.SFTPClient]:
        key = os.environ.get(KEY)
        try:
            keys = [_read_key(key)] if key else ()
        except (OSError, asyncssh.KeyImportError):
            raise UserError(f"{KEY}: neither a private key nor a file that one can be read from") from None
        async with (
            asyncssh.connect(
                self._host, self._port, username=self._account, known_hosts=asyncssh.import_known_hosts(self._known),
                client_keys=keys, config=None, connect_timeout=SECONDS, login_timeout=SECONDS, keepalive_interval=SECONDS,
                password_auth=False, kbdint_auth=False,
            ) as connection,
            connection.start_sftp_client() as sftp,
        ):  # fmt: skip
            yield sftp


def _read_key(named: str) -> asyncssh.SSHKey:
    """From the file of this name, or the key itself: a container's secrets are in its environment."""
    return asyncssh.import_private_key(named) if named.startswith("-----BEGIN ") else asyncssh.read_private_key(named)


async def _read(sftp: asyncssh.SFTPClient, path: PurePosixPath, most: int = -1) -> bytes | None:
    try:
        async with sftp.open(str(path), "rb") as file:
            content: bytes = await file.read(most)
            return content
    except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
        return None


async def _put(sftp: asyncssh.SFTPClient, path: PurePosixPath, content: bytes, number: str) -> None:
    """Write a file once: what is there with the same content is passed over, other content is a PackageConflict."""
    known = await _read(sftp, path)
    if known is None:
        part = path.with_name(f".{path.name}.{uuid.uuid4().hex}{_PART}")
        async with sftp.open(str(part), "wb") as file:
            await file.write(content)
            with suppress(asyncssh.SFTPOpUnsupported):
                await file.fsync()
        try:
            # The plain renaming of the protocol, which never takes the place of what is there.
            await sftp.rename(str(part), str(path))
            return
        except asyncssh.SFTPError:
            known = await _read(sftp, path)
            if known is None:
                raise
            with suppress(asyncssh.SFTPError):
                await sftp.remove(str(part))
    if known != content:
        raise PackageConflict(f"{number}: the court has another package under this number")


async def _walk(sftp: asyncssh.SFTPClient, folder: PurePosixPath, until: float) -> AsyncIterator[PurePosixPath]:
    """Regular files below a folder that were written last at ``until`` or before."""
    for entry in await sftp.readdir(str(folder)):
        name, kind = str(entry.filename), entry.attrs.type
        if name not in (".", "..") and kind == asyncssh.FILEXFER_TYPE_DIRECTORY:
            async for each in _walk(sftp, folder / name, until):
                yield each
        elif kind == asyncssh.FILEXFER_TYPE_REGULAR and (entry.attrs.mtime or 0) <= until:
            yield folder / name


async def _sweep(sftp: asyncssh.SFTPClient, folder: PurePosixPath) -> None:
    """Remove parts that were left below a package's folder."""
    for entry in await sftp.readdir(str(folder)):
        name = str(entry.filename)
        if name in (".", ".."):
            continue
        if entry.attrs.type == asyncssh.FILEXFER_TYPE_DIRECTORY:
            await _sweep(sftp, folder / name)
        elif name.startswith(".") and name.endswith(_PART):
            with suppress(asyncssh.SFTPNoSuchFile):
                await sftp.remove(str(folder / name))
