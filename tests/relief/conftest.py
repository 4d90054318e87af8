"""The long proofs run only when they are asked for: ``pytest -m prove``."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "prove: long; deselected unless named with -m")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "prove" in (config.getoption("markexpr") or ""):
        return
    long = [item for item in items if item.get_closest_marker("prove")]
    items[:] = [item for item in items if item not in long]
    config.hook.pytest_deselected(items=long)
