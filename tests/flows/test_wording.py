"""``relief papers``: words begun, looked at and checked by the command, and refused by a run where they are not sound."""

import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors import load_county
from flows import steps
from flows.command_line import main
from flows.failures import StepFailed
from flows.previewing import LOOPBACK, Preview, open_server
from flows.step import do
from flows.wording import read_wording
from relief.own_folder import FOLDER
from tests.fictional_batch import AS_OF, determination
from tests.flows.test_steps import plan_papers

UNSOUND = '{% extends "base/motion.md.j2" %}\n{% block extra %}\nWithin 60 days.\n{% endblock %}\n'


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder."""
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv(FOLDER, str(folder))
    return folder


def test_words_are_begun_changed_checked_and_refused_by_the_run(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = ["--as-of", AS_OF.isoformat()]
    assert main(["papers", "new", "los_angeles", "case_order", "--block", "extra", *day]) == 0
    file = own / "wording/los_angeles/case_order.md.j2"
    assert "COMMENT: block ruling" in file.read_text()
    assert main(["papers", "new", "los_angeles", "case-order", *day]) == 2
    assert "it is there already" in capsys.readouterr().err
    assert main(["papers", "lint", "los_angeles", *day]) == 0
    (own / "wording/los_angeles/motion.md.j2").write_text(UNSOUND)
    assert main(["papers", "lint", "los_angeles", *day]) == 2
    found = capsys.readouterr().out
    assert "wording/los_angeles/motion.md.j2 line 3: '60 days': the rules' number is 30" in found
    assert "1 finding in the words of 1 county" in found
    run = plan_papers(own.parent / "work", [determination(1)])
    with pytest.raises(StepFailed) as refused:
        do(steps.papers.STEP, run)
    assert "are not sound" in str(refused.value.cause) and "60 days" in str(refused.value.cause)
    assert not list(run.folder.rglob("*.pdf"))


def test_the_users_words_are_part_of_what_a_run_is_known_by(own: Path) -> None:
    before = plan_papers(own.parent / "a", []).key
    (own / "wording/los_angeles").mkdir(parents=True)
    (own / "wording/los_angeles/motion.md.j2").write_text('{% extends "base/motion.md.j2" %}')
    assert plan_papers(own.parent / "b", []).key != before


def test_a_preview_is_written_for_each_kind_of_paper(own: Path) -> None:
    assert main(["papers", "preview", "san_francisco", "--to", str(own / "out"), "--as-of", AS_OF.isoformat()]) == 0
    pages = {path.stem for path in (own / "out").glob("*.html")}
    assert {"motion", "order", "exhibit", "case_order"} <= pages
    assert "data:image/png" in (own / "out/case_order.html").read_text()


@pytest.fixture
def address(own: Path) -> Iterator[str]:
    """A preview that is served, of a county whose words are in ``own``."""
    assert own.is_dir()
    server = open_server(Preview(lambda: read_wording(load_county("los_angeles"), AS_OF)), 0)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://{LOOPBACK}:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def _get(address: str, **headers: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:  # loopback
        return str(answer.read().decode())


def test_a_page_follows_what_is_saved_and_shows_a_mistake_in_the_papers_place(own: Path, address: str) -> None:
    words = own / "wording/los_angeles"
    words.mkdir(parents=True)
    sound = _get(f"{address}/motion")
    version = _get(f"{address}/version")
    assert f'seen = "{version}"' in sound and "Nothing is missing" in sound and sound.count("data:image/png") >= 2
    (words / "motion.md.j2").write_text(UNSOUND)
    assert _get(f"{address}/version") != version
    assert "&#39;60 days&#39;: the rules&#39; number is 30" in _get(f"{address}/motion")
    (words / "motion.md.j2").write_text('{% extends "base/motion.md.j2" %}\n{% block extra %}\n{% if %}{% endblock %}')
    broken = _get(f"{address}/motion")
    assert "wording/los_angeles/motion.md.j2 line 3" in broken and "data:image/png" not in broken
    assert "Nothing is missing" in _get(f"{address}/order")
    (words / "motion.md.j2").unlink()
    assert "Nothing is missing" in _get(f"{address}/motion")


def test_a_countys_file_that_cannot_be_read_is_shown_with_what_is_wrong(own: Path, address: str) -> None:
    (own / "los_angeles.yaml").write_text("name: Los Angeles\nnamme: x\n")
    assert "los_angeles.yaml" in _get(f"{address}/order")


def test_a_preview_answers_this_machine_only_and_knows_its_papers(address: str) -> None:
    for url, headers, code in (
        (f"{address}/", {"Host": "a.example"}, 421),
        (f"{address}/../../etc/passwd", {}, 404),
        (f"{address}/no_such_paper", {}, 404),
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            _get(url, **headers)
        assert refused.value.code == code
        refused.value.close()
    assert re.search(r"<title>exhibit, Los Angeles: preview</title>", _get(f"{address}/"))


def test_a_port_that_is_taken_is_told(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    port = address.rpartition(":")[2]
    assert main(["papers", "preview", "los_angeles", "--watch", "--port", port]) == 2
    assert "name another one" in capsys.readouterr().err
