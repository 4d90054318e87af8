"""A proposed order that a judge's clerk may edit: DOCX, from the same blocks as the PDF.

Rule 3.1312(c) asks for one beside the PDF in civil matters, and courts ask for it elsewhere as well. It is no pleading
paper: no line numbers and no code on its pages, so that nobody takes an edited copy for the one that was filed. The court's profile says of which orders it wants one (``editable``).
"""
