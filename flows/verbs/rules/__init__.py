"""``relief rules``: the law as it is read here."""
