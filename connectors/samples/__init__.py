"""Fictional DOJ bulk exports, as hard as life: see ``CONTENTS`` for what is in one.

Nobody in a sample exists. Names are put together from invented syllables; social security numbers
begin 000 or 9, which are never issued. The form is DOJ's (95 columns, comma-separated, quoted where
needed, no header line unless asked for, UTF-8, one row per count or part of a sentence, a person's
rows together and in the order of their cycles, steps and counts), and so are the codes' words; the
code numbers in ``*_CODE`` columns are invented. ``END_OF_REC`` is blank.

How a sample is made up:

* The people. Four in five are everyday histories, drawn: 80 in a hundred of those have one cannabis
  conviction in the county, 15 two, 5 three, between 1975 and 2018, among other cases (mean about
  three, a fifth of them in other counties) and arrests without conviction. Every fifth is a hard
  case of ``CONTENTS``, each in turn, so that 20,000 rows hold every one; a history has about 22 rows.
* The first person of a sample of 5,000 rows or more has about a thousand rows.
* A history is used for many people: each has their own name, numbers, birth date and shift of all
  days, small enough that the history still shows what it was made to show.
* Each person has a cannabis conviction in the county, as in DOJ's own file; an arrest precedes each
  court action, except for people with a single row.
* The same seed, county, courts and number of rows give the same bytes.

``write_sample`` writes one, as a stream of any length; ``list_subjects`` says who was planted for
what; ``damage`` spoils a file in named ways.
"""

from connectors.samples.contents import CONTENTS, Item
from connectors.samples.damage import KINDS, damage
from connectors.samples.doj import list_subjects, write_sample

__all__ = ["CONTENTS", "KINDS", "Item", "damage", "list_subjects", "write_sample"]
