"""Policies tried on kept facts give what a run under them would, and no count tells of few people."""

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from relief.counties import COUNTIES
from relief.disclosure import LEAST, count_cells
from relief.eligibility import Decision, determine, keep_facts
from relief.policy import Policy, read_policy
from relief.presets import list_presets
from relief.rules.cases import AS_OF, read_cases
from relief.rules.cases.history import CaseHistory
from relief.rules.cases.records import HOME, number_rows, set_rows_aside, write_records
from relief.rules.prop64 import RULE_SET
from relief.simulation import IN_SCOPE, CountyFacts, _decide, simulate
from templates.county_tiles import TILES
from templates.simulation_page import print_simulation

POLICIES = {name: read_policy({"preset": name}, source="a test") for name in list_presets()}


def run(policy: Policy) -> Decision:
    """All histories of the rule set's cases, each a person's, decided as a run does it."""
    cases = read_cases(RULE_SET)
    rows = [record | {"subject_id": str(n)} for n, case in enumerate(cases) for record in CaseHistory(case).records]
    with TemporaryDirectory() as folder:
        path = write_records(number_rows(rows), Path(folder) / "r.parquet")
        return determine(path, set_rows_aside([]), county=HOME, policy=policy, as_of=AS_OF)


@cache
def county() -> CountyFacts:
    return CountyFacts(county="cascadia", facts=keep_facts(run(Policy())), as_of=AS_OF)


def test_a_policy_on_kept_facts_decides_as_a_run_of_its_own_would() -> None:
    simulated = pl.concat(
        [county().facts.select("source_file", "source_row"), _decide(county(), POLICIES)], how="horizontal"
    )
    for name in ("los_angeles_2019", "san_francisco_2018"):
        told = run(POLICIES[name]).determinations.join(simulated, on=["source_file", "source_row"])
        outcome, relief = pl.col("outcome").cast(pl.String), pl.col("relief").cast(pl.String)
        answer = pl.when(relief.is_null()).then(outcome).otherwise(pl.format("{}: {}", outcome, relief))
        wrong = told.filter(answer != pl.col(f"{name}, answer"))
        assert wrong.is_empty(), wrong.select("source_row", "outcome", f"{name}, answer")
        assert told.height > 100


def test_low_is_never_above_high_and_unknown_facts_lie_between() -> None:
    frame = _decide(county(), POLICIES)
    for name in POLICIES:
        assert frame.filter(pl.col(f"{name}, low") & ~pl.col(f"{name}, high")).is_empty()
        assert frame.filter(pl.col(f"{name}, high") & ~pl.col(f"{name}, low")).height > 5
        assert frame.select(f"{name}, low", f"{name}, high").null_count().sum_horizontal()[0] == 0


CELLS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from("uvwx"), st.booleans(), st.booleans(), st.booleans()), max_size=200
)


@settings(max_examples=60, deadline=None)
@given(CELLS)
def test_no_published_count_and_no_difference_of_two_is_of_few_people(
    rows: list[tuple[int, str, bool, bool, bool]],
) -> None:
    columns = ["a", "b", "c"]
    schema = {"person": pl.Int64, "cell": pl.String, **dict.fromkeys(columns, pl.Boolean)}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    told = count_cells(frame, "cell", [(name,) for name in columns])
    for cell, counts in told.items():
        part = frame.filter(pl.col("cell") == cell)
        shown = [name for name in columns if counts[name] is not None]
        for name in shown:
            assert counts[name] == part[name].sum()
            assert not 0 < part.filter(pl.col(name))["person"].n_unique() < LEAST
            for other in shown:
                assert not 0 < part.filter(pl.col(name) & ~pl.col(other))["person"].n_unique() < LEAST
    for name in columns:
        hidden = [cell for cell in told if told[cell][name] is None]
        if len(hidden) == 1:
            rest = [cell for cell in told if cell not in hidden and told[cell][name]]
            assert not rest, "one hidden cell beside others is found by subtraction"


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from("uvw"), st.booleans(), st.booleans()), max_size=250))
def test_what_follows_from_other_numbers_is_hidden_with_them(rows: list[tuple[int, str, bool, bool]]) -> None:
    schema = {"person": pl.Int64, "cell": pl.String, "first": pl.Boolean, "own": pl.Boolean}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        gained=pl.col("own") & ~pl.col("first"), lost=pl.col("first") & ~pl.col("own")
    )
    together = ("own", "gained", "lost")
    told = count_cells(frame, "cell", [("first",), together], base="first")
    for counts in told.values():
        hidden = {counts[name] is None for name in together}
        assert len(hidden) == 1, "the three are shown or hidden together"
        assert hidden == {True} or counts["first"] is not None
    for name in ("first", *together):
        cells = [cell for cell in told if told[cell][name] is None]
        people = frame.filter(pl.col("cell").is_in(cells) & pl.col(name))["person"].n_unique()
        rest = [cell for cell in told if cell not in cells and told[cell][name]]
        assert not rest or (len(cells) != 1 and (people >= LEAST or not cells or len(cells) > 1)), name


def test_a_report_shows_no_number_that_is_withheld_and_is_the_same_twice() -> None:
    found = simulate([county()], POLICIES)
    assert found.policies[0] == "contra_costa_2019" and found.columns[0] == IN_SCOPE
    assert any(n is None for cells in found.convictions["section"].values() for n in cells.values())
    page = print_simulation(found)
    assert page == print_simulation(simulate([county()], POLICIES))
    assert page.count("<svg") == len(POLICIES) + 5 and "not shown" in page
    assert "http" not in page, "nothing is fetched"


def test_two_counties_add_up_and_each_is_as_of_its_own_day() -> None:
    twice = simulate(
        [county(), CountyFacts(county="other", facts=county().facts, as_of=date(2021, 7, 1))], {"a": Policy()}
    )
    once = simulate([county()], {"a": Policy()})
    whole, single = (found.convictions["all"]["all"][IN_SCOPE] for found in (twice, once))
    assert whole and single and whole == 2 * single
    assert list(twice.convictions["county"]) == ["cascadia", "other"]


def test_sex_and_race_are_counted_where_a_source_prints_them() -> None:
    sexes = pl.Series([["female", "male", "male"][n % 3] for n in range(county().facts.height)])
    races = pl.Series(["unlisted"] * county().facts.height)
    facts = county().facts.with_columns(sex=sexes, race=races)
    found = simulate([CountyFacts(county="cascadia", facts=facts, as_of=AS_OF)], POLICIES)
    assert set(found.convictions["sex"]) == {"female", "male"}
    shown = [cells[IN_SCOPE] for cells in found.convictions["sex"].values()]
    assert sum(number or 0 for number in shown) == found.convictions["all"]["all"][IN_SCOPE]
    assert "race" not in found.convictions, "what no source tells is no table"
    assert "By sex" in print_simulation(found)


def test_every_county_has_a_tile_of_its_own() -> None:
    assert set(TILES) == {county.lower().replace(" ", "_") for county in COUNTIES}
    assert len(set(TILES.values())) == len(COUNTIES) == 58
