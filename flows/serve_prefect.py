"""The temporary server's process: serves Prefect's API on an inherited socket until its parent is gone."""

import gc
import os
import socket
import sys
import threading
from typing import Any

import uvicorn


def serve(descriptor: int) -> None:
    """Serve on the listening socket ``descriptor`` until standard input ends."""
    config = uvicorn.Config(_make_application, factory=True, log_level="critical", access_log=False, lifespan="on")
    threading.Thread(target=_end_with_parent, daemon=True).start()
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


def _make_application() -> Any:
    """Prefect's: collecting garbage among the objects being made costs a fifth of that time and finds none."""
    gc.disable()
    from prefect.server.api.server import create_app

    application = create_app()
    gc.freeze()
    gc.enable()
    return application


def _end_with_parent() -> None:
    # Not an orderly shutdown: a parent killed with -9 leaves a server that nobody waits for.
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
