"""What stops the program, in one line a person can act on."""


class CannotStart(Exception):
    """`message` is untranslated; it is shown with `values` filled in, and the program exits with `status`."""

    def __init__(self, message: str, *, status: int = 2, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.values = values
