"""``relief county profile``: what is in a file of unknown shape."""

from flows.verbs.options import Export


def act(export: Export) -> int:
    """Print the file's shape and columns as YAML; values only as masks, but for the words of coded columns."""
    from connectors.onboarding import as_yaml, profile

    print(as_yaml(profile(export)), end="")
    return 0
