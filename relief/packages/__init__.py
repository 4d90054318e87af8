"""A package: what one court is asked for on one day, under a number that never repeats and never skips.

``numbers`` says what a package is called, ``selection`` which convictions go into one, ``manifest`` what it tells the
court of each, charge by charge.
"""
