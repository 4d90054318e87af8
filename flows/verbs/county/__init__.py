"""The verbs below ``relief county``."""
