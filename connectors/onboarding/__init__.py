"""A new county's file: what is in it, and what its columns seem to mean. Nothing of a person comes out."""

from connectors.onboarding.describe import as_yaml, proposal_as_yaml
from connectors.onboarding.profile import Profile, profile
from connectors.onboarding.propose import Proposal, propose

__all__ = ["Profile", "Proposal", "as_yaml", "profile", "proposal_as_yaml", "propose"]
