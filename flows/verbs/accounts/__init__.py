"""``relief accounts``: who may sign in to the clerk's page."""
