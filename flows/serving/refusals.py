"""Why a request is not answered. The texts are shown, and hold nothing of what was asked for."""


class Refused(Exception):
    """Not answered; ``status`` is HTTP's."""

    status = 400
    heading = "This cannot be done"

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.text = text


class NotSignedIn(Refused):
    """The page asks for a sign-in, and there is no session, or it has ended."""

    status = 401
    heading = "Sign in first"


class NotYours(Refused):
    """The page is for other roles."""

    status = 403
    heading = "This page is not for your account"

    def __init__(self) -> None:
        super().__init__("Ask whoever runs the program if you need it.")


class NotThere(Refused):
    """There is no such page, county or package, or it is another court's: nobody learns which."""

    status = 404
    heading = "There is no such page here"

    def __init__(self) -> None:
        super().__init__("It may be another court's, or the address may be mistyped. Begin from your list of packages.")


class Stale(Refused):
    """A form that this session did not make."""

    status = 403
    heading = "This form is out of date"

    def __init__(self) -> None:
        super().__init__("Nothing was changed. Go back, load the page again, and send it once more.")


class TooMany(Refused):
    """Asked too often."""

    status = 429
    heading = "Too many requests"

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Wait {int(seconds) + 1} seconds and try again.")
        self.seconds = int(seconds) + 1
