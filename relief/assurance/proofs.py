"""What ``make prove`` found of these rules: mutants and random people. The record is for one version of the rules."""

from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from relief.rules import version

RECORD = Path(__file__).parent / "proofs.yaml"


@dataclass(frozen=True, kw_only=True)
class Proofs:
    """What was tried, and what failed."""

    mutants: int
    """Changed comparisons and numbers."""
    mutants_alive: tuple[str, ...]
    """Those that no case failed, though they change an answer."""
    people: int
    """Random people on whom both implementations agree."""
    disagreements: int
    """Batches of people on whom they do not."""

    @property
    def failed(self) -> bool:
        """Whether something was found that must not be."""
        return bool(self.mutants_alive) or self.disagreements > 0


def write_proofs(proofs: Proofs, record: Path = RECORD) -> None:
    """Keep the record, for the rules as they are now."""
    told = {"rules": version(), **asdict(proofs), "mutants_alive": list(proofs.mutants_alive)}
    record.write_text(yaml.safe_dump(told, sort_keys=False), encoding="utf-8")


def read_proofs(record: Path = RECORD) -> Proofs | None:
    """The record, if it is for the rules as they are now; None: these rules have not been tried since they changed."""
    if not record.exists():
        return None
    told = yaml.safe_load(record.read_text(encoding="utf-8"))
    if told.pop("rules") != version():
        return None
    return Proofs(**{**told, "mutants_alive": tuple(told["mutants_alive"])})
