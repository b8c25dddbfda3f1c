"""Saying no to a person, in sentences."""


class Refused(Exception):
    """An act that may not be done now. `reasons` are sentences for the person who asked for it."""

    def __init__(self, reasons: list[str] | str) -> None:
        self.reasons = [reasons] if isinstance(reasons, str) else list(reasons)
        super().__init__(" ".join(self.reasons))
