"""Who is one person by way of others: the connected components of links."""

import polars as pl


def label_components(pairs: pl.DataFrame) -> pl.DataFrame:
    """Columns ``subject`` and ``component``: each linked person and the least number it is connected with.

    Args:
        pairs: ``a`` and ``b``; order and direction do not matter.
    """
    edges = pl.concat([pairs.select(one="a", other="b"), pairs.select(one="b", other="a")]).unique()
    labels = edges.select(subject="one").unique().with_columns(component="subject")
    while True:
        near = edges.join(labels, left_on="other", right_on="subject").group_by("one").agg(pl.col("component").min())
        spread = labels.join(near, left_on="subject", right_on="one", suffix="_near").select(
            "subject", component=pl.min_horizontal("component", "component_near")
        )
        # A label's own label is nearer to the least: a long chain takes few rounds.
        jumped = spread.join(spread, left_on="component", right_on="subject", how="left", suffix="_next")
        following = jumped.select("subject", component="component_next").sort("subject")
        if following.equals(labels.sort("subject")):
            return following
        labels = following
