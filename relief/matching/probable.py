"""Who may be the same where no number says so: Splink's Fellegi-Sunter score over names and birth dates, on DuckDB.

The weights are fixed and written here, not learned from a county's data: the same people get the same score in
every run, and an attorney can be told what each agreement counted. ``m`` is how often a field agrees in this way
for one person printed twice, ``u`` how often for two people; the fields' own sums are one.
"""

from typing import TYPE_CHECKING, Any

import polars as pl

from relief.matching.evidence import PAIR
from relief.matching.identities import Identities

if TYPE_CHECKING:
    import duckdb

PRIOR = 1e-6
"""Of two people at random, how often they are one: some hundred thousands on each side, most of them found."""
LEAST = 0.5
"""Below this score a pair is not kept."""

NAME_WEIGHTS = {
    "surname": {"same": (0.90, 0.0010), "spelt alike": (0.06, 0.0040), "other": (0.04, 0.9950)},
    "given": {"same": (0.92, 0.0060), "spelt alike": (0.06, 0.0140), "other": (0.02, 0.9800)},
    "middle": {"same": (0.70, 0.0200), "initial": (0.25, 0.0700), "other": (0.05, 0.9100)},
}
BIRTH_WEIGHTS = {"same": (0.95, 0.00005), "near": (0.04, 0.0040), "other": (0.01, 0.99595)}
"""Field to how it agrees to (m, u)."""

_ALIKE = 0.88
"""Jaro-Winkler similarity of two spellings of one name."""
_BLOCKS: list[Any] = [
    "l.surname = r.surname and l.birth = r.birth",
    "l.given = r.given and l.birth = r.birth",
    "l.surname = r.given and l.given = r.surname and l.birth = r.birth",
    "l.surname = r.surname and l.given = r.given and l.birth_year = r.birth_year",
    "l.surname = r.surname and l.given = r.given and l.month_day = r.month_day",
]
"""Pairs that are looked at: a true pair outside all of these differs in two fields at once."""


def score_pairs(identities: Identities, wanted: pl.Series) -> pl.DataFrame:
    """Columns ``a``, ``b`` and ``score``: pairs of different sources that may be one person, each once, a before b.

    Args:
        identities: everyone.
        wanted: numbers of the people of whom at least one side must be.

    Returns:
        Pairs with a score of at least ``LEAST``, rounded to six places; several names' best counts.
    """
    faces = identities.faces.filter(pl.col("birth").is_not_null() & pl.col("surname").is_not_null())
    sided = faces.join(identities.subjects.select("subject", "source"), on="subject").with_row_index("unique_id")
    sided = sided.with_columns(
        birth=pl.col("birth").cast(pl.String), month_day=pl.col("birth").dt.strftime("%m-%d"),
        wanted=pl.col("subject").is_in(wanted.implode()),
    )  # fmt: skip
    sources = sorted(sided["source"].unique())
    scored = [
        _score(sided.filter(pl.col("source") == one), sided.filter(pl.col("source") == other))
        for n, one in enumerate(sources)
        for other in sources[n + 1 :]
    ]
    return _reduce(scored, sided)


def _reduce(scored: list[pl.DataFrame], sided: pl.DataFrame) -> pl.DataFrame:
    """From pairs of faces to pairs of people."""
    empty = pl.DataFrame(schema={"one": pl.UInt32, "other": pl.UInt32, "score": pl.Float64})
    who = sided.select("unique_id", "subject", "wanted")
    pairs = pl.concat([empty, *scored]).join(who, left_on="one", right_on="unique_id")
    pairs = pairs.join(who, left_on="other", right_on="unique_id", suffix="_other")
    return (
        pairs.filter(pl.col("wanted") | pl.col("wanted_other"))
        .select(
            a=pl.min_horizontal("subject", "subject_other"),
            b=pl.max_horizontal("subject", "subject_other"),
            score=pl.col("score").round(6),
        )
        .group_by(PAIR)
        .agg(pl.col("score").max())
        .sort(PAIR)
    )


def _score(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Splink's prediction for the pairs between two sources: ``one``, ``other`` (rows), ``score``."""
    import duckdb
    from splink import DuckDBAPI, Linker

    if left.is_empty() or right.is_empty():
        return pl.DataFrame(schema={"one": pl.UInt32, "other": pl.UInt32, "score": pl.Float64})
    with duckdb.connect(config={"preserve_insertion_order": "false"}) as connection:
        api = DuckDBAPI(connection)
        tables = [_register(connection, api, frame, name) for frame, name in ((left, "people_a"), (right, "people_b"))]
        # A third of the time of a small match goes into asking whether these settings name columns that there are.
        linker = Linker(tables, _settings(), validate_settings=False, log_level="ERROR")
        scored = linker.inference.predict(threshold_match_probability=LEAST, warning_mode="never")
        arrow = scored.as_duckdbpyrelation().project(
            "unique_id_l as one, unique_id_r as other, match_probability as score"
        )
        found = pl.DataFrame(arrow.to_arrow_table())
    return found.cast({"one": pl.UInt32, "other": pl.UInt32, "score": pl.Float64})


def _register(connection: "duckdb.DuckDBPyConnection", api: Any, frame: pl.DataFrame, name: str) -> Any:
    columns = ["unique_id", "surname", "given", "middle", "birth", "birth_year", "month_day"]
    connection.register(f"{name}_given", frame.select(columns).to_arrow())
    connection.execute(f"create table {name} as select * from {name}_given")  # noqa: S608  # names are ours
    return api.register(name, dataset_display_name=name)


def _settings() -> Any:
    from splink import SettingsCreator

    return SettingsCreator(
        link_type="link_only",
        comparisons=_comparisons(),
        blocking_rules_to_generate_predictions=_BLOCKS,
        probability_two_random_records_match=PRIOR,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _comparisons() -> list[Any]:
    import splink.comparison_level_library as level
    from splink.comparison_library import CustomComparison

    conditions = {
        "surname": {"spelt alike": f"jaro_winkler_similarity(surname_l, surname_r) >= {_ALIKE}"},
        "given": {"spelt alike": f"jaro_winkler_similarity(given_l, given_r) >= {_ALIKE}"},
        "middle": {"initial": "substr(middle_l, 1, 1) = substr(middle_r, 1, 1)"},
        "birth": {
            "near": "month_day_l = month_day_r or (birth_year_l = birth_year_r and (substr(month_day_l, 1, 2) = "
            "substr(month_day_r, 1, 2) or substr(month_day_l, 4, 2) = substr(month_day_r, 4, 2) or "
            "month_day_l = concat(substr(month_day_r, 4, 2), '-', substr(month_day_r, 1, 2))))"
        },
    }
    made = []
    for field, weights in {**NAME_WEIGHTS, "birth": BIRTH_WEIGHTS}.items():
        levels: list[Any] = [level.NullLevel(field)]
        for how, (m, u) in weights.items():
            plain = level.ExactMatchLevel(field) if how == "same" else None
            kind = plain or (level.ElseLevel() if how == "other" else level.CustomLevel(conditions[field][how]))
            levels.append(kind.configure(m_probability=m, u_probability=u))
        made.append(CustomComparison(output_column_name=field, comparison_levels=levels))
    return made
