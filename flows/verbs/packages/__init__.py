"""``relief packages``: what goes to each court, made, looked at and delivered."""
