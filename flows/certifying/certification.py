"""Certify a county: everything that is looked at, in one place, and the certificate where all of it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from connectors import load_county
from connectors.onboarding.certificate import Certificate, digest_county, write_certificate
from connectors.onboarding.side_by_side import Pair, pair_rows
from connectors.onboarding.twins import Twin, write_twins
from flows.certifying.canary import keep
from flows.certifying.checklist import Item, check_all
from flows.certifying.dry_run import DryRun, try_run
from flows.steps.whole import RECORDS
from templates.watermark import picture_pages

TWIN, MARK = "twin", "SAMPLE - NOT FOR FILING"
_ROWS_OF_TWIN = 600
_PAGES = 2


@dataclass(frozen=True, kw_only=True)
class Certification:
    """What was found of a county on a day."""

    county: str
    """Its name."""
    as_of: date
    digest: str
    """SHA-256 of its file."""
    items: Sequence[Item]
    dry: DryRun
    twins: Sequence[Twin]
    pairs: Sequence[Pair]
    pictures: Mapping[str, Sequence[bytes]]
    """Kind of paper to the first pages of one of the twin's, as PNG."""

    @property
    def holds(self) -> bool:
        """Whether every item does."""
        return all(item.holds for item in self.items)


def certify(word: str, exports: Sequence[Path], out: Path, as_of: date) -> Certification:
    """Look at everything; write the twin below ``out``, and the certificate and the county's canary if every item holds.

    The dry run works in a temporary folder: people's records are not left behind in ``out``.

    Args:
        word: the county, as ``nevada``.
        exports: files of every source that it declares.
        out: a folder.
        as_of: the day whose law applies, and the certificate's.

    Raises:
        UserError: the county has no file, or one that cannot be read, or a file is no export at all.
    """
    digest, county = digest_county(word), load_county(word)
    twins = write_twins(county, out / TWIN, rows=_ROWS_OF_TWIN)
    with TemporaryDirectory() as name:
        folder = Path(name)
        dry = try_run(word, exports, as_of, folder / "dry")
        records = dry.run.folder / RECORDS
        pairs = pair_rows(exports, county, records, folder, 10) if records.exists() else []
        found = Certification(
            county=county.name,
            as_of=as_of,
            digest=digest,
            items=check_all(word, dry, twins),
            dry=dry,
            twins=twins,
            pairs=pairs,
            pictures=_picture(word, twins, as_of, folder / "twin"),
        )
    if found.holds:
        keep(word, twins, as_of)
        checks = tuple(item.name for item in found.items)
        write_certificate(word, Certificate(certified=as_of, digest=digest, checks=checks))
    return found


def _picture(word: str, twins: Sequence[Twin], as_of: date, folder: Path) -> Mapping[str, Sequence[bytes]]:
    """The county's papers as pictures: of the twin's people, so that a report shows nobody."""
    dry = try_run(word, [twin.path for twin in twins if twin.path is not None], as_of, folder)
    kinds = {paper["file"]: paper["kind"] for paper in dry.counts.get("papers", {}).get("files", [])}
    pictures: dict[str, Sequence[bytes]] = {}
    for path in dry.papers:
        kind = kinds[str(path.relative_to(dry.run.folder / "papers"))]
        if kind not in pictures:
            pictures[kind] = picture_pages(path.read_bytes(), MARK, _PAGES)
    return pictures
