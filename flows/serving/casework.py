"""What a clerk and the county's staff see of packages: the list, one package, its papers and files, the index, a worksheet."""

import tempfile
import zipfile

import polars as pl
from fastapi import Response
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

from connectors.packages import MANIFEST
from connectors.page_pictures import draw_page, read_page
from flows.serving.guard import Admitted
from flows.serving.packaged import Packaged, Paper, list_packaged, list_papers, read_rows
from flows.serving.refusals import NotThere
from flows.serving.routes import Route, Rule, Scope
from flows.serving.standings import list_waiting
from flows.serving.visit import Visit
from relief.accounts import Role
from relief.ledger import RELIEVED, Step
from relief.outcomes.reconciliation import ANSWERS, COURT
from relief.outcomes.waiting import AGES, find_waiting

A_PAGE = 100
"""Rows on a page."""
TYPES = {
    "pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "json": "application/json", "sha256": "text/plain; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
RULED = (*RELIEVED, Step.DENIED, Step.ALREADY_RELIEVED, Step.RECORDS_DESTROYED, Step.DECEASED, Step.WRONG_AGENCY,
         Step.NO_COURT_CASE, Step.REJECTED)  # fmt: skip


def list_packages(visit: Admitted) -> Response:
    """The packages of the account's courts, and how much of each waits."""
    packages = list_packaged(visit.office, visit.who)
    counts = _count(visit, packages)
    return visit.page("packages", packages=[(each, counts[each.number]) for each in packages])


def show_package(visit: Admitted, page: int = 1) -> Response:
    """One package: what it is, where its convictions stand, its papers, its rows."""
    rows = read_rows(visit.office, visit.its)
    pages = max(1, -(-rows.height // A_PAGE))
    page = min(max(1, page), pages)
    shown = rows.slice((page - 1) * A_PAGE, A_PAGE).to_dicts()
    counts = rows.group_by("step").len().sort("len", descending=True).rows()
    papers = [each for each in list_papers(visit.its.open(visit.office)) if not each.of_one_case]
    return visit.page(
        "package", package=visit.its, papers=papers, rows=shown, page=page, pages=pages, counts=counts,
        count=_count(visit, [visit.its])[visit.its.number],
    )  # fmt: skip


def download_package(visit: Admitted) -> Response:
    """All of it as a ZIP archive, laid out as it is delivered."""
    package, day = visit.its.open(visit.office), visit.its.day.timetuple()[:6]
    # Not in memory: a package may have an order for each of thousands of cases.
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed, and gone, when all of it was sent
    with zipfile.ZipFile(packed, "w") as archive:
        for name in package.in_order():
            archive.writestr(
                zipfile.ZipInfo(f"{visit.its.number}/{name}", day), package.read(name), zipfile.ZIP_DEFLATED
            )
    size = packed.tell()
    packed.seek(0)
    headers = {"content-disposition": f'attachment; filename="{visit.its.number}.zip"', "content-length": str(size)}
    return StreamingResponse(
        iter(lambda: packed.read(1 << 20), b""), media_type="application/zip", headers=headers,
        background=BackgroundTask(packed.close),
    )  # fmt: skip


def download_manifest(visit: Admitted) -> Response:
    """One row a conviction, the public copy."""
    content = visit.its.open(visit.office).read(MANIFEST)
    return _hand_over(content, f"{visit.its.number}-manifest.csv", TYPES["csv"])


def download_paper(visit: Admitted, paper: int) -> Response:
    """One file."""
    found = _find_paper(visit, paper)
    content = visit.its.open(visit.office).read(found.name)
    # A file's own name may be a case's number, and downloads are listed where others look.
    name = f"{visit.its.number}-{paper}.{found.ending}"
    return _hand_over(content, name, TYPES.get(found.ending, "application/octet-stream"))


def show_page(visit: Admitted, paper: int, page: int) -> Response:
    """A page of a paper, as a picture and as its text."""
    found, content = _find_pdf(visit, paper)
    with visit.office.pdfium:
        told = read_page(content, page)
    if told is None:
        raise NotThere
    return visit.page("paper", package=visit.its, paper=found, page=page, pages=told.pages, text=told.text)


def draw(visit: Admitted, paper: int, page: int) -> Response:
    """The picture of a page, PNG."""
    _, content = _find_pdf(visit, paper)
    with visit.office.pdfium:
        picture = draw_page(content, page)
    if picture is None:
        raise NotThere
    return Response(picture, media_type="image/png")


def print_worksheet(visit: Admitted) -> Response:
    """What waits for a ruling, to work through on paper."""
    waiting = read_rows(visit.office, visit.its).filter(~pl.col("step").is_in([each.value for each in RULED]))
    return visit.page("worksheet", package=visit.its, rows=waiting.to_dicts(), today=visit.today)


def show_index(visit: Admitted) -> Response:
    """The page to look a case up."""
    return visit.page("index", asked="", found=None, more=False)


def search_index(visit: Admitted) -> Response:
    """The rows of a case in the packages that the account may see. By case number, and by nothing else (rule 2.507)."""
    asked = visit.text("case_number", 60)
    wanted = "".join(each for each in asked.upper() if each.isalnum())
    if len(wanted) < SHORTEST:
        return visit.page("index", asked=asked, found=None, more=False, wrong=True, status=400)
    number = pl.col("case_number").str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    found = []
    for package in list_packaged(visit.office, visit.who):
        rows = read_rows(visit.office, package).filter(number.str.contains(wanted, literal=True))
        found += [(package, row) for row in rows.iter_rows(named=True)]
    return visit.page("index", asked=asked, found=found[:A_PAGE], more=len(found) > A_PAGE)


SHORTEST = 4
"""Letters and digits of a case number that are enough to look for."""


def show_waiting(visit: Admitted) -> Response:
    """What is waited for, and since when: at 30, 60 and 90 days."""
    packages = {each.number: each for each in list_packaged(visit.office, visit.who)}
    told = [(each.county, each.number, each.court) for each in packages.values()]
    stands, courts = list_waiting(visit.office, told)
    if visit.who.role is Role.CLERK:
        stands = stands.filter(pl.col("step").is_in([step.value for step, (_, who) in ANSWERS.items() if who == COURT]))
    waiting = find_waiting(stands, courts, visit.today)
    counted = (
        waiting.group_by("court", "batch", "waits_for")
        .agg(*((pl.col("age") == age).sum().alias(age) for age in AGES), oldest=pl.col("days").max())
        .sort("oldest", "batch", "waits_for", descending=[True, False, False])
    )
    return visit.page("waiting", counted=counted.to_dicts(), packages=packages, ages=AGES)


def _count(visit: Visit, packages: list[Packaged]) -> dict[str, dict[str, int]]:
    """By number: convictions that wait for a ruling, for entry, for the report; that are settled; days since it came."""
    counts: dict[str, dict[str, int]] = {}
    for each in packages:
        stands = visit.office.standings.read(visit.office.engine, each.county, each.number).filter(batch=each.number)
        number = dict(stands.group_by("step").len().rows())
        part = {name: sum(number.get(step.value, 0) for step in steps) for name, steps in WAITS.items()}
        settled = each.rows - sum(part.values()) if each.state == "delivered" else 0
        counts[each.number] = {**part, "settled": settled, "days": (visit.today - each.since).days}
    return counts


WAITS: dict[str, tuple[Step, ...]] = {
    "ruling": (Step.FILED, Step.ACCEPTED, Step.DEFERRED),
    "entry": (Step.GRANTED, Step.GRANTED_IN_PART),
    "report": (Step.ENTERED,),
}
"""What a court still has to do, by where a conviction stands."""


def _find_paper(visit: Visit, number: int) -> Paper:
    found = [each for each in list_papers(visit.its.open(visit.office)) if each.number == number]
    if not found:
        raise NotThere
    return found[0]


def _find_pdf(visit: Visit, number: int) -> tuple[Paper, bytes]:
    found = _find_paper(visit, number)
    if found.ending != "pdf":
        raise NotThere
    return found, visit.its.open(visit.office).read(found.name)


def _hand_over(content: bytes, name: str, kind: str) -> Response:
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


_CASES = frozenset({Role.CLERK, Role.COUNTY})
_AT = "/packages/{county}/{number}"


def _see(path: str, act: object, event: str, *, method: str = "GET", scope: Scope = Scope.PACKAGE) -> Route:
    return Route(method=method, path=path, act=act, rule=Rule(roles=_CASES, scope=scope, event=event))  # type: ignore[arg-type]  # acts are functions of a visit


ROUTES = (
    _see("/packages", list_packages, "packages.listed", scope=Scope.NOBODY),
    _see(_AT, show_package, "package.viewed"),
    _see(f"{_AT}/package.zip", download_package, "package.downloaded"),
    _see(f"{_AT}/manifest.csv", download_manifest, "manifest.downloaded"),
    _see(f"{_AT}/papers/{{paper:int}}/file", download_paper, "paper.downloaded"),
    _see(f"{_AT}/papers/{{paper:int}}/pages/{{page:int}}", show_page, "paper.viewed"),
    _see(f"{_AT}/papers/{{paper:int}}/pages/{{page:int}}/picture", draw, "paper.drawn"),
    _see(f"{_AT}/worksheet", print_worksheet, "worksheet.viewed"),
    _see("/index", show_index, "index.viewed", scope=Scope.NOBODY),
    _see("/index", search_index, "index.searched", method="POST", scope=Scope.NOBODY),
    _see("/waiting", show_waiting, "waiting.viewed", scope=Scope.NOBODY),
)
