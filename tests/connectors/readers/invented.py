"""A county's own code, as one would write it: a report of the printer's, a defendant over many lines and pages."""

import re
from collections.abc import Iterator
from pathlib import Path

from connectors.readers.own import Unread

DEFENDANT = re.compile(r"DEFENDANT: (?P<name>.{30}) BORN (?P<born>\S+) +NO (?P<person>\d+)")
CASE = re.compile(r"  CASE (?P<case>\S+)")
COUNT = re.compile(
    r" {4}(?P<count>\d\d) (?P<charge>.{14}) (?P<level>[FMI ]) (?P<dispo>.{10})(?P<day> \d\d/\d\d/\d{4})?"
)


def rows(file: Path) -> Iterator[dict[str, str | None] | Unread]:
    """One item a line of a count, with the defendant and the case above it."""
    person: dict[str, str] = {}
    case = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if found := DEFENDANT.match(line):
            person, case = found.groupdict(), ""
        elif found := CASE.match(line):
            case = found["case"]
        elif re.match(r" {4}\d\d ", line):
            found = COUNT.fullmatch(line)
            if found is None:
                yield Unread(reason="count that is cut off", field="CHARGE", subject_id=person.get("person"))
                continue
            yield {
                "NAME": person["name"].strip(),
                "BORN": person["born"],
                "PERSON": person["person"],
                "CASE": case,
                "COUNT": found["count"],
                "CHARGE": found["charge"].strip(),
                "LEVEL": found["level"].strip(),
                "DISPO": found["dispo"].strip(),
                "DAY": (found["day"] or "").strip(),
            }
