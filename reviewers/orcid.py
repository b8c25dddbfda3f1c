"""ORCID iDs: read as people paste them, refused when the check digit does not fit (ISO 7064, mod 11-2)."""

import re

_WRITTEN = re.compile(
    r"(?:https?://(?:www\.)?orcid\.org/)?(\d{4})[- ]?(\d{4})[- ]?(\d{4})[- ]?(\d{3}[\dXx])/?"
)


def read(text: str) -> str:
    """An ORCID iD in its usual form, whether or not it was pasted as an address; "" for none.

    Raises ValueError with a sentence.
    """
    text = text.strip()
    if not text:
        return ""
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise ValueError("An ORCID iD has sixteen characters: write it as 0000-0002-1825-0097.")
    found = "-".join(written.groups()).upper()
    if _check_digit(found[:-1].replace("-", "")) != found[-1]:
        raise ValueError(
            f"{found} is no ORCID iD: its last character does not fit the others. Is a digit mistyped?"
        )
    return found


def _check_digit(digits: str) -> str:
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)
