"""``relief outcomes``: what courts give back, and what is still waited for."""
