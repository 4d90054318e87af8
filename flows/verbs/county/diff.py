"""``relief county diff``: what changed between two versions of a county's file."""

from typing import Annotated

from typer import Option

from flows.verbs.options import County

From = Annotated[str, Option("--from", metavar="REV", help="the earlier version: a git revision, or a file")]
To = Annotated[
    str | None,
    Option("--to", metavar="REV", help="the later one; default: the county's file as it is", show_default=False),
]


def act(county: County, earlier: From = "HEAD", later: To = None) -> int:
    """Print a line for each key that changed, what that comes to in the policy, and whether the certificate still holds."""
    from connectors.county import read_text
    from connectors.county_files import find_file
    from connectors.onboarding.changes import compare, read_version
    from connectors.onboarding.coverage import cover_county
    from relief.errors import UserError

    file = find_file(county)
    if file is None:
        raise UserError(f"{county} has no file: `relief county new {county} EXPORT` begins one")
    before = read_version(file, earlier)
    after = read_text(file) if later is None else read_version(file, later)
    changes = compare(before, after, file.name)
    for line in [*changes, *_compare_policies(before, after, file.name)]:
        print(line)
    number = "1 change" if len(changes) == 1 else f"{len(changes)} changes"
    print(f"{number}; {county} is {cover_county(county).standing}" if changes else "no change")
    return 0


def _compare_policies(before: str, after: str, name: str) -> list[str]:
    """What the county elects otherwise, presets and defaults counted in; nothing where a policy cannot be read."""
    from flows.elected import elect_in_words
    from relief.declared import read_yaml
    from relief.errors import UserError
    from relief.policy import read_policy

    elected = []
    for text in (before, after):
        declared = read_yaml(text, name)
        try:
            policy = declared.get("policy", {}) if isinstance(declared, dict) else {}
            elected.append(elect_in_words(read_policy(policy, source=name)))
        except UserError:
            return []
    one, other = elected
    return [f"= elected, {key}: {one.get(key)} -> {value}" for key, value in other.items() if one.get(key) != value]
