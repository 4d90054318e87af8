"""The suites: lists of what must hold, to be read and changed by people who know records."""
