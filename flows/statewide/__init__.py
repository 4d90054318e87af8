"""The whole state: every active county read, checked, matched, decided and recorded, again and again.

* ``inbox``: what lies in each county's inbox, and whether it is whole;
* ``roster``: which counties take part, and why the others do not;
* ``planning``: the run of each county, and whether it is done already;
* ``deciding``: one county's decision path; ``crew`` and ``worker``: processes that do it side by side;
* ``conduct`` and ``clear_state``: a run of the state, and the Prefect flow that shows it;
* ``telling`` and ``summing``: what became of it, in words, JSON, CSV and HTML;
* ``comparing`` and ``causes``: who changed between two runs, and why; ``replaying``: a past run once more.

Papers are no part of it: they are made, county by county, from the files of the run in force.
"""
