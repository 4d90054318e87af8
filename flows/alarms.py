"""Sources that have gone quiet, in every county that sent something."""

from collections.abc import Iterable
from datetime import date

from connectors import counties, load_county
from flows.decisions import read_history
from flows.workplace import Workplace
from relief.deliveries import find_quiet


def list_alarms(words: Iterable[str], workplace: Workplace, as_of: date) -> dict[str, list[str]]:
    """County to a sentence for each source that is late on that day; counties without any are left out."""
    found = {}
    for word in sorted(set(words) & set(counties())):
        declared = {name: source.checks for name, source in load_county(word).sources.items()}
        history = read_history(word, None, workplace)
        found[word] = find_quiet(history, declared, as_of) if history else []
    return {word: alarms for word, alarms in found.items() if alarms}
