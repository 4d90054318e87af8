"""A county's words as its staff work on them: what they are held to, and how its papers would look."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from connectors import County
from relief.errors import UserError
from relief.policy import Policy, read_policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from relief.papers import Paper
    from relief.rules.support import Support
    from templates.linting.finding import Finding


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One county's words on a day, with papers about fictional people to look at them by."""

    word: str
    name: str
    as_of: date
    samples: "Sequence[Mapping[str, Paper]]"
    """Kind to paper: where some still serve a sentence, and where nobody does."""
    printed: frozenset[str]
    """The kinds that the county has printed."""
    support: "Support"

    @property
    def kinds(self) -> list[str]:
        """The kinds of paper that have words."""
        return list(self.samples[0])

    def lint(self) -> "list[Finding]":
        """What a run would refuse."""
        from templates.linting.lint import lint

        return lint(self.word, self._held_to(), self.support)

    def refuse_unsound(self) -> None:
        """UserError with every finding, where there is one."""
        from templates.linting.lint import refuse_unsound

        refuse_unsound(self.word, self._held_to(), self.support)

    def _held_to(self) -> "list[dict[str, Paper]]":
        """What a run prints, and what the county words itself: of other kinds something may well be missing."""
        from templates.rooms import worded

        chosen = self.printed | worded(self.word) | {"reinstatement order"}
        return [{kind: paper for kind, paper in sample.items() if kind in chosen} for sample in self.samples]

    def show(self, kind: str) -> "Shown":
        """One kind of paper as it would be printed. Never raises for what an author can put right."""
        from templates.linting.finding import Finding
        from templates.linting.lint import lint
        from templates.typeset import preview

        of_kind = [{kind: sample[kind]} for sample in self.samples if kind in sample]
        findings = lint(self.word, of_kind, self.support)
        try:
            return Shown(pages=preview(self.samples[0][kind], self.word, ppi=80), findings=findings)
        except UserError as error:
            place, _, says = str(error).partition(": ")
            found = Finding(place=place, says=says)
            return Shown(findings=findings or [found])


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A paper's pages as PNG, and what is wrong with its words."""

    pages: "Sequence[bytes]" = ()
    findings: "Sequence[Finding]" = field(default_factory=list)


def read_wording(county: County, as_of: date, policy: Policy | None = None) -> Wording:
    """A county's words. UserError where its file cannot head a paper."""
    from flows.steps.papers import describe_filing
    from relief.papers.sample import sample_papers
    from relief.rules.support import list_support

    filing = describe_filing(county, as_of)
    elected = policy or read_policy(county.policy, source=f"county file of {county.name}, policy")
    return Wording(
        word=county.key,
        name=county.name,
        as_of=as_of,
        samples=[sample_papers(filing, as_of, serving=serving) for serving in (True, False)],
        printed=frozenset(county.papers.kinds),
        support=list_support(elected, as_of),
    )


def find_kind(told: str) -> str:
    """A kind of paper as its user types it: ``case order``, ``case-order`` or ``case_order``."""
    from templates.linting.lint import KINDS

    kind = told.replace("_", " ").replace("-", " ")
    if kind not in KINDS:
        raise UserError(f"there is no paper {told}; there are {', '.join(KINDS)}")
    return kind


def refuse_unsound_words(county: County, as_of: date, policy: Policy) -> None:
    """Refuse words that lack what a paper must have, or state law that the rules do not stand on.

    Raises:
        UserError: with every finding, its file and line.
    """
    read_wording(county, as_of, policy).refuse_unsound()
