"""The same person in the files of several sources: found, scored, and decided or left to an attorney.

``identities`` tells people apart by what is printed of them, ``evidence`` says what of it agrees, ``probable``
scores the rest with Splink, ``links`` decides. DuckDB and Splink are imported only here, and only when asked.
"""
