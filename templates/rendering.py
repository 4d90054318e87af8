"""A batch's papers, one after the other in their order, on all cores.

Few papers are rendered by threads, since the typesetter lets go of the interpreter while it works; many by processes,
which also write the words and read the pages side by side. A process ends with the program that began it, however that
ends.
"""

import multiprocessing
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, groupby, islice

from relief.papers import Finished, Paper, Volume, with_exhibit, with_finished
from templates.compiling import TypesettingError
from templates.typeset import Rendered, render, whole

FEW = 64
"""Papers that threads render as fast as processes would be there."""
CHUNK = 16
"""Papers that a process is given at a time."""

EXHIBITS = ("exhibit", "confidential exhibit")
OF_ONE = ("case motion", "case order", "person order", "letter")
"""Kinds of which there is one a case or a person: a cover sheet counts them and does not list them."""

Put = Callable[[str, bytes], None]
Outcome = Rendered | TypesettingError
Refuse = Callable[[Paper, TypesettingError], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What was handed to ``put``, without its bytes."""

    file: str
    kind: str
    """The paper's, and of those that are bound behind it: ``case motion, case order``."""
    court: str
    title: str
    convictions: int
    pages: int
    sha256: str
    size: int
    edition: str
    template: str


def render_all(
    papers: Iterable[Paper],
    county: str,
    put: Put,
    workers: int = 2,
    editable: Collection[str] = (),
    refused: Refuse | None = None,
) -> list[Written]:
    """Render every paper and hand each file's name and bytes to ``put``, in the papers' order.

    ``papers`` as ``relief.papers.draft`` gives them: of each group exhibits first, since its motion and order say how many
    pages they have and their SHA-256, and the cover sheet last. ``put`` runs in the caller's thread; no more papers are
    held than the workers are at. A paper of a kind in ``editable`` is followed by its DOCX, of the same name. Raises as
    ``render``; but a paper with a TypesettingError is handed to ``refused``, where there is one, and the others go on.
    Of a group with a refused paper what was put is not whole: draw it up again without what was refused.
    """
    with Workshop(county, workers, frozenset(editable)) as workshop:
        return [
            done
            for _, group in groupby(papers, key=lambda paper: paper.group)
            for done in _render_group(group, workshop, put, refused)
        ]


def _render_group(papers: Iterator[Paper], workshop: "Workshop", put: Put, refused: Refuse | None) -> Iterator[Written]:
    volumes: list[Volume] = []
    finished: list[Finished] = []
    further = lost = 0
    for kind, stage in groupby(papers, key=_stage):
        ready = (_complete(paper, volumes, finished, further) for paper in stage)
        for paper, done in workshop.render(ready, alone=kind == "exhibits"):
            if isinstance(done, TypesettingError):
                if refused is None:
                    raise done
                refused(paper, done)
                lost += 1
                continue
            put(done.file, done.pdf)
            for file, content in done.words:
                put(file, content)
            written = _tell(paper, done)
            if paper.kind in EXHIBITS:
                volumes.append(_as_volume(written, volumes))
            if paper.kind in OF_ONE:
                further += 1
            elif kind != "cover":
                name = done.file.removeprefix(f"{paper.group}/")
                finished.append(Finished(file=name, title=written.title, pages=done.pages, sha256=done.sha256))
            yield written
        if lost:
            # What comes next would name it.
            return


def _stage(paper: Paper) -> str:
    """Papers of one stage name only what earlier stages made."""
    if paper.kind in EXHIBITS:
        return "exhibits"
    return "cover" if paper.kind == "cover sheet" else "rest"


def _complete(paper: Paper, volumes: list[Volume], finished: list[Finished], further: int) -> Paper:
    if paper.kind == "cover sheet":
        return with_finished(paper, finished, further)
    return with_exhibit(paper, volumes)


def _as_volume(written: Written, before: list[Volume]) -> Volume:
    confidential = written.kind == "confidential exhibit"
    number = sum(volume.confidential == confidential for volume in before) + 1
    return Volume(
        number=number,
        convictions=written.convictions,
        pages=written.pages,
        sha256=written.sha256,
        confidential=confidential,
    )


def _tell(paper: Paper, done: Rendered) -> Written:
    return Written(
        file=done.file,
        # The same few words in a hundred thousand papers: kept once.
        kind=sys.intern(", ".join(each.kind for each in whole(paper))),
        court=paper.court,
        title=sys.intern("; ".join(each.title for each in whole(paper))),
        convictions=len(paper.convictions) or paper.fields["count_of_convictions"],
        pages=done.pages,
        sha256=done.sha256,
        size=len(done.pdf),
        edition=sys.intern(done.edition),
        template=sys.intern(done.template),
    )


class Workshop:
    """What renders papers of one county side by side, while it is open."""

    def __init__(self, county: str, workers: int, editable: frozenset[str] = frozenset()) -> None:
        self._county, self._workers, self._editable = county, workers, editable
        self._open = ExitStack()
        self._threads: Executor | None = None
        self._processes: Executor | None = None

    def __enter__(self) -> "Workshop":
        self._threads = self._open.enter_context(ThreadPoolExecutor(self._workers))
        return self

    def __exit__(self, *_: object) -> None:
        if self._processes is not None:
            self._processes.shutdown(cancel_futures=True)
        self._open.close()

    def render(self, papers: Iterable[Paper], *, alone: bool = False) -> Iterator[tuple[Paper, Outcome]]:
        """Each paper with what became of it, in their order. ``alone``: one at a time, since each takes much memory."""
        waiting = iter(papers)
        first = list(islice(waiting, FEW))
        few = alone or len(first) < FEW or _is_daemon()
        pool, size = (self._threads, 1) if few else (self._hire(), CHUNK)
        assert pool is not None, "a workshop is entered before it works"
        at_work: deque[tuple[list[Paper], Future[list[Outcome]]]] = deque()
        for chunk in _chunks(chain(first, waiting), size):
            at_work.append((chunk, pool.submit(partial(_render_chunk, self._county, self._editable), chunk)))
            # One chunk in waiting for each worker: no more papers are held than that, however slow the store.
            if len(at_work) > (0 if alone else 2 * self._workers):
                yield from _collect(at_work.popleft())
        while at_work:
            yield from _collect(at_work.popleft())

    def _hire(self) -> Executor:
        if self._processes is None:
            # Not forked: this process may have threads, whose locks a copy of it would never see opened.
            context = multiprocessing.get_context("spawn")
            self._processes = ProcessPoolExecutor(self._workers, context, _end_with, (os.getpid(),))
        return self._processes


def _chunks(papers: Iterable[Paper], size: int) -> Iterator[list[Paper]]:
    waiting = iter(papers)
    while chunk := list(islice(waiting, size)):
        yield chunk


def _collect(work: "tuple[list[Paper], Future[list[Outcome]]]") -> Iterator[tuple[Paper, Outcome]]:
    papers, future = work
    yield from zip(papers, future.result(), strict=True)


def _render_chunk(county: str, editable: frozenset[str], papers: list[Paper]) -> list[Outcome]:
    return [_try_one(paper, county, editable) for paper in papers]


def _try_one(paper: Paper, county: str, editable: frozenset[str]) -> Outcome:
    try:
        return _render_one(paper, county, editable)
    except TypesettingError as error:
        return error


def _render_one(paper: Paper, county: str, editable: frozenset[str]) -> Rendered:
    done = render(paper, county)
    if not editable.intersection(each.kind for each in whole(paper)):
        return done
    from templates.word.editable import write_editable

    return replace(done, words=tuple(write_editable(paper, county, editable)))


def _is_daemon() -> bool:
    """Whether this process may have no children of its own, as a worker of a scheduler may not."""
    return bool(multiprocessing.current_process().daemon)


def _end_with(parent: int) -> None:
    """End this process with the one that began it, also where that was killed and could not say so."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
