"""The steps of a run, in order, and the files they make in ``runs/<county>/<run>/``.

* ``read``: ``records.parquet`` (``relief.records.SCHEMA``), ``set_aside_read.parquet`` (``relief.records.SET_ASIDE``),
  ``corrections.parquet`` (``relief.correcting.CORRECTED``: what was read in place of which the records have another fact),
  ``line_*.parquet`` (hashes of a file's lines, and whose they are). Where the run goes by an earlier one, ``difference/`` in place of the records (``flows.steps.differing``)
* ``check``: ``set_aside.parquet`` (all rows set aside, whatever by), ``checked.json`` (every expectation, with counts of
  rows), ``counted*`` (all that was judged, as numbers)
* ``match``: ``matched.parquet`` (``relief.uniting.CHANGED``) and, of several sources, ``links.parquet``
  (``relief.matching.links.LINKS``) and ``reconciliation.parquet`` (``relief.matching.reconciliation.RECONCILIATION``)
* ``determine``: ``determinations.parquet`` (``relief.eligibility.DETERMINATIONS``), ``facts.parquet`` (every fact, one
  row a conviction), ``orders.parquet`` (``count_order`` of each determination), ``policy.json`` (what the county elected)
* ``tally``: ``tally.json``, ``tally.parquet``: the county's numbers, for runs of the state only
* ``papers``: ``papers/<court>/*.pdf`` and, for convictions that no paper lists, ``papers/lists/<reason>.csv``;
  ``determinations.csv`` (the Parquet file as text; a cell that a spreadsheet would run begins with an apostrophe)
* ``report``: ``data_docs/`` (Great Expectations' report of the check); of a run of the state, when ``relief report`` asks for it
* ``summarize``: ``summary.json``, ``summary.md``
* ``record``: nothing; it writes to the database (``relief.database``)
"""

from flows.step import Step
from flows.steps import check, determine, match, papers, read, report, summarize, tally

DECISION: tuple[Step, ...] = (read.STEP, check.STEP, match.STEP, determine.STEP, tally.STEP)
"""What a run of the state does for each county; papers are made from its files when they are asked for."""

STEPS: tuple[Step, ...] = (
    read.STEP,
    check.STEP,
    match.STEP,
    determine.STEP,
    papers.STEP,
    report.STEP,
    summarize.STEP,
)
"""What is done from files to files, in order; recording it comes last."""
