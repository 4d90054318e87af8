"""Each row that came back to the row that was filed: by batch and row first, and never against the case.

The court's row number is believed as far as nothing else on the row says otherwise. Where it names no row, case
number, defendant and count must all be there and lead to one conviction.
"""

import polars as pl

from relief.outcomes.tasks import Kind

_FILED = ["conviction", "court", "agency", "filed", "batch", "row"]


def match(returned: pl.DataFrame, filed: pl.DataFrame) -> pl.DataFrame:
    """The returned rows, each with the filed row that it is about, or with its trouble.

    Args:
        returned: ``relief.outcomes.returned.RETURNED``.
        filed: ``relief.outcomes.returned.FILED``; a conviction filed twice is meant as it was filed last.

    Returns:
        ``RETURNED`` with conviction, court, agency and filed of the row that is meant; batch and row are the filed
        ones where it was found. Null, with ``trouble``, where none is.
    """
    known = filed.with_columns(_normalize()).with_row_index("_filed")
    asked = returned.with_columns(_normalize()).with_row_index("_asked")
    by_row = asked.join(known.select("batch", "row", _row="_filed"), on=["batch", "row"], how="left").unique("_asked")
    by_case = _find_by_case(asked, known)
    joined = asked.join(by_row.select("_asked", "_row"), on="_asked", how="left", maintain_order="left")
    joined = joined.join(by_case, on="_asked", how="left", maintain_order="left")
    numbered = pl.col("batch").is_not_null() & pl.col("row").is_not_null()
    found = pl.when(numbered).then("_row").otherwise(pl.when(pl.col("_cases") == 1).then("_case"))
    there = joined.with_columns(_filed=found).join(
        known.select("_filed", *(pl.col(name).alias(f"its_{name}") for name in [*_FILED, "_number", "_name", "count_number"])),
        on="_filed", how="left", maintain_order="left",
    )  # fmt: skip
    trouble = (
        pl.when(pl.col("trouble").is_not_null()).then("trouble")
        .when(numbered & pl.col("_row").is_null()).then(pl.lit(Kind.UNMATCHED.value))
        .when(numbered & ~_agrees()).then(pl.lit(Kind.DISAGREES.value))
        .when(~numbered & ~_is_whole()).then(pl.lit(Kind.TOO_LITTLE.value))
        .when(~numbered & (pl.col("_cases").fill_null(0) == 0)).then(pl.lit(Kind.UNMATCHED.value))
        .when(~numbered & (pl.col("_cases") > 1)).then(pl.lit(Kind.SEVERAL.value))
    )  # fmt: skip
    # A row that disagrees with itself is nobody's yet; whose court it is can still be told from its number.
    certain = trouble.is_null() | ~trouble.is_in([Kind.DISAGREES.value, Kind.SEVERAL.value])
    told = there.with_columns(
        trouble=trouble,
        conviction=pl.when(certain).then("its_conviction"),
        court="its_court", agency="its_agency", filed="its_filed",
        batch=pl.coalesce("batch", "its_batch"), row=pl.coalesce("row", "its_row"),
    )  # fmt: skip
    assert told.height == returned.height, "every returned row is matched once"
    return told.sort("_asked").select(*returned.columns, "conviction", "court", "agency", "filed")


def _normalize() -> list[pl.Expr]:
    """``_number``: a case number's letters and digits; ``_name``: a name's words in alphabetical order."""
    number = pl.col("case_number").str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    words = pl.col("defendant").str.to_uppercase().str.replace_all("['\u2019`]", "").str.extract_all(r"[\p{L}0-9]+")
    return [
        pl.when(number != "").then(number).alias("_number"),
        pl.when(words.list.len() > 0).then(words.list.unique().list.sort()).alias("_name"),
    ]


def _find_by_case(asked: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """``_asked``, ``_cases`` (convictions of that case, defendant and count) and ``_case`` (the last filed of them)."""
    last = known.sort("filed", "batch", "row").unique("conviction", keep="last", maintain_order=True)
    keys = ["_number", "count_number"]
    pairs = (
        asked.filter(_is_whole())
        .select("_asked", *keys, "_name")
        .join(last.select(*keys, its_name="_name", _case="_filed"), on=keys)
    )
    same = pairs.filter(_same_name("_name", "its_name"))
    return same.group_by("_asked").agg(_cases=pl.len(), _case=pl.col("_case").max())


def _is_whole() -> pl.Expr:
    return pl.all_horizontal(pl.col(name).is_not_null() for name in ("_number", "_name", "count_number"))


def _agrees() -> pl.Expr:
    """Whether nothing else on the row speaks against the row that its number names."""
    names = _same_name("_name", "its__name")
    number = pl.col("_number") == pl.col("its__number")
    count = pl.col("count_number") == pl.col("its_count_number")
    return number.fill_null(True) & count.fill_null(True) & names.fill_null(True)


def _same_name(one: str, other: str) -> pl.Expr:
    """All words of the shorter name in the longer, and two at least: middle names and initials come and go."""
    common = pl.col(one).list.set_intersection(pl.col(other)).list.len()
    fewest = pl.min_horizontal(pl.col(one).list.len(), pl.col(other).list.len())
    return (common == fewest) & ((fewest >= 2) | (pl.col(one).list.len() == pl.col(other).list.len()))
