"""Fictional people: names put together from invented syllables, and numbers no one can have.

Social security numbers begin 000 or 9, which are never issued. SUBJECT_ID and CII number are
counted, so that no two people of a sample share one.
"""

from dataclasses import dataclass

from connectors.samples.dice import Dice
from connectors.samples.rows import quote

_SYLLABLES = "KEL VOR TAN MIR OSK DRA LUN BEX ZAR QUI FEN HOL JAX NIV PRO RUL SEV THO ULM WYN XAN YOR"
_VOWELS = "A E I O U AN EL IN OR US IA EO"
_TAILS = "DRIN MOOR VASK TELL QUAN BRED STOV LYTH GARN PELK ROSS HUND ZEFF CROL NASH WICK FARR JUND"
_GIVEN_TAILS = "IS ON EL A IE EN UR YA O ETH IM AR"
_FIRST, _MIDDLE, _LAST = _SYLLABLES.split(), _VOWELS.split(), _TAILS.split()
_ACCENTED = str.maketrans({"A": "Á", "E": "É", "I": "Í", "O": "Ö", "U": "Ü", "N": "Ñ", "C": "Ç"})

SURNAMES: tuple[str, ...] = tuple(first + middle + last for first in _FIRST for middle in _MIDDLE for last in _LAST)
GIVEN: tuple[str, ...] = tuple(
    first + middle + end for first in _FIRST for middle in "AEIO" for end in _GIVEN_TAILS.split()
)

_RACES = (
    ("B", "BLACK"),
    ("W", "WHITE"),
    ("H", "HISPANIC"),
    ("A", "OTHER ASIAN"),
    ("I", "AMERICAN INDIAN"),
    ("U", "UNKNOWN"),
)
_EYES = (("BRO", "BROWN"), ("BLU", "BLUE"), ("GRN", "GREEN"), ("HAZ", "HAZEL"))
_HAIR = (("BLK", "BLACK"), ("BRO", "BROWN"), ("BLN", "BLOND"), ("GRY", "GRAY"))
_BIRTHPLACES = (
    ("CA", "CALIFORNIA"),
    ("TX", "TEXAS"),
    ("NV", "NEVADA"),
    ("MM", "MEXICO"),
    ("PI", "PHILIPPINES"),
    ("YY", "UNKNOWN"),
)

_PEOPLE = 89_999_999
_STRIDE = 7_919_417


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a whole run draws once: columns RACE_CODE to CITIZENSHIP_LIST, some hundreds of ways."""

    cells: tuple[str, ...]


def describe(dice: Dice) -> Description:
    """Columns PDR_SEG_SEP to CITIZENSHIP_LIST for four hundred fictional people."""
    cells = []
    for _ in range(400):
        race, eyes, hair, birthplace = (dice.pick(pool) for pool in (_RACES, _EYES, _HAIR, _BIRTHPLACES))
        height = f"{dice.between(5, 6)}{dice.between(0, 11):02}"
        looks = ",".join([*race, *eyes, *hair, height, f"{dice.between(110, 260)}", "Y", "N"])
        cells.append(f"#,{looks},{birthplace[0]},{birthplace[1]},S,{'USA' if dice.happens(0.8) else ''}")
    return Description(cells=tuple(cells))


def subject_id(seed: int, serial: int) -> str:
    """The SUBJECT_ID of the serial-th person of a sample: eight digits, no two alike in 89 million."""
    return str(10_000_000 + (seed % 1_000_003 * 104_729 + serial * _STRIDE) % _PEOPLE)


def name_someone(dice: Dice) -> str:
    """A printed name, ``LAST,FIRST MIDDLE``; some with an apostrophe, a hyphen, an accent, a suffix or no middle name."""
    last, first = dice.pick(SURNAMES), dice.pick(GIVEN)
    shape = dice.throw()
    if shape < 0.02:
        last = f"O'{last}"
    elif shape < 0.06:
        last = f"{last}-{dice.pick(SURNAMES)}"
    elif shape < 0.075:
        last = last.translate(_ACCENTED)
    elif shape < 0.09:
        last = f"{last} {dice.pick(('JR', 'SR', 'III'))}"
    if shape > 0.6:
        return f"{last},{first}"
    return f"{last},{first} {dice.pick(GIVEN) if shape < 0.4 else dice.pick(_FIRST)[0]}"


def introduce(dice: Dice, subject: str, birth: str, name: str | None, looks: Description) -> tuple[str, str]:
    """Columns SUBJECT_STATUS to CITIZENSHIP_LIST of one person: under the primary name, and under an alias."""
    primary = quote(name or name_someone(dice))
    alias = quote(name_someone(dice))
    gender = "M" if dice.throw() < 0.8 else "F"
    number = int(dice.throw() * 1_000_000)
    social = f"{'000' if number % 3 else f'9{number % 97:02}'}{number:06}"
    licence = f"X{number * 7 % 10_000_000:07}" if number % 2 else ""
    cii = f"A{subject}"
    asked = f"A,{subject},#,{cii},{primary},{gender},{birth},,,#,{cii},"
    rest = f",{gender},{birth},{social},{licence},{'' if number % 9 else number},,{f'000{number:06}' if number % 7 else ''},{dice.pick(looks.cells)}"
    return f"{asked}{primary}{rest}", f"{asked}{alias}{rest}"
