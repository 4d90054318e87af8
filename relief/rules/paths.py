"""The two paths of HS 11361.8: a petition while the sentence runs, an application after it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Path:
    """One path to relief: for whom, and who may object on what ground."""

    name: str
    citation: str
    applies: str
    remedies: tuple[str, ...]
    objects: str
    """Who may object, and who carries which burden."""
    grounds: tuple[str, ...]
    """Each is a person's decision: no rule makes it, a review records it."""


NOT_MET = "the criteria of HS 11361.8 are not met"
DANGER = "an unreasonable risk of a new super strike (PC 1170.18(c))"
_PROSECUTION = (
    "the prosecution, by clear and convincing evidence; until then the court presumes that the criteria are met"
)

PETITION = Path(
    name="petition",
    citation="HS 11361.8(a) to (d); People v. Banda (2018) 26 Cal.App.5th 349",
    applies="a person still serving, on probation, parole or supervision; any offense that became none or a lesser one",
    remedies=("recall and resentencing", "dismissal of the sentence"),
    objects=_PROSECUTION,
    grounds=(NOT_MET, DANGER),
)
APPLICATION = Path(
    name="application",
    citation="HS 11361.8(e) to (h); People v. Banda (2018) 26 Cal.App.5th 349",
    applies="a person who has completed the sentence; HS 11357, 11358, 11359 and 11360 only",
    remedies=("dismissal and sealing", "redesignation to misdemeanor", "redesignation to infraction"),
    objects=_PROSECUTION,
    grounds=(NOT_MET,),
)
LIST_OF_THE_STATE = Path(
    name="list of the Department of Justice",
    citation="HS 11361.9(a) to (d)",
    applies="every conviction on the list, without an act of the person",
    remedies=("as the petition or the application",),
    objects="the prosecuting agency, conviction by conviction, with notice to the court and the public defender",
    grounds=(NOT_MET, DANGER),
)
PATHS = (PETITION, APPLICATION, LIST_OF_THE_STATE)
