"""The gate before the papers: nothing is printed of rules that are known to be wrong somewhere.

That people whose answers are known came out as known is seen when determining, which stops there if they did not.
Here are the proofs of the rules (``make prove``) and the second opinions on this county's determinations.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from flows.versions import rules_version
from flows.workplace import Workplace
from relief.errors import UserError

if TYPE_CHECKING:
    from relief.assurance.sampling import Verdict

_FOLDER = "second_opinions"


def refuse_known_wrong(word: str, workplace: Workplace) -> str:
    """How far the rules are proven, in words. UserError where a proof or a second opinion failed under these rules."""
    from relief.assurance.proofs import read_proofs

    proofs = read_proofs()
    if proofs is not None and proofs.failed:
        raise UserError(
            f"no papers: of the rules as they are now {len(proofs.mutants_alive)} changes went unseen and "
            f"{proofs.disagreements} batches of random people were decided in two ways; see relief/assurance/proofs.yaml"
        )
    wrong = _count_wrong(_place(workplace, word))
    if wrong:
        raise UserError(
            f"no papers: a second opinion on {word} differs from {wrong} determinations under these rules; mend the "
            "rules, or correct the opinion and give it again with: relief audit judge"
        )
    if proofs is None:
        return "these rules have not been tried since they changed; make prove does it"
    return (
        f"{proofs.mutants} changes of the rules seen by the cases, {proofs.people:,} random people decided alike twice"
    )


def keep_opinion(workplace: Workplace, word: str, verdict: "Verdict") -> Path:
    """Keep what a second opinion found, for the rules as they are now."""
    place = _place(workplace, word)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps({"rules": rules_version(), **asdict(verdict)}, indent=1), encoding="utf-8")
    return place


def _count_wrong(place: Path) -> int:
    """Answers that were another; of other rules than these, none."""
    if not place.exists():
        return 0
    told = json.loads(place.read_text(encoding="utf-8"))
    if told["rules"] != rules_version():
        return 0
    return int(told["wrong_grants"]["wrong"]) + int(told["wrong_denials"]["wrong"])


def _place(workplace: Workplace, word: str) -> Path:
    return workplace.folder / _FOLDER / f"{word}.json"
