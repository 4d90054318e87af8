"""A fictional export in any layout: the people of the DOJ sample, written down as a county's own file has them.

It is made from nothing but the layout's declaration, read backwards: a column gets what reading it would give. So
every county that has a layout has a sample, and a county that is being added has a twin of its export: the same
shape, invented people, and answers that are known because the same people's DOJ records give them.
"""

from connectors.samples.twin.twin import write_twin

__all__ = ["write_twin"]
