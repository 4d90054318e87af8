"""People of several sources for tests and benchmarks of matching; everybody is invented."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from relief.matching.identities import FACES, MARK, MARKS, Identities, split_names

Person = Mapping[str, Any]
"""``source``, ``id``, and what is printed: ``name``, ``birth`` (a date), and the kinds of ``MARK``. The same key
again adds an alias."""


def identify(people: Iterable[Person]) -> Identities:
    """The people as ``gather_identities`` would have found them."""
    told = list(people)
    keys = sorted({(person["source"], person["id"]) for person in told})
    number = {key: n for n, key in enumerate(keys)}
    who = [(number[person["source"], person["id"]], person) for person in told]
    printed = [(n, person.get("name"), person.get("birth")) for n, person in who]
    faces = pl.LazyFrame(printed, schema={"subject": pl.UInt32, "name": pl.String, "birth": pl.Date}, orient="row")
    faces = split_names(faces.with_columns(birth_year=pl.col("birth").dt.year())).select(list(FACES)).unique()
    marks = [(n, kind, person[kind]) for n, person in who for kind in MARK.categories if person.get(kind)]
    return Identities(
        subjects=pl.DataFrame(
            [(n, *key) for key, n in number.items()],
            schema={"subject": pl.UInt32, "source": pl.String, "subject_id": pl.String},
            orient="row",
        ),
        faces=faces.collect().sort(list(FACES)),
        marks=pl.DataFrame(marks, schema=MARKS, orient="row").unique().sort("subject", "kind", "value"),
    )


def doj(number: str = "D1", **printed: Any) -> Person:
    """A person of DOJ's file."""
    return {"source": "doj", "id": number, "name": "ELMTREE,AMOS Q", "birth": date(1970, 3, 14), **printed}


def court(number: str = "C1", **printed: Any) -> Person:
    """A person of a court's file, printed as ``doj`` prints its own unless told otherwise."""
    return {"source": "court", "id": number, "name": "ELMTREE,AMOS", "birth": date(1970, 3, 14), **printed}


CASE_NUMBER = "LA0012345"
