"""How a command can end badly through what the user can put right."""


class UserError(Exception):
    """Something the user can put right: a file, a key, a day.

    The message names the file, row and field and says what to do. It is printed as it stands, so
    it must never hold a cell's content, a person's name, number or date of birth. Exit code 2.
    """


class SettingMissing(UserError):
    """A variable that the environment does not set. The message names it and quotes nothing, so that it may stand in a log."""
