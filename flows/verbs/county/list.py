"""``relief county list``: the coverage map of the 58 counties."""

from collections import Counter

from flows.verbs.options import Json


def act(json: Json = False) -> int:
    """Print how far each county is: none, begun, not certified, certified, active, certificate out of date."""
    from dataclasses import asdict
    from json import dumps

    from connectors.onboarding.coverage import cover

    found = list(cover())
    if json:
        print(dumps([asdict(each) for each in found], indent=2))
        return 0
    for number, each in enumerate(found, start=1):
        standing = "-" if each.standing == "none" else each.standing
        print(f"{number:02}  {each.word:<18}{standing:<26}{each.about}".rstrip())
    counted = Counter(each.standing for each in found)
    print("; ".join(f"{number} {standing}" for standing, number in counted.most_common()))
    return 0
