"""The two ways a command can end badly."""


class UserError(Exception):
    """Something the user can put right: a file, a key, a day.

    The message names the file, row and field and says what to do. It is printed as it stands, so
    it must never hold a cell's content, a person's name, number or date of birth. Exit code 2.
    """
