"""What each decided conviction, and all else that its person was convicted of, leaves on the record.

Kept beside the facts of the conviction, so that what relief changes for people (``relief.impact``) can be counted again,
of another day and under another policy, without the records.
"""

import polars as pl


def add_standing(scope: pl.DataFrame, convictions: pl.DataFrame) -> pl.DataFrame:
    """Add to each row of ``scope`` what stands on the record.

    Args:
        scope: ``row`` and ``person``.
        convictions: one row a conviction of anyone anywhere: ``person``, ``row``, ``level`` as later reductions left it,
            ``judgment_hi``.

    Returns:
        ``scope`` with ``stands_as_felony`` (null: it is no conviction yet) and ``stands_until``, the last day that its
        judgment can be of; and of all others of the person ``others_stand``, ``others_stand_as_felony`` and
        ``others_stand_until``, the latest. A conviction of unknown level counts as a felony.
    """
    felony = (pl.col("level") == "felony").fill_null(True)
    own = convictions.lazy().select("row", stands_as_felony=felony, stands_until="judgment_hi")
    others = (
        convictions.lazy()
        .join(scope.lazy().select("person"), on="person", how="semi")
        .join(scope.lazy().select("row"), on="row", how="anti")
        .group_by("person")
        .agg(
            others_stand=pl.lit(True),
            others_stand_as_felony=felony.any(),
            others_stand_until=pl.col("judgment_hi").max(),
        )
    )
    told = (
        scope.lazy()
        .join(own, on="row", how="left", maintain_order="left")
        .join(others, on="person", how="left", maintain_order="left")
    )
    return told.with_columns(pl.col("others_stand", "others_stand_as_felony").fill_null(False)).collect()
