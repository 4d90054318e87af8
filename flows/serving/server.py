"""The server: Uvicorn, told to say nothing of itself and to log nothing that was asked for."""

import sys

import uvicorn

from flows.serving.application import make_application
from flows.serving.office import opened_office
from flows.serving.site import Binding, Site
from relief.errors import UserError

AT_ONCE = 64
"""Requests that are answered at the same time; more are told to wait."""


def serve(site: Site, binding: Binding) -> int:
    """Serve until stopped; the exit code."""
    for file in (binding.certificate, binding.key):
        if file is not None and not file.is_file():
            raise UserError(f"{file}: there is no such file")
    with opened_office(site) as office:
        print(f"relief: {site.origin} (stop with Ctrl+C)", file=sys.stderr, flush=True)
        server = uvicorn.Server(
            uvicorn.Config(
                make_application(office), host=binding.host, port=binding.port, log_config=None, access_log=False,
                server_header=False, proxy_headers=binding.proxy is not None, forwarded_allow_ips=binding.proxy or "",
                ssl_certfile=binding.certificate, ssl_keyfile=binding.key, limit_concurrency=AT_ONCE,
                timeout_keep_alive=15, lifespan="off", ws="none",
            )
        )  # fmt: skip
        server.run()
    return 0 if server.started else 1
