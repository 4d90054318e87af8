"""A county's canary in a run of the state: whether its twin still comes out as when the county was certified.

It is asked again when the program, the county's file or the twin has changed, and not every night. What it says stops
nothing: a rule that was put right changes a twin too. It is told, and alerted of.
"""

import hashlib
import json

from connectors.onboarding.place import twins_of
from flows.failures import describe
from flows.run import Run
from flows.shelf import open_shelf
from flows.versions import code_version, rules_version
from relief.errors import UserError


def ask_canary(run: Run) -> list[str]:
    """How the county's twin comes out otherwise, a line a kind of change with its number; empty where it does not, or
    the county has none among the user's files."""
    from flows.certifying.canary import ANSWERS, list_differences

    answers = twins_of(run.word) / ANSWERS
    if not answers.exists():
        return []
    told = [code_version(), rules_version(), run.county.digest, hashlib.sha256(answers.read_bytes()).hexdigest()]
    key = f"made/{run.word}/canary/{hashlib.sha256(json.dumps(told).encode()).hexdigest()}.json"
    shelf = open_shelf(run.workplace, run.prefix)
    noted = shelf.read_note(key)
    if noted is not None:
        found: list[str] = json.loads(noted)
        return found
    try:
        found = list_differences(run.word)
    except UserError as refused:
        found = [f"it cannot be decided any more: {refused}"]
    except Exception as error:
        return [f"it cannot be decided any more: {describe(error)}"]
    shelf.note(key, json.dumps(found))
    return found
