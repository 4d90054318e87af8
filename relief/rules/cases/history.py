"""The records that a case tells of."""

import re
from typing import Any

from relief.errors import UserError
from relief.rules.cases import Case
from relief.rules.cases.records import HOME, Record, make_record, number_rows

_EVENTS = {"arrest": "arrest", "court": "court action", "registration": "registration", "deceased": "deceased"}
_PART = re.compile(r"(?:(\d+) (day|month|year)s? )?(prison|jail|probation|fine|other)")


class CaseHistory:
    """Builds the records of one case, row after row."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.cycle, self.count, self.after_arrest = 0, 0, False
        self.counts: list[dict[str, Any]] = []
        self.records: list[Record] = []
        self.meant: list[str] = []
        for row in case.history:
            self._add(dict(row))
        self.records = number_rows(self.records)

    @property
    def decided(self) -> str:
        """The CNT_ORDER of the count that the case is about."""
        if not self.counts:
            return str(self.records[0]["count_order"])
        return str([*self.meant, self.counts[0 if self.case.decided == "first" else -1]["count_order"]][0])

    def _add(self, row: dict[str, Any]) -> None:
        fields = {
            "birth_date": row.get("born", self.case.born),
            "cii_number": row.get("cii"),
            "county": row.get("county", HOME),
            "ori": row.get("ori"),
            "source_file": row.get("file", "export.dat"),
            "event_date": row.get("day"),
            "cycle_date": row.get("cycle_day"),
        }
        if "later" in row or "part_of" in row:
            judged = self.counts[row.get("part_of", 0) - 1]
            change = {"disposition": row.get("later", judged["disposition"]), "disposition_date": row.get("day")}
            change |= {"charge_text": row["charge"]} if "charge" in row else {}
            self.records += [make_record(**(judged | change | part)) for part in read_sentence(row.get("sentence"))]
        elif "apart" in row:
            change = {"event": "probation", "disposition": row["apart"], "charge_text": row.get("charge")}
            self.records.append(make_record(**(fields | change), count_order=f"{self.cycle:03}003001000"))
        elif "court" in row:
            self._add_court(row, fields)
        else:
            self._add_event(row, fields)

    def _add_event(self, row: dict[str, Any], fields: dict[str, Any]) -> None:
        kind = next(event for event in _EVENTS if event in row)
        self.cycle, self.count, self.after_arrest = self.cycle + 1, 1, kind == "arrest"
        told = {
            "event": _EVENTS[kind],
            "charge_text": row[kind] or None,
            "charge_level": row.get("charge_level"),
            "disposition": row.get("disposition"),
            "count_order": f"{self.cycle:03}001001000",
        }
        if row.get("decided"):
            self.meant.append(str(told["count_order"]))
        self.records.append(make_record(**fields, **told))

    def _add_court(self, row: dict[str, Any], fields: dict[str, Any]) -> None:
        if not row.get("same_case"):
            self.cycle, self.count = self.cycle + (0 if self.after_arrest else 1), 0
        self.after_arrest, self.count = False, self.count + 1
        judged = fields | {
            "event": "court action",
            "count_order": f"{self.cycle:03}002{self.count:03}000",
            "charge_text": row["court"],
            "disposition": row.get("disposition", "convicted"),
            "disposition_date": row.get("disposition_day"),
            "conviction_level": row.get("level"),
            "charge_level": row.get("charge_level"),
            "agency": row.get("agency", "CASC LOS ANGELES CENTRAL"),
            "comment": row.get("comment"),
            "case_number": f"BA{self.cycle}",
        }
        self.counts.append(judged)
        if row.get("decided"):
            self.meant.append(judged["count_order"])
        self.records += [make_record(**(judged | part)) for part in read_sentence(row.get("sentence"))]


def read_sentence(text: str | None) -> list[dict[str, Any]]:
    """One dictionary a part: ``3 years probation, 60 days jail, fine``; one empty one where nothing is told."""
    if not text:
        return [{}]
    parts = []
    for part in text.split(", "):
        match = _PART.fullmatch(part)
        if match is None:
            raise UserError(f"case: {part} is no part of a sentence; write it as 3 years probation")
        parts.append(
            {"sentence_length": match[1] and int(match[1]), "sentence_unit": match[2], "sentence_place": match[3]}
        )
    return parts
