"""``relief county activate``: a certified county takes part in the runs of the state."""

from flows.verbs.options import AsOf, County, read_as_of


def act(county: County, as_of: AsOf = None) -> int:
    """Write the day into its certificate."""
    from connectors.onboarding.certificate import activate

    active = activate(county, read_as_of(as_of))
    print(f"{county}: certified {active.certified}, active since {active.active_since}")
    return 0
