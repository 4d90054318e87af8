"""``relief statewide``: the verbs of the state's runs."""
