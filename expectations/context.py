"""Great Expectations itself: imported when it is needed, kept in memory, and told our expectations in its classes."""

import gc
import importlib
import logging
import os
import warnings
from typing import TYPE_CHECKING, Any

from expectations.expectation import Expectation, Severity

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.expectations.expectation import Expectation as Type

_TALKATIVE = "great_expectations.data_context.types.base"

_SEVERITIES = {Severity.BLOCKING: "critical", Severity.SET_ASIDE: "warning", Severity.WARNING: "info"}
"""Ours in Great Expectations' words."""


def prepare() -> None:
    """Import Great Expectations, which takes seconds: meant for a thread beside other work. It never calls home.

    Collecting garbage among the half a million objects being made costs a fifth of that time and finds none.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    collecting = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            # It imports modules of Python's own that are on their way out: nothing to do about it here.
            warnings.simplefilter("ignore", DeprecationWarning)
            importlib.import_module("great_expectations")
            importlib.import_module(_TALKATIVE)
        # It asks to be heard about every folder that it makes for a moment.
        logging.getLogger(_TALKATIVE).setLevel(logging.WARNING)
    finally:
        if collecting:
            gc.enable()


def open_context() -> "EphemeralDataContext":
    """A context in memory: it reads and writes no home folder, shows no progress bars and has no report yet."""
    prepare()
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    for site in list(context.list_data_docs_sites()):
        context.delete_data_docs_site(site)
    return context


def state(expectation: Expectation) -> "Type":
    """An expectation as an instance of Great Expectations' class."""
    import great_expectations.expectations as kinds

    build: Any = getattr(kinds, expectation.type)
    instance: Type = build(
        column=expectation.measure,
        description=str(expectation),
        severity=_SEVERITIES[expectation.severity],
        meta={"name": expectation.name},
        **expectation.arguments,
    )
    return instance
