"""``relief county propose``: what the columns of a file of unknown shape seem to mean."""

import sys

from flows.verbs.options import Export


def act(export: Export) -> int:
    """Print each column's canonical name with its confidence and reason, or why it is uncertain."""
    from connectors.onboarding import profile, proposal_as_yaml, propose

    proposals = propose(profile(export))
    print(proposal_as_yaml(proposals), end="")
    blank = sum(each.canonical is None for each in proposals)
    print(f"{len(proposals) - blank} of {len(proposals)} columns proposed, {blank} left blank", file=sys.stderr)
    return 0
