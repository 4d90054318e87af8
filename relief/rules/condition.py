"""A rule's condition in words, read from the expression that decides: what is printed cannot differ from what is asked."""

import re

from relief.rules.rule import Rule

ALWAYS, NEVER = "always", "never: not elected, or not in force on that day"

_DAY = r"\((\d{4}-\d\d-\d\d)\)"


def _interval(end: str, sign: str, other: str, opposite: str) -> str:
    return (
        rf"\.when\(\[\(col\(\"(\w+)_{end}\"\)\) {sign} {_DAY}\]\)\.then\(true\)"
        rf"\.otherwise\(\.when\(\[\(col\(\"\1_{other}\"\)\) {opposite} \(\2\)\]\)\.then\(false\)\.otherwise\(null\)\)"
    )


_AGE = (
    r"\.when\(\[\(col\(\"(\w+)_hi\"\)\.dt\.offset_by\(\[\"(\d+)y\"\]\)\) <= "
    + _DAY
    + r"\]\)\.then\(true\)\.otherwise\(\.when\(\[\(.*?\) > \(\3\)\]\)\.then\(false\)\.otherwise\(null\)\)"
)
_IDIOMS = (
    (_interval("hi", "<", "lo", ">="), r'col("\1 before \2")'),
    (_interval("lo", ">", "hi", "<="), r'col("\1 after \2")'),
    (_AGE, r'col("\1 at least \2 years before \3")'),
    # Where rows were set aside, what rests on nothing else being on the record is not known.
    (r"\.when\(\[\(col\(\"history_incomplete\"\)\) & \((.+?)\)\]\)\.then\(null\)\.otherwise\(\1\)", r"\1"),
)
"""Shapes of ``relief.intervals`` and of doubt, and what each says."""

_TOKEN = re.compile(r'col\("([^"]*)"\)|"([^"]*)"|(\.not\(\)|\.is_in\()|(==|!=|[\[\]()&|,])|(\w+)')
_OPERATORS = {"&": "and", "|": "or", "==": "is", "!=": "is not"}


def describe_condition(rule: Rule) -> str:
    """The condition, as ``felony and not minor section``; ``NEVER`` where nothing can make it true."""
    text = str(rule.when)
    for shape, said in _IDIOMS:
        text = re.sub(shape, said, text)
    told, rest = _read(_split(text))
    assert not rest, f"{rule.name}: {text}"
    return {"true": ALWAYS, "false": NEVER}.get(told, told)


def _split(text: str) -> list[str]:
    """Names, words and signs; a name or a word as ``'text``."""
    found = []
    for name, quoted, postfix, sign, literal in _TOKEN.findall(text):
        found.append(f"'{_spell_out(name)}" if name else f"'{quoted}" if quoted else postfix or sign or literal)
    return found


def _spell_out(fact: str) -> str:
    return fact.removeprefix("is_").replace("1203_4", "PC 1203.4").replace("_", " ")


def _read(tokens: list[str]) -> tuple[str, list[str]]:
    """The words of the expression at the beginning, and what follows it."""
    head, rest = tokens[0], tokens[1:]
    if head in "([":
        told, rest = _read(rest)
        while rest[0] in _OPERATORS:
            sign = rest[0]
            other, rest = _read(rest[1:])
            told = _join(told, sign, other)
        rest = rest[1:]
    else:
        told = head.removeprefix("'")
    while rest and rest[0].startswith("."):
        told, rest = _apply(told, rest)
    return told, rest


def _join(told: str, sign: str, other: str) -> str:
    sides, nothing, apart = [told, other], {"&": "true", "|": "false"}.get(sign), {"&": " or ", "|": " and "}.get(sign)
    if sign == "&" and "false" in sides:
        return "false"
    sides = [side for side in sides if side != nothing] or [told]
    if apart and len(sides) > 1:
        sides = [f"({side})" if apart in _outside(side) else side for side in sides]
    return f" {_OPERATORS[sign]} ".join(sides)


def _outside(told: str) -> str:
    """What stands outside all parentheses."""
    while (fewer := re.sub(r"\([^()]*\)", "", told)) != told:
        told = fewer
    return told


def _apply(told: str, rest: list[str]) -> tuple[str, list[str]]:
    if rest[0] == ".not()":
        return (f"not ({told})" if re.search(" (and|or|is) ", told) else f"not {told}"), rest[1:]
    end = rest.index(")")
    words = [token.removeprefix("'") for token in rest[:end] if token.startswith("'")]
    return (f"{told} is {' or '.join(words)}" if words else "false"), rest[end + 1 :]
