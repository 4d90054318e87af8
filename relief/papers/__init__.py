"""Determinations to papers, as plain data, before any template.

For each court of a batch: one motion, one proposed order and Exhibit A; and one order for each
case where the county asks for it. What a paper says is data here; how it is worded and laid out
is the business of ``templates``.

Nothing here says that a court ruled, and dates of birth and CII numbers do not go into papers.
"""

from relief.papers.convictions import Conviction, unknown_courts, without_case_number
from relief.papers.drafting import Head, Paper, Volume, draft, with_exhibit
from relief.papers.filing import Filing

__all__ = [
    "Conviction",
    "Filing",
    "Head",
    "Paper",
    "Volume",
    "draft",
    "unknown_courts",
    "with_exhibit",
    "without_case_number",
]
