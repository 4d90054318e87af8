"""The inbox: a folder a county, or ``s3://bucket/prefix``, and in it what the county has sent.

A file that is still arriving waits: it is whole when ``_COMPLETE`` (in its folder) or ``<name>._COMPLETE`` was written
after it, or when it has not changed for ``SETTLED`` seconds; hidden names and those of half-sent files never count. An
object of a bucket appears when all of it is there. Of each source the files of the newest day are read (the day in the
name; a name without one is older than any), and older ones stay where they are: they are not deleted, and not read.
"""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.content import measure
from connectors.county import load_county
from connectors.reading import look_at
from connectors.sources import Source, day_of
from flows.intake import Export, find_export, take_in
from flows.workplace import Workplace, is_remote, make_folder
from relief.errors import UserError

COMPLETE = "_COMPLETE"
SETTLED = 30.0
"""Seconds without a change after which a file without a mark is taken to be whole."""
_TAGS = ".tags.json"
"""What was fetched of a bucket: key to its tag then."""
_HALF = (".part", ".partial", ".tmp", ".filepart", ".crdownload")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What a county's inbox holds for a run."""

    exports: tuple[Export, ...] = ()
    waiting: int = 0
    """Files that are not whole yet."""
    older: int = 0
    """Files that newer ones of their source replace."""


def look_into(inbox: str, word: str, workplace: Workplace, *, now: float, on: date | None = None) -> Delivery:
    """What is there of a county. UserError where a whole file cannot be an export of it, or bears a day to come.

    Args:
        inbox: a folder, or ``s3://bucket/prefix``.
        word: the county's word.
        workplace: what is known of the files is kept there.
        now: seconds since 1970.
        on: what was there on that day, as the names say it: of each source the newest until then, else the oldest.
    """
    folder = _fetch(inbox, word, workplace) if is_remote(inbox) else Path(inbox).absolute() / word
    files = list(_list_files(folder))
    whole = [path for path in files if _is_whole(path, now)]
    if not whole:
        return Delivery(waiting=len(files))
    known = _Known.read(workplace, word)
    sources = load_county(word).sources
    days: dict[str, set[date]] = {}
    told = {path: (known.sources(path, sources), day_of(path.name) or date.min) for path in whole}
    for of, day in told.values():
        days.setdefault(of, set()).add(day)
    wanted = {of: max((day for day in each if on is None or day <= on), default=min(each)) for of, each in days.items()}
    chosen = [path for path, (of, day) in told.items() if day == wanted[of]]
    _refuse_days_to_come({path: told[path] for path in chosen}, now)
    exports = tuple(known.exports(chosen, word, workplace))
    known.write()
    return Delivery(exports=exports, waiting=len(files) - len(whole), older=len(whole) - len(chosen))


def weigh(inbox: str, word: str) -> int:
    """Bytes in a county's folder, whole or not; 0 where they cannot be seen. What a bucket holds is not asked."""
    if is_remote(inbox):
        return 0
    with contextlib.suppress(OSError):
        return sum(measure(path).bytes for path in _list_files(Path(inbox).absolute() / word))
    return 0


def _refuse_days_to_come(told: Mapping[Path, tuple[str, date]], now: float) -> None:
    """A mistyped day would be the newest for ever, and every right file after it an older one."""
    tomorrow = datetime.fromtimestamp(now, UTC).date() + timedelta(days=1)  # somewhere it is that already
    for path, (_, day) in told.items():
        if day > tomorrow:
            raise UserError(f"{path.name}: the day in its name is yet to come; give it the day on which it was made")


def _list_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not path.name.startswith(".") and not path.name.endswith((*_HALF, COMPLETE)):
            yield path


def _is_whole(path: Path, now: float) -> bool:
    changed = measure(path).changed
    marks = (path.parent / COMPLETE, path.with_name(f"{path.name}.{COMPLETE}"))
    return any(mark.exists() and mark.stat().st_mtime_ns >= changed for mark in marks) or now - changed / 1e9 >= SETTLED


def _fetch(inbox: str, word: str, workplace: Workplace) -> Path:
    """A copy of the county's objects as they are now, each fetched once as long as it stays the same; all are whole."""
    from connectors.store import StoreFailure, open_store

    root = workplace.folder / "inbox"
    folder, place = root / word, root / word / _TAGS
    make_folder(folder)
    had: dict[str, str] = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
    try:
        store = open_store(inbox)
        # A key that ends like a folder holds nothing: consoles make it to show one.
        tags = {key: tag for key, tag in store.tags(f"{word}/").items() if not key.endswith("/")}
        for key in sorted(tags):
            if had.get(key) != tags[key] or not (root / key).exists():
                store.fetch(key, root)
    except (StoreFailure, ValueError) as failure:
        raise UserError(f"its inbox cannot be read: {failure}") from None
    for key in had.keys() - tags.keys():
        (root / key).unlink(missing_ok=True)
    _replace(place, json.dumps(tags, sort_keys=True))
    (folder / COMPLETE).touch()
    return folder


def _replace(place: Path, text: str) -> None:
    half = place.with_suffix(f".{os.getpid()}")
    half.write_text(text, encoding="utf-8")
    os.replace(half, place)


@dataclass(kw_only=True)
class _Known:
    """What was found of each file before, so that one that has not changed is not read again to be named."""

    place: Path
    files: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, workplace: Workplace, word: str) -> "_Known":
        place = workplace.folder / "exports" / word / "known.json"
        return cls(place=place, files=json.loads(place.read_text(encoding="utf-8")) if place.exists() else {})

    def write(self) -> None:
        make_folder(self.place.parent)
        _replace(self.place, json.dumps(self.files, indent=1, sort_keys=True))

    def sources(self, path: Path, sources: Mapping[str, Source]) -> str:
        """The sources that can have sent a file, as one text."""
        now = asdict(measure(path))
        known = self.files.get(str(path), {})
        if known.get("size") != now or known.get("declared") != sorted(sources):
            found = "/".join(sorted(look_at(path, sources)))
            self.files[str(path)] = known = {"size": now, "declared": sorted(sources), "sources": found}
        return str(known["sources"])

    def exports(self, paths: list[Path], word: str, workplace: Workplace) -> Iterator[Export]:
        """The files as exports; only those that are new or have changed are hashed."""
        new = [path for path in paths if "key" not in self.files[str(path)]]
        for export in take_in(word, new, workplace):
            self.files[export.path]["key"] = export.key
        for path in sorted(paths, key=lambda path: path.name):
            yield find_export(word, self.files[str(path)]["key"], workplace)
