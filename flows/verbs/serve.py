"""``relief serve``: the page for clerks and staff."""

from pathlib import Path
from typing import Annotated

from typer import Option

from flows.verbs.options import Database, Out


def act(
    out: Out,
    host: Annotated[str, Option("--host", help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, Option("--port", min=1, max=65535)] = 8400,
    address: Annotated[
        str | None, Option("--address", metavar="URL", help="how browsers reach it, as https://relief.example.gov")
    ] = None,
    tls_cert: Annotated[Path | None, Option("--tls-cert", metavar="FILE", help="certificate chain, PEM")] = None,
    tls_key: Annotated[Path | None, Option("--tls-key", metavar="FILE", help="its key, PEM")] = None,
    behind_proxy: Annotated[
        str | None,
        Option("--behind-proxy", metavar="IP", help="of the proxy that does TLS and says who asks; or its network"),
    ] = None,
    database: Database = None,
) -> int:
    """Serve until stopped. Without TLS or a proxy it is reached from this machine only."""
    from flows.serving.server import serve
    from flows.serving.site import Binding, Site, choose_origin
    from flows.workplace import Workplace

    binding = Binding(host=host, port=port, certificate=tls_cert, key=tls_key, proxy=behind_proxy)
    site = Site(workplace=Workplace.choose(out, database=database), origin=choose_origin(binding, address))
    return serve(site, binding)
