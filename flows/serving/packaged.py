"""A package as the page shows it to whoever may see it: its files by number, its rows, where each stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from connectors.outcomes.manifest import read_rows as read_manifest_rows
from connectors.packages import MANIFEST, Package, open_stored
from connectors.packages.layout import CONFIDENTIAL, is_confidential
from connectors.store import Missing, open_store
from flows.serving.office import Office
from flows.serving.refusals import NotThere
from relief import database
from relief.accounts import Account, Role

_SEEN = {Role.CLERK: ("delivered",), Role.COUNTY: ("made", "sending", "delivered", "withdrawn")}
"""In which states a package is seen: a court has what was delivered to it, and nothing else."""

ROWS: dict[str, Any] = {
    "row": pl.Int64, "case_number": pl.String, "defendant": pl.String, "count_number": pl.Int64, "section": pl.String,
    "relief": pl.String, "whole_case": pl.String, "paper": pl.Int64, "step": pl.String, "since": pl.Date,
    "granted": pl.Date, "partly": pl.Boolean, "again": pl.String,
}  # fmt: skip
"""One row a conviction of a package. As its public manifest tells it: ``whole_case`` is yes only where every charge of the
defendant in the case is a row; ``paper`` is the number of the order that lists it. And where the ledger says that it stands;
``partly``: it was granted in part; ``again``: the package in which it was filed once more, whose it is since then."""

_KINDS = {
    "cover_sheet": "Cover sheet", "index": "Index", "motion": "Motion", "order_proposed": "Proposed order",
    "exhibit_a_public": "Exhibit A, public", "exhibit_a_confidential": "Exhibit A, confidential",
    "proof_of_service": "Proof of service", "manifest": "Manifest", "manifest_confidential": "Manifest, confidential",
}  # fmt: skip
"""What the files of a whole package are called, in the order in which they are listed."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One file of a package. Its number says nothing of a case, as its name may."""

    number: int
    """From 1, in the order of their names."""
    name: str
    """As the package has it."""
    kind: str
    """In words."""
    ending: str
    """pdf, docx, csv, json."""

    @property
    def of_one_case(self) -> bool:
        """Whether it concerns one case or person, and not the whole package."""
        return self.name.startswith(("cases/", "persons/"))

    @property
    def confidential(self) -> bool:
        """Whether it holds birth dates and CII numbers."""
        return is_confidential(self.name)


@dataclass(frozen=True, kw_only=True)
class Packaged:
    """A package that an account may see."""

    county: str
    number: str
    court: str
    day: date
    rows: int
    """Without those that were taken out."""
    state: str
    since: date
    edition: int

    @property
    def place(self) -> tuple[str, str, int]:
        """What names its content: that never changes."""
        return self.county, self.number, self.edition

    def open(self, office: Office) -> Package:
        """Its files. NotThere where its papers are not in the store."""
        try:
            store = open_store(office.site.workplace.out)
            return open_stored(store, county=self.county, number=self.number, edition=self.edition)
        except Missing:
            raise NotThere from None


def list_packaged(office: Office, account: Account) -> list[Packaged]:
    """The packages that an account may see, the newest first."""
    if account.role not in _SEEN or account.county is None:
        return []
    courts = account.courts if account.role is Role.CLERK else None
    found = database.read_packages(office.engine, county=account.county, courts=courts)
    seen = found.filter(pl.col("state").is_in(_SEEN[account.role]), pl.col("edition") > 0).reverse()
    return [_as_packaged(account.county, row) for row in seen.iter_rows(named=True)]


def find_packaged(office: Office, account: Account, county: str, number: str) -> Packaged:
    """The package of that number. NotThere where there is none, or it is not for the account to see."""
    for each in list_packaged(office, account):
        if each.number == number and each.county == county and account.sees_cases_of(county, each.court):
            return each
    raise NotThere


def list_papers(package: Package) -> list[Paper]:
    """Its files, numbered; those of the whole package first, in the order in which a clerk takes them up."""
    papers = [_name_paper(number, held.name) for number, held in enumerate(package.files, 1)]
    known = list(_KINDS)
    places = {name: place for place, name in enumerate(known)}
    return sorted(papers, key=lambda paper: (places.get(paper.name.rpartition(".")[0], len(known)), paper.number))


def read_rows(office: Office, packaged: Packaged) -> pl.DataFrame:
    """Its convictions: ``ROWS``, in the order of its papers."""
    told = office.manifests.read(packaged.place, lambda: _read_manifest(packaged.open(office)))
    stands = office.standings.read(office.engine, packaged.county, packaged.number)
    here, its = pl.col("batch") == packaged.number, ("step", "since", "granted", "partly")
    told_of = stands.select(
        *(pl.when(here).then(name).alias(name) for name in its), again=pl.when(~here).then("batch"), row="in_package"
    )
    joined = told.join(told_of, on="row", how="left", maintain_order="left")
    return joined.select(pl.col(name).cast(dtype) for name, dtype in ROWS.items())


def _read_manifest(package: Package) -> pl.DataFrame:
    texts = pl.read_csv(package.read(MANIFEST), infer_schema=False)
    numbers = {paper.name: paper.number for paper in list_papers(package)}
    return read_manifest_rows(texts).with_columns(
        texts["whole_case"],
        texts["document_file"].replace_strict(numbers, default=None, return_dtype=pl.Int64).alias("paper"),
    )


def _as_packaged(county: str, row: Mapping[str, Any]) -> Packaged:
    names = ("number", "court", "day", "state", "since", "edition")
    return Packaged(county=county, rows=row["rows"] - row["withdrawn"], **{name: row[name] for name in names})


def _name_paper(number: int, name: str) -> Paper:
    folder, _, file = name.rpartition("/")
    stem, _, ending = file.rpartition(".")
    volume = re.search(r"_(\d+)$", stem)
    known = _KINDS.get(stem) or (
        f"{_KINDS[stem[: volume.start()]]}, part {volume[1]}" if volume and stem[: volume.start()] in _KINDS else None
    )
    if folder.startswith(("cases/", "persons/")):
        whose = "case" if folder.startswith("cases/") else "person"
        kind = f"{stem.replace('_', ' ').capitalize()} of one {whose}, from row {folder.rpartition('/')[2].lstrip('0')}"
    elif folder.startswith("import"):
        sealed = ", confidential" if CONFIDENTIAL in stem else ""
        kind = f"Import file, {stem.removesuffix(CONFIDENTIAL).replace('_', ' ')}{sealed}"
    else:
        kind = known or stem.replace("_", " ").capitalize()
    return Paper(number=number, name=name, kind=kind, ending=ending.lower())
