"""A delivery beside the one before it, line by line: what is the same is not read again.

* ``lines``: a file's lines as hashes, kept with whatever was read of it;
* ``align``: which lines of two files are the same, and where each went;
* ``runs``: whose the lines are;
* ``concern``: whose answers may have changed by the lines that differ;
* ``some``: some lines of a file, read by the ordinary reader;
* ``difference``: all of it.

What cannot be compared safely is None, and is read whole.
"""
