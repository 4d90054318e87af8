"""The temporary server's process: serves Prefect's API on an inherited socket until its parent is gone."""

import os
import socket
import sys
import threading

import uvicorn


def serve(descriptor: int) -> None:
    """Serve on the listening socket ``descriptor`` until standard input ends."""
    config = uvicorn.Config(
        "prefect.server.api.server:create_app", factory=True, log_level="critical", access_log=False, lifespan="on"
    )
    threading.Thread(target=_end_with_parent, daemon=True).start()
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


def _end_with_parent() -> None:
    # Not an orderly shutdown: a parent killed with -9 leaves a server that nobody waits for.
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
