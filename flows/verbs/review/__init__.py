"""``relief review``: what the rules leave to a person, decided, and challenges."""
