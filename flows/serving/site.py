"""Where the page is served, and to whom it may be reached."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from flows.clock import now
from flows.workplace import Workplace
from relief.errors import UserError


@dataclass(frozen=True, kw_only=True)
class Site:
    """One page, as it is served."""

    workplace: Workplace
    origin: str
    """Scheme, host and port as browsers know them: ``https://relief.example.gov``."""
    clock: Callable[[], datetime] = now

    @property
    def secure(self) -> bool:
        """Whether browsers reach it over TLS; else it is on this machine only."""
        return self.origin.startswith("https://")

    @property
    def host(self) -> str:
        """The host's name, which passkeys belong to."""
        return urlsplit(self.origin).hostname or ""


@dataclass(frozen=True, kw_only=True)
class Binding:
    """Where the server listens."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    proxy: str | None = None
    """Address of the proxy whose word on scheme and sender is believed."""


def choose_origin(binding: Binding, address: str | None) -> str:
    """The origin that browsers use. UserError where the binding would put sign-ins and records on a wire in the clear."""
    tls = binding.certificate is not None
    if tls != (binding.key is not None):
        raise UserError("--tls-cert and --tls-key go together")
    local = _is_loopback(binding.host)
    if not local and not tls and binding.proxy is None:
        raise UserError(
            f"--host {binding.host}: others could reach the page, and read along; give --tls-cert and --tls-key, or"
            " --behind-proxy ADDRESS of a proxy that does TLS"
        )
    if address is None:
        if local and not tls and binding.proxy is None:
            return f"http://localhost:{binding.port}"
        raise UserError("--address: say how browsers reach the page, as https://relief.example.gov")
    return _read_address(address, local=local and not tls and binding.proxy is None)


def _read_address(address: str, *, local: bool) -> str:
    parts = urlsplit(address)
    schemes = ("http", "https") if local else ("https",)
    if parts.scheme not in schemes or not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
        raise UserError(f"--address {address}: write {' or '.join(f'{each}://host' for each in schemes)}, and no more")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise UserError(f"--address {address}: http is for this machine only; elsewhere it is https")
    return f"{parts.scheme}://{parts.netloc}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
