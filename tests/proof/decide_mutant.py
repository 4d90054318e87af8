"""Decide the cases with one file changed: ``python -m tests.proof.decide_mutant FILE``, the changed text on stdin.

Ends with 0 if every case comes out as its sentence says, else with 1.
"""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any


class _Changed(MetaPathFinder, Loader):
    """Imports one module from another text than its file's."""

    def __init__(self, name: str, path: str, text: str) -> None:
        self.name, self.path, self.text = name, path, text

    def find_spec(self, fullname: str, *_: Any) -> ModuleSpec | None:
        return ModuleSpec(fullname, self, origin=self.path) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = self.path
        exec(compile(self.text, self.path, "exec"), module.__dict__)  # our own text, changed


def main() -> int:
    file, text = sys.argv[1], sys.stdin.read()
    if file.endswith(".py"):
        name = file.removesuffix(".py").replace("/", ".")
        sys.meta_path.insert(0, _Changed(name, str(Path(file).absolute()), text))
    else:
        _change_law(Path(file).stem, text)
    from relief.rules.cases import read_cases
    from relief.rules.cases.check import find_wrong
    from relief.rules.cases.settle import settle

    for rule_set in _affected(file):
        cases = read_cases(rule_set)
        days = [case.as_of for case in cases]
        for day in sorted(set(days), key=lambda day: (-days.count(day), day)):
            if any(map(find_wrong, settle([case for case in cases if case.as_of == day], rule_set))):
                return 1
    return 0


def _affected(file: str) -> list[str]:
    own = {"rules/prop64": "prop64", "rules/pc1203_425": "pc1203_425", "rules/pc851_93": "pc851_93", "facts": "prop64",
           "rules/prop64_elections": "prop64",
           "automatic/convictions": "pc1203_425", "automatic/arrests": "pc851_93"}  # fmt: skip
    law = own.get(file.removeprefix("relief/").rpartition(".")[0])
    return [law] if law else ["prop64", "pc1203_425", "pc851_93"]


def _change_law(rule_set: str, text: str) -> None:
    import yaml

    from relief.rules import terms

    data, load = yaml.safe_load(text), terms._load
    terms._load = lambda name: data if name == rule_set else load(name)  # type: ignore[assignment]  # same answers, one changed


if __name__ == "__main__":
    sys.exit(main())
