"""Forms of a court's own: a PDF with fields, filled from the same papers as everything else.

A county that elects one keeps it with its words: the PDF as the court publishes it, and beside it a map
(``form_map``) of which of a paper's fields goes where. The form is stripped of whatever acts (``stripping``), its
fields are read (``acroform``) and held against the map, and what a paper says is set at the fields' rectangles
(``fitting``, ``filling``) and read back. What is left is print: no field, no script, and the same bytes each time.
"""
