"""Sex and race as a source prints them: counted in aggregate to see whom a policy reaches, and nothing else.

They are in no record, no determination and no paper, and no rule can read them: a reader keeps them in a table beside
the records, and only ``relief.simulation`` is given it.
"""

import polars as pl

SEX = pl.Enum(["female", "male", "another", "unlisted"])
RACE = pl.Enum(
    ["American Indian", "Asian", "Black", "Hispanic", "Pacific Islander", "White", "another", "unlisted"],
)
GROUPS: dict[str, pl.DataType | type[pl.DataType]] = {"subject_id": pl.String, "sex": SEX, "race": RACE}
"""One row a subject of a source; null: not printed, or not the same in all of the subject's rows."""

WORDS: dict[str, pl.Enum] = {"sex": SEX, "race": RACE}


def add_groups(facts: pl.DataFrame, records: pl.LazyFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """The facts with ``sex`` and ``race`` of each conviction's subject.

    Args:
        facts: with ``source_file`` and ``source_row``.
        records: canonical records.
        groups: columns ``GROUPS``.
    """
    place = ["source_file", "source_row"]
    whose = records.select(*place, "subject_id").join(facts.lazy().select(place), on=place, how="semi")
    told = whose.join(groups.lazy(), on="subject_id").drop("subject_id").collect()
    return facts.join(told, on=place, how="left", maintain_order="left")
