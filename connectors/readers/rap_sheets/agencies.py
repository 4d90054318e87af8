"""In which county an agency is, where its name or the layout's list says so."""

import re
from collections.abc import Mapping, Sequence

from relief.counties import COUNTIES

_NAME = re.compile(r"CA[A-Z]{2} (?:MC |SC )?(?P<place>.+?)(?: CO(?:UNTY)?)?")
_PLACES = frozenset(COUNTIES)


class Agencies:
    """Looks agencies up."""

    def __init__(self, counties: Mapping[str, Sequence[str]]) -> None:
        self._known = {agency.upper(): county.upper() for county, names in counties.items() for agency in names}

    def find_county(self, agency: str) -> str:
        """The county, upper case; blank where it cannot be told: a city is not guessed to be in a county."""
        name = agency.upper()
        if name not in self._known:
            found = _NAME.fullmatch(name)
            place = found["place"] if found else ""
            self._known[name] = place if place in _PLACES else ""
        return self._known[name]
