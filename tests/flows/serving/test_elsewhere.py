"""The page over a bucket and PostgreSQL, as it is operated: a run, packages, and what a clerk does with them, all for real."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest

from flows import steps
from flows.clock import now
from flows.intake import take_in
from flows.lease import held
from flows.packages import read_rows
from flows.packages.making import make_packages
from flows.run import plan_run
from flows.serving.office import opened_office
from flows.serving.site import Site
from flows.step import do, read_counts
from flows.steps.record import write_record
from flows.workplace import Workplace
from relief import database
from tests import services
from tests.flows.conftest import WholeRun
from tests.flows.serving.conftest import Clock, Server, listening, texts
from tests.flows.serving.court import COUNTY, DOING, Courts, open_courts
from tests.services import free_ports


@pytest.fixture
def elsewhere(
    whole_run: WholeRun, postgresql_url: str, seaweed_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workplace]:
    """A workplace of which nothing is on this machine, with a run in force and its packages."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", seaweed_server)
    for name, value in services.S3_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    workplace = Workplace.choose(f"s3://{services.BUCKET}/{tmp_path.name}", database=postgresql_url)
    run = plan_run(COUNTY, take_in(COUNTY, [whole_run.export], workplace), date(2020, 7, 1), workplace)
    with held(run) as claim:
        for step in steps.STEPS:
            do(step, run)
        write_record(run, {step.name: read_counts(step, run) for step in steps.STEPS}, claim, now())
    make_packages(COUNTY, workplace, DOING)
    workplace.forget()
    yield workplace
    workplace.forget()


def test_a_clerk_reads_downloads_and_enters_over_a_bucket_and_postgresql(elsewhere: Workplace) -> None:
    courts: Courts = open_courts(elsewhere)
    [port] = free_ports(1)
    site = Site(workplace=elsewhere, origin=f"http://localhost:{port}", clock=(clock := Clock()))
    with opened_office(site) as office, listening(office, port), ExitStack() as stack:
        server = Server(courts, office, clock)
        stack.callback(lambda: [client.close() for client in server.opened])
        clerk, county, program, auditor = map(server.visitor, ("clerk", "county", "program", "auditor"))
        here = f"/packages/{COUNTY}/{courts.package}"
        assert courts.package in clerk.get("/packages").text and courts.other not in clerk.get("/packages").text
        assert f"{courts.rows:,} convictions" in texts(clerk.get(here))
        assert clerk.get(f"{here}/papers/{courts.motion}/file").content.startswith(b"%PDF-")
        assert clerk.get(f"{here}/papers/{courts.motion}/pages/1").status_code == 200
        with zipfile.ZipFile(io.BytesIO(clerk.get(f"{here}/package.zip").content)) as whole:
            assert {"motion.pdf", "manifest.sha256"} <= {name.rpartition("/")[2] for name in whole.namelist()}
        assert clerk.get(f"/packages/{COUNTY}/{courts.other}").status_code == 404
        sheet = {"outcome-1": "granted", "outcome-2": "denied", "ruled": "2020-08-01", "show": "ruling"}
        assert "2 applied, 0 already known, 0 to be settled" in texts(clerk.post(f"{here}/outcomes", **sheet))
        lines = [
            "batch,row,result,order date",
            f"{courts.package},3,granted,2020-08-01",
            f"{courts.other},1,denied,2020-08-01",
        ]
        sent = clerk.post(f"/returns/{COUNTY}/upload", upload="\n".join(lines).encode())
        assert "2 rows: 1 applied, 0 already known, 1 to be settled" in texts(sent)
        for path, visitor in ((f"/counties/{COUNTY}", county), ("/counties", program), ("/audit", auditor)):
            assert visitor.get(path).status_code == 200, path
        lives = database.read_lives(office.engine, county=COUNTY)
        rows = read_rows(COUNTY, elsewhere, courts.package)["conviction"].to_list()
        stands = {name: set(lives.filter(conviction=name)["step"]) for name in rows[:3]}
        assert [("granted" in stands[name], "denied" in stands[name]) for name in rows[:3]] == [
            (True, False), (False, True), (True, False),
        ]  # fmt: skip
        database.verify_audit(office.engine)
