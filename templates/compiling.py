"""Data and a layout to pages: the typesetter, with no clock, no font and no package but ours."""

import json
import re
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from relief.errors import UserError
from relief.papers import Paper
from templates.fonts import folders, refuse_uncovered

LAYOUT = Path(__file__).parent / "layout"

_LARGE = 200_000
"""Letters of data from which on a text takes so much memory that it is freed at once: about 1,000 convictions."""
_KEPT = 11
"""Texts after which the typesetter has forgotten one."""

_local = threading.local()


class TypesettingError(Exception):
    """The layout refused a paper; the message names its file and holds no value of it."""


def compile_layout(
    layout: str, told: Mapping[str, Any], paper: Paper, form: Literal["pdf", "png"], **options: Any
) -> bytes | list[bytes]:
    """What a paper's words become under ``layout``, a file of ``layout/``: a PDF, or PNG images.

    Dated by the paper's as-of day. Raises UserError for what the layout itself refuses and TypesettingError for
    what the typesetter does; a warning of it is an error.
    """
    data = json.dumps(told, ensure_ascii=False)
    refuse_uncovered(data)
    try:
        result, warnings = _compiler().compile_with_warnings(
            input=str(LAYOUT / layout),
            format=form,
            sys_inputs={"paper": data},
            timestamp=datetime.combine(date.fromisoformat(paper.as_of), time(), UTC),
            **options,
        )
    except typst.TypstError as error:
        raise _translated(paper, error) from None
    except BaseException as error:
        # The typesetter has come to its own end, which Python knows as no Exception: without this a run would die of it.
        if type(error).__name__ != "PanicException":
            raise
        del _local.compiler
        raise TypesettingError(f"{paper.file}: the typesetter broke down over it") from None
    if len(data) > _LARGE:
        _let_go()
    if warnings:
        raise TypesettingError(f"{paper.file}: {_unquoted(warnings[0].message)}")
    if result is None:
        raise TypesettingError(f"{paper.file}: the typesetter gave nothing back")
    return result


def _let_go() -> None:
    """Free what the typesetter worked out for a long list: it keeps that until it has set a few other texts."""
    for _ in range(_KEPT):
        _compiler().compile(input=b"", sys_inputs={"paper": ""})


def _translated(paper: Paper, error: typst.TypstError) -> Exception:
    """Our layout's own refusals are the user's to put right; the typesetter's are not."""
    _, ours, message = str(error.message).partition("relief: ")
    if ours:
        return UserError(f"{paper.file}: {message}")
    return TypesettingError(f"{paper.file}: {_unquoted(str(error.message))}")


def _unquoted(message: str) -> str:
    """A typesetter's message without what it quotes, which may be a person's name."""
    return re.sub(r"([\"`]).*\1", "...", message, flags=re.DOTALL)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(map(str, folders())))


def _compiler() -> typst.Compiler:
    """The thread's own compiler."""
    if not hasattr(_local, "compiler"):
        _local.compiler = typst.Compiler(root=str(LAYOUT), font_paths=_fonts())
    return _local.compiler  # type: ignore[no-any-return]  # an attribute of threading.local has no type
