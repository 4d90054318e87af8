"""``relief county list``: the coverage map of the 58 counties."""


def act() -> int:
    """Print each county and whether it has a file."""
    from connectors.onboarding.coverage import list_counties

    known = list_counties()
    for place, (word, has_file) in enumerate(known.items(), start=1):
        print(f"{place:02}  {word:<18}{'has a file' if has_file else '-'}".rstrip())
    print(f"{sum(known.values())} of {len(known)} counties have a file")
    return 0
