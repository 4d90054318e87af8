"""Counties, and the fictional identifiers of their courts and police.

County numbers are the alphabetical ranks 01 to 58; an ORI is ``CA``, the county's three digits and
four characters. The court names are those of public RAP-sheet practice: ``CASC`` superior, ``CAMC``
municipal, ``CAJV`` juvenile, then the city. The agency part of every ORI here is invented.
"""

from dataclasses import dataclass

from relief.counties import COUNTIES
from relief.errors import UserError

_COURTS = {
    "LOS ANGELES": "CASC LOS ANGELES,CASC LOS ANGELES VAN NUYS,CASC COMPTON,CASC LONG BEACH,CASC PASADENA,CASC POMONA,"
    "CASC NORWALK,CASC TORRANCE,CASC SAN FERNANDO,CASC LANCASTER,CASC WEST LA AIRPORT,CASC LA CENTRAL,"
    "CAMC LOS ANGELES METRO,CAMC VAN NUYS,CAMC HOLLYWOOD,CAMC BEVERLY HILLS,CAMC COMPTON,CAMC CULVER CITY,CAMC EL MONTE,"
    "CAMC GLENDALE",
    "SAN JOAQUIN": "CASC STOCKTON,CASC LODI,CASC MANTECA,CASC TRACY",
}
"""Counties whose courts are not called after them, and what those are called."""


@dataclass(frozen=True, kw_only=True)
class Agency:
    """An agency as a step prints it; ``prefix`` begins the numbers it gives its files."""

    ori: str
    name: str
    county_number: str
    county: str
    kind: str
    prefix: str


@dataclass(frozen=True, kw_only=True)
class Geography:
    """The county that asked for the file, its courts, and the other counties a history may touch."""

    county: str
    courts: tuple[str, ...]

    def find(self, agency: str, county: str | None, court: int) -> Agency:
        """The agency a step means; ``court`` picks among the county's courts, round and round."""
        place = county or self.county
        if county == self.county:
            place = "LOS ANGELES"
        number = f"{COUNTIES.index(place) + 1:02}"
        if agency == "court":
            names = self.courts if place == self.county else (f"CASC {place}", f"CAMC {place}")
            at = court % len(names)
            return _agency(number, place, f"{at + 1:02}1J", names[at], "COURT", _prefix(at))
        name, code, kind = {
            "juvenile court": (f"CAJV {place}", "003J", "COURT"),
            "police": (f"CAPD {place}", f"{court % 40 + 1:02}00", "POLICE DEPARTMENT"),
            "sheriff": (f"CASO {place}", "0000", "SHERIFF"),
            "coroner": (f"CACO {place}", "001G", "CORONER"),
            "prison": ("CASP CORR REHAB RECEPTION CENTER", "005C", "STATE PRISON"),
        }[agency]
        return _agency(number, place, code, name, kind, "J" if agency == "juvenile court" else "")


def _agency(number: str, county: str, code: str, name: str, kind: str, prefix: str) -> Agency:
    return Agency(ori=f"CA0{number}{code}", name=name, county_number=number, county=county, kind=kind, prefix=prefix)


def _prefix(court: int) -> str:
    """Two letters that begin a court's case numbers: BA, LA, TA, ..."""
    return "BLTNGKVYPMSCDEFHJQRW"[court % 20] + "AEM"[court // 20 % 3]


def locate(county: str, courts: list[str] | None) -> Geography:
    """The geography of a county; ``courts`` replaces the built-in names of its courts.

    Raises:
        UserError: California has no such county.
    """
    place = county.strip().upper().replace("_", " ")
    if place not in COUNTIES:
        raise UserError("the county of a sample must be one of California's 58, such as 'Los Angeles'")
    default = _COURTS[place].split(",") if place in _COURTS else [f"CASC {place}", f"CAMC {place}", f"CASC MC {place}"]
    return Geography(county=place, courts=tuple(courts or default))
