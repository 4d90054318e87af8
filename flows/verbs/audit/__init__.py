"""``relief audit``: a second opinion on a sample."""
