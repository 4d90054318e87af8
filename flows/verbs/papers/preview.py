"""``relief papers preview``: a county's papers about fictional people, in a browser on this machine."""

import sys
from pathlib import Path
from typing import Annotated

from typer import Option

from flows.verbs.options import AsOf, County, read_as_of

Watch = Annotated[
    bool, Option("--watch", help="serve the pages on this machine, and show them anew as files are saved")
]
Port = Annotated[int, Option("--port", help="with --watch; 0 takes any free one")]
To = Annotated[Path, Option("--to", metavar="DIR", help="without --watch: one HTML file a kind of paper goes there")]


def act(county: County, watch: Watch = False, port: Port = 8765, to: To = Path("preview"), as_of: AsOf = None) -> int:
    """Serve the pages until the user stops it, or write them."""
    from connectors import load_county
    from flows.wording import read_wording

    day = read_as_of(as_of)
    if not watch:
        return _write(county, to, as_of)
    from flows.previewing import LOOPBACK, Preview, open_server

    server = open_server(Preview(lambda: read_wording(load_county(county), day)), port)
    print(f"http://{LOOPBACK}:{server.server_address[1]}/   Ctrl-C ends it", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print(file=sys.stderr)
    finally:
        server.server_close()
    return 0


def _write(county: str, to: Path, as_of: str | None) -> int:
    from connectors import load_county
    from flows.wording import read_wording
    from relief.errors import UserError
    from templates.preview_page import print_preview

    wording = read_wording(load_county(county), read_as_of(as_of))
    found = 0
    try:
        to.mkdir(parents=True, exist_ok=True)
        for kind in wording.kinds:
            shown = wording.show(kind)
            found += len(shown.findings)
            page = print_preview(
                county=wording.name, kind=kind, kinds=wording.kinds, address=_file, as_of=wording.as_of.isoformat(),
                pages=shown.pages, findings=shown.findings,
            )  # fmt: skip
            (to / _file(kind)).write_text(page, encoding="utf-8")
            print(f"{kind}: pages {len(shown.pages)}, findings {len(shown.findings)}")
    except OSError as error:
        raise UserError(f"{to}: the preview cannot be written there: {error.strerror}") from None
    print(f"Written: {to}", file=sys.stderr)
    return 2 if found else 0


def _file(kind: str) -> str:
    return f"{kind.replace(' ', '_')}.html"
