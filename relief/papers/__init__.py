"""Determinations to papers, as plain data, before any template.

For each court of a batch the kinds that its county asks for (``kinds``): about the whole list (``lists``), about a
person (``persons``). What a paper says is data here; how it is worded and laid out is the business of ``templates``.

Nothing here says that a court ruled, and dates of birth and CII numbers go into the confidential exhibit alone.
"""

from relief.papers.convictions import Conviction, unknown_courts, without_case_number
from relief.papers.drafting import draft, list_groups, with_exhibit, with_finished
from relief.papers.filing import Filing
from relief.papers.paper import Finished, Head, Paper, Volume

__all__ = [
    "Conviction",
    "Filing",
    "Finished",
    "Head",
    "Paper",
    "Volume",
    "draft",
    "list_groups",
    "unknown_courts",
    "with_exhibit",
    "with_finished",
    "without_case_number",
]
