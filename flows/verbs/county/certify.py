"""``relief county certify``: the scored checklist, the report to sign, and the certificate where all of it holds."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from flows.verbs.options import AsOf, County, Exports, read_as_of

if TYPE_CHECKING:
    from flows.certifying import Certification

Out = Annotated[
    Path | None,
    Option(
        "--out",
        metavar="FOLDER",
        help="for the report and the twin; default: certificates/<county> among your counties' files",
        show_default=False,
    ),
]
REPORT = "certificate.html"


def act(county: County, exports: Exports, out: Out = None, as_of: AsOf = None) -> int:
    """Certify, print the checklist, write the report. 1 where an item does not hold."""
    from connectors.onboarding.place import certificate_of
    from flows.certifying import certify
    from flows.certifying.report import write_report
    from flows.progress import heard_by
    from flows.verbs.terminal import Terminal

    folder = out or certificate_of(county).with_suffix("")
    with heard_by(Terminal()):
        found = certify(county, exports, folder, read_as_of(as_of))
    (folder / REPORT).write_text(write_report(county, found), encoding="utf-8")
    _print(found)
    print(f"Report: {folder / REPORT}\nTwin: {folder / 'twin'}", file=sys.stderr)
    return 0 if found.holds else 1


def _print(found: "Certification") -> None:
    for item in found.items:
        print(f"{'yes' if item.holds else 'NO ':<4} {item.name}")
        for line in item.told:
            print(f"       {line}")
    held = sum(item.holds for item in found.items)
    print(f"\n{held} of {len(found.items)} hold. {'Certified.' if found.holds else 'Not certified.'}")
