"""The day's work: the steps of a run, the flow that conducts them, and the command line.

Prefect is imported by ``flows.clear_records`` and nowhere else, and only when a run needs it.
"""
