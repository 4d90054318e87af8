"""Code sections as they are printed on criminal records: parse, print, compare.

A section is compared token by token, never as a substring: ``11357.5 HS`` is not ``11357 HS``,
``537 PC`` is not ``37 PC``, and ``187(A) PC`` lies within ``187 PC``. Each distinct printed text is
parsed once and joined back to its rows, so the parser may be careful rather than fast.
"""

import re
from dataclasses import dataclass

CODES = "BP|CC|CI|EC|FA|FC|FG|GC|HN|HS|IC|LC|MV|PC|PR|RT|SH|UI|VC|WI"
"""The California codes DOJ prints, two letters each."""

UNKNOWN_CODE = "??"
"""Stands for a code that the record does not print and that cannot be inferred."""

CANNABIS_NUMBERS = frozenset({"11357", "11358", "11359", "11360"})

_SEVERAL_NAMES = {"H&S": "HS", "H & S": "HS", "B&P": "BP", "W&I": "WI", "P.C.": "PC", "H.S.": "HS", "V.C.": "VC"}
_CODE = re.compile(rf"\s*({CODES})(?![A-Z])")
_NUMBER = re.compile(r"\s*(\d{2,9}(?:\.\d{1,3}(?!\d))?)")
_SUBDIVISION = re.compile(r"\s?\(\s*([A-Z]{1,2}|\d{1,3}|[IVX]{1,5})\s*\)")
_RUN_ON_LETTER = re.compile(rf"([A-Z])(?![A-Z])(\d(?!\d))?|-?([A-Z])(?=\s*(?:{CODES})(?![A-Z]))")
_SEPARATOR = re.compile(r"\s*[/\-.,&]\s*(?=(?:(?:" + CODES + r")\s*)?\d)|\s+AND\s+(?=\d)")
_REST = re.compile(r"\s*(?:[-:].*|[A-Z]{3,}.*)?", re.DOTALL)
_ATTEMPT_FLAG = re.compile(r"-\s*ATTEMPT(?:ED)?\b")
_ATTEMPT_NUMBER = "664"


@dataclass(frozen=True, kw_only=True, order=True)
class CodeSection:
    """One section of one code, with as many subdivisions as were printed."""

    code: str
    """Two letters, such as HS, or UNKNOWN_CODE."""
    number: str
    """``11357`` or ``11357.5``; in the Penal Code a letter printed without parentheses belongs to it: ``288a``."""
    subdivisions: tuple[str, ...] = ()
    """Lower case, outermost first: ``("b", "2")``."""

    def __str__(self) -> str:
        return f"{self.code} {self.number}" + "".join(f"({part})" for part in self.subdivisions)

    def contains(self, other: "CodeSection") -> bool:
        """Whether ``other`` is this section or lies within it; ``187`` contains ``187(a)`` and ``187a``."""
        if self.code != other.code:
            return False
        if self.number == other.number:
            return other.subdivisions[: len(self.subdivisions)] == self.subdivisions
        letter = other.number.removeprefix(self.number)
        if not (other.number.startswith(self.number) and len(letter) == 1 and letter.isalpha()):
            return False
        return (letter, *other.subdivisions)[: len(self.subdivisions)] == self.subdivisions


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What one printed charge says."""

    sections: tuple[CodeSection, ...]
    """In printed order, without PC 664."""
    attempt: bool = False
    """PC 664 or the flag -ATTEMPTED stands beside it."""
    code_inferred: bool = False
    """The code was missing or cannot be right and was taken to be Health and Safety."""
    joined: bool = False
    """Sections joined by a dash, which may be a list or a range: which of them was meant is not certain."""

    def __str__(self) -> str:
        joint = "-" if self.joined else "/"
        return ("PC 664/" if self.attempt else "") + joint.join(map(str, self.sections))


@dataclass(frozen=True, kw_only=True)
class _Part:
    number: str
    subdivisions: tuple[str, ...]
    code: str | None
    dashed: bool
    """A dash, not a slash, stands before it."""


def parse_section(text: str) -> CodeSection:
    """The one section that ``text`` names, as rules and tables write it: ``HS 11357(b)``.

    Raises:
        ValueError: ``text`` does not name exactly one section with its code.
    """
    charge = parse_charge(text)
    if charge is None or len(charge.sections) != 1 or charge.attempt or charge.code_inferred:
        raise ValueError(f"not one code section: {text!r}")
    return charge.sections[0]


def parse_charge(text: str) -> Charge | None:
    """What a printed charge says, or None where it cannot be read with certainty.

    Reads the forms of DOJ's charge grammar in either case, with or without the description:
    ``11357(B) HS-POSSESS``, ``11357B2 HS``, ``/11357 HS``, ``664/187(A) PC``, ``66411357(C)``,
    ``484(A)/490.5 PC``, ``11357(A)`` (code inferred), and the printed form of this module.
    """
    upper = _normalize(text)
    parts, end = _scan(upper)
    if not parts or not _REST.fullmatch(upper, end):
        return None
    attempt = bool(_ATTEMPT_FLAG.search(upper)) or any(part.number == _ATTEMPT_NUMBER for part in parts)
    return _resolve(parts, attempt=attempt)


def _normalize(text: str) -> str:
    upper = " ".join(text.upper().split()).removeprefix("/").strip()
    for several, one in _SEVERAL_NAMES.items():
        upper = upper.replace(several, one)
    return upper


def _scan(text: str) -> tuple[list[_Part], int]:
    """The sections at the start of ``text`` and where they end."""
    parts: list[_Part] = []
    position, dashed = 0, False
    while True:
        leading = _CODE.match(text, position)
        number = _NUMBER.match(text, leading.end() if leading else position)
        if number is None:
            return parts, position
        subdivisions, position = _scan_subdivisions(text, number.end())
        trailing = _CODE.match(text, position)
        position = trailing.end() if trailing else position
        code = (trailing or leading or [None, None])[1]
        parts.extend(_split_run_on_attempt(number[1], subdivisions, code, dashed=dashed))
        separator = _SEPARATOR.match(text, position)
        if separator is None:
            return parts, position
        position, dashed = separator.end(), "-" in separator[0]


def _scan_subdivisions(text: str, position: int) -> tuple[tuple[str, ...], int]:
    """Subdivisions at ``position``; a letter without parentheses is marked by a leading ``'``."""
    found: list[str] = []
    run_on = _RUN_ON_LETTER.match(text, position)
    if run_on:
        found += ["'" + (run_on[1] or run_on[3]).lower(), *([run_on[2]] if run_on[2] else [])]
        position = run_on.end()
    while bracketed := _SUBDIVISION.match(text, position):
        found.append(bracketed[1].lower())
        position = bracketed.end()
    return tuple(found), position


