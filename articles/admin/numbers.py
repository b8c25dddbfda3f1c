"""Numbers as addresses and forms bring them: some ASCII digits, or no number at all."""

# Both engines take every key of so many digits.
_KEY = 18


def number_in(text: str | None, *, digits: int = _KEY) -> int | None:
    """The number that a text is; None for everything else, and for more digits than there can be."""
    if not text or len(text) > digits or not (text.isascii() and text.isdigit()):
        return None
    return int(text)
