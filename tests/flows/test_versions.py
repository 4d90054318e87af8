"""What changes a run's answer is hashed: every module that a step imports, and every library it rests on."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from flows import versions

_ROOT = Path(__file__).parents[2]

_CHANGE_NO_ANSWER = {
    "prefect", "fastapi", "sqlmodel", "sqlalchemy", "alembic", "psycopg", "boto3", "zxing-cpp", "asyncssh", "argon2-cffi",
    "pyotp", "webauthn", "cryptography", "python-multipart", "prefect-dask", "prometheus-client", "opentelemetry-sdk",
    "opentelemetry-exporter-otlp-proto-http", "typer", "rich",
}  # fmt: skip
"""They conduct runs, keep and send what runs made, serve pages, and read what courts give back."""


@pytest.fixture
def anew() -> Iterator[None]:
    """Versions are looked at again, and once more afterwards."""
    versions.code_version.cache_clear()
    yield
    versions.code_version.cache_clear()


def test_every_module_that_a_step_imports_is_hashed() -> None:
    graph = grimp.build_graph("flows", "relief", "connectors", "expectations", "templates", cache_dir=None)
    makers = [name for name in graph.modules if name.startswith("flows.steps") or name in {"flows.step", "flows.run"}]
    imported = set(makers).union(*(graph.find_upstream_modules(name) for name in makers))
    files = {_find_file(name) for name in imported if name.startswith("flows.")}
    hashed = [_ROOT / "flows" / name for name in versions._OURS]
    outside = {file for file in files if not any(file == root or root in file.parents for root in hashed)}
    assert not {file.name for file in outside if file.read_bytes().strip()}
    assert not {root.name for root in hashed if not any(file == root or root in file.parents for file in files)}


def _find_file(name: str) -> Path:
    place = _ROOT.joinpath(*name.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def test_every_dependency_is_hashed_or_said_to_change_no_answer() -> None:
    declared = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.split(r"[^\w-]", each)[0] for each in declared}
    listed = set(versions.LIBRARIES)
    assert not listed & _CHANGE_NO_ANSWER
    assert names - _CHANGE_NO_ANSWER == listed & names


@pytest.mark.usefixtures("anew")
def test_another_version_of_a_library_is_another_program(monkeypatch: pytest.MonkeyPatch) -> None:
    before = versions.list_versions()
    versions.code_version.cache_clear()
    versions.list_versions.cache_clear()
    installed = versions.metadata.version
    monkeypatch.setattr(versions.metadata, "version", lambda name: "99" if name == "polars" else installed(name))
    now = versions.list_versions()
    versions.list_versions.cache_clear()
    assert {name for name in now if now[name] != before[name]} == {"code", "libraries"}