def _split_run_on_attempt(number: str, subdivisions: tuple[str, ...], code: str | None, *, dashed: bool) -> list[_Part]:
    """``66411357`` is ``664`` and ``11357``; no section of any code has six digits."""
    part = _Part(number=number, subdivisions=subdivisions, code=code, dashed=dashed)
    if len(number.split(".")[0]) < 6:
        return [part]
    if not number.startswith(_ATTEMPT_NUMBER):
        return [_Part(number="", subdivisions=(), code=None, dashed=dashed)]
    rest = _Part(number=number.removeprefix(_ATTEMPT_NUMBER), subdivisions=subdivisions, code=code, dashed=False)
    return [_Part(number=_ATTEMPT_NUMBER, subdivisions=(), code="PC", dashed=dashed), rest]


def _resolve(parts: list[_Part], *, attempt: bool) -> Charge | None:
    """Give each part the code printed behind it or behind a later one, or infer Health and Safety."""
    sections: list[CodeSection] = []
    inferred = False
    later: str | None = None
    for part in reversed(parts):
        later = part.code or later
        code = later
        if part.number in CANNABIS_NUMBERS and later in (None, "PC"):
            code, inferred = "HS", True
        if not part.number:
            return None
        if part.number != _ATTEMPT_NUMBER:
            sections.append(_section(code or UNKNOWN_CODE, part))
    if not sections:
        return None
    offenses = [part for part in parts if part.number != _ATTEMPT_NUMBER]
    return Charge(
        sections=tuple(reversed(sections)),
        attempt=attempt,
        code_inferred=inferred,
        joined=any(part.dashed for part in offenses[1:]),
    )


def _section(code: str, part: _Part) -> CodeSection:
    """In the Penal Code a run-on letter names another section (288a is not 288(a)); elsewhere a subdivision."""
    number, subdivisions = part.number, part.subdivisions
    if subdivisions and subdivisions[0].startswith("'"):
        letter = subdivisions[0][1:]
        if code == "PC":
            return CodeSection(code=code, number=number + letter, subdivisions=subdivisions[1:])
        subdivisions = (letter, *subdivisions[1:])
    return CodeSection(code=code, number=number, subdivisions=subdivisions)
