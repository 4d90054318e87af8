"""A fictional state: 58 counties of the sizes that they have in life, each with its file, its certificate and exports.

A county that the program ships is as it is shipped, every source of it in its own format; the others are made up, and
write the same 32 facts of DOJ's file as DOJ does, or as delimited text, fixed width or JSON Lines of their own.

* ``shares``: how many rows each county has;
* ``variants``: how a fictional county's export is written down, and how it is written;
* ``declared``: the fictional counties' files and certificates;
* ``change``: a next delivery, in which some people have other rows;
* ``write``: all of it, a county at a time in processes of their own.
"""

from connectors.samples.state.write import Written, change_state, write_state

__all__ = ["Written", "change_state", "write_state"]
