"""One run: a county's exports, decided under one policy on one day, and the folder its files go to.

A run's key is the hash of all that can change its answer, so that asking the same again finds the
same folder, and asking anything else never touches it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors import County, load_county
from flows.intake import Export
from flows.versions import code_version, rules_version
from flows.workplace import Workplace
from relief.database import name_run
from relief.deliveries import Delivery, name_content
from relief.errors import UserError
from relief.policy import Policy, read_policy
from templates.rooms import digest_words

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, kw_only=True)
class Run:
    """What a step is given."""

    county: County
    word: str
    """The county's word, as ``los_angeles``."""
    exports: tuple[Export, ...]
    policy: Policy
    as_of: date
    workplace: Workplace
    decided: "pl.DataFrame"
    """What persons and the court have decided: ``relief.reviewing.DECIDED``."""
    corrections: "pl.DataFrame"
    """Facts that staff looked up: ``relief.correcting.CORRECTIONS``."""
    history: tuple[Delivery, ...]
    """What the county had sent before this."""
    key: str
    """SHA-256 of inputs, program, county's file, rules, policy, decisions, corrections, history and day."""

    @property
    def content(self) -> str:
        """The name of what came together."""
        return name_content(export.key for export in self.exports)

    @property
    def prefix(self) -> str:
        """Where the run's files are in the store."""
        return f"runs/{self.word}/{self.key[:16]}"

    @property
    def folder(self) -> Path:
        """Where they are on this machine."""
        return self.workplace.folder / self.prefix


def plan_run(word: str, exports: Sequence[Export], as_of: date, workplace: Workplace, *, hindsight: bool = True) -> Run:
    """The run that answers these exports on this day. UserError for an unknown county or a policy out of range.

    Without ``hindsight`` what persons and the court decided after that day is left out.
    """
    from flows.decisions import read_corrections, read_decided, read_history
    from relief import correcting, deliveries
    from relief.reviewing import digest

    county = load_county(word)
    decided = read_decided(county, workplace, until=None if hindsight else as_of)
    corrections = read_corrections(word, workplace)
    earlier = read_history(word, name_content(export.key for export in exports), workplace)
    # What came later is not held against what a past day has read.
    history = tuple(each for each in earlier if each.day <= as_of)
    policy = choose_policy(county, workplace.policy)
    key = name_run(
        county=word,
        exports=[export.key for export in exports],
        code="/".join(filter(None, (code_version(), county.digest, digest_words(word)))),
        rules=rules_version(),
        policy="/".join(
            filter(None, (policy.digest(), digest(decided), correcting.digest(corrections), deliveries.digest(history)))
        ),
        as_of=as_of,
    )
    ordered = tuple(sorted(exports, key=lambda export: export.name))
    return Run(
        county=county, word=word, exports=ordered, policy=policy, as_of=as_of, workplace=workplace,
        decided=decided, corrections=corrections, history=history, key=key,
    )  # fmt: skip


def choose_policy(county: County, file: Path | None) -> Policy:
    """The county's own policy, or the one in ``file``."""
    if file is None:
        return read_policy(county.policy, source=f"county file of {county.name}, policy")
    return read_policy_file(file)


def read_policy_file(file: Path) -> Policy:
    """The policy in a YAML file of its own."""
    return read_policy(_read_yaml(file), source=file.name)


def _read_yaml(file: Path) -> Mapping[str, Any]:
    import yaml

    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{file}: the policy cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise UserError(f"{file}: this is not YAML; write one key and value a line, as in the county's file") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise UserError(f"{file}: a policy is keys and values, as in the county's file")
    content = content.get("policy", content) if set(content) == {"policy"} else content
    return {str(key): value for key, value in content.items()}
