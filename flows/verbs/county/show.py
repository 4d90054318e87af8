"""``relief county show``: everything particular to one county."""

from flows.verbs.options import County


def act(county: County) -> int:
    """Print its standing, courts, sources, policy, papers, expectations, exemptions, certificate and twin."""
    from flows.county_sheet import write_sheet

    print(write_sheet(county), end="")
    return 0
