"""``relief county profile``: what is in a file of unknown shape."""

from flows.verbs.options import County, Export


def act(county: County, export: Export) -> int:
    """Print the file's shape and columns as YAML; values only as masks, but for the words of coded columns."""
    from connectors.onboarding import as_yaml, profile
    from connectors.onboarding.begin import name_county

    name, _ = name_county(county)
    print(f"# A file of {name}, as it was seen: A stands for a letter, 9 for a digit.")
    print(as_yaml(profile(export)), end="")
    return 0
