"""A package in the object store: whole or not there, and the same twice."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from connectors.packages import COMPLETE, MANIFEST, Writing, open_stored
from connectors.store import Conflict, Missing, StoreFailure, open_store

WHICH = {"county": "los_angeles", "number": "LA-2026-0001", "edition": 1}


def write(folder: Path, motion: bytes = b"%PDF motion") -> str:
    writing = Writing(open_store(str(folder)), **WHICH)
    writing.put("motion.pdf", motion)
    writing.put(MANIFEST, b"batch_id\n")
    return writing.finish()


def test_a_package_is_there_when_all_of_it_is_and_its_checksums_are_what_anybody_can_check(tmp_path: Path) -> None:
    store = open_store(str(tmp_path))
    writing = Writing(store, **WHICH)
    writing.put("motion.pdf", b"%PDF motion")
    with pytest.raises(Missing):
        open_stored(store, **WHICH)
    sha256 = write(tmp_path)
    assert write(tmp_path) == sha256, "the same again is nothing"
    package = open_stored(store, **WHICH)
    assert package.sha256 == sha256 and list(package.in_order())[-1] == COMPLETE
    assert {each.name: each.sha256 for each in package.files} == {
        "motion.pdf": hashlib.sha256(b"%PDF motion").hexdigest(), MANIFEST: hashlib.sha256(b"batch_id\n").hexdigest(),
    }  # fmt: skip
    folder = tmp_path / "packages/los_angeles/LA-2026-0001"
    subprocess.run(["sha256sum", "--check", "--strict", "manifest.sha256"], cwd=folder, check=True, capture_output=True)


def test_a_file_that_was_changed_is_refused_and_other_content_is_never_written_over(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(Conflict):
        write(tmp_path, b"%PDF another")
    motion = tmp_path / "packages/los_angeles/LA-2026-0001/motion.pdf"
    motion.chmod(0o600)
    motion.write_bytes(b"%PDF changed")
    package = open_stored(open_store(str(tmp_path)), **WHICH)
    with pytest.raises(StoreFailure, match="not what its checksum says"):
        package.read("motion.pdf")
    with pytest.raises(Missing):
        package.read("../secret")
