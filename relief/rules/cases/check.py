"""Whether what came of a case is what its sentence says."""

from relief.rules.cases.settle import Settled


def find_wrong(settled: Settled) -> str | None:
    """What differs from ``expect`` and ``answers``, in words; None: nothing does."""
    case, row, expect = settled.case, settled.determination, dict(settled.case.expect)
    if expect.pop("decided", True) is False:
        return None if row is None else "something was determined"
    if row is None:
        return "nothing was determined"
    unknown = row["unknown_facts"].split("; ") if row["unknown_facts"] else []
    if "unknown" in expect:
        wanted = expect.pop("unknown")
        if not set(wanted) <= set(unknown) or bool(wanted) != bool(unknown):
            return f"unknown: {unknown}"
    for name, wanted in expect.items():
        got = row["code_section" if name == "section" else name]
        if got != wanted:
            return f"{name} is {got}, by {row['rule']}, unknown: {unknown}"
    for rule, answer in case.answers.items():
        if settled.answers.get(rule) is not answer:
            return f"the rule {rule} answers {settled.answers.get(rule)}"
    return None
