"""What of a person no free text may hold."""

import re
from collections.abc import Mapping
from typing import Any


def list_private(row: Mapping[str, Any]) -> list[str]:
    """The person's words and numbers, upper case.

    Args:
        row: name, cii_number, subject_id and birth_date.
    """
    words = [word for word in re.split(r"[^A-Z0-9'-]+", (row["name"] or "").upper()) if len(word) > 2]
    birth = row["birth_date"]
    days = [birth.isoformat(), f"{birth:%Y%m%d}", f"{birth:%m/%d/%Y}"] if birth else []
    return [*words, *days, *(number for number in (row["cii_number"], row["subject_id"]) if number)]
