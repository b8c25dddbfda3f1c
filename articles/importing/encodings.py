"""Bytes to characters in whatever encoding a person may have, without guessing where a guess could do harm."""

import codecs
import re

# The longer marks first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
_WIDE = (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2))
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_MIXED = "Some characters are not UTF-8 and were read as Windows-1252. Check accents and dashes."
_WINDOWS = "The file is not UTF-8 and was read as Windows-1252. Check accents and dashes."


class UnknownEncoding(ValueError):
    """No encoding makes text of these bytes with enough certainty."""


def characters(content: bytes) -> tuple[str, list[str]]:
    """The text of the bytes, and warnings on how it was read; raises UnknownEncoding."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            rest = content[len(mark) :]
            return _narrow(rest) if encoding == "utf-8" else (rest.decode(encoding, errors="replace"), [])
    if b"\x00" in content:
        return _unmarked_wide(content), []
    return _narrow(content)


def _narrow(content: bytes) -> tuple[str, list[str]]:
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    if declared := _declared(content):
        return declared, []
    valid = content.decode("utf-8", errors="ignore")
    several = sum(1 for character in valid if character > "\x7f")
    high = sum(1 for byte in content if byte > 0x7F)
    stray = high - (len(valid.encode()) - len(valid) + several)
    if several > stray:
        return content.decode("utf-8", errors="windows-1252-for-strays"), [_MIXED]
    letters = high + sum(1 for byte in content if 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A)
    if high > 20 and high * 2 > letters:
        raise UnknownEncoding
    return _windows_1252(content), [_WINDOWS]


def _declared(content: bytes) -> str:
    """The text in the charset that an HTML page declares, or nothing if it does not hold."""
    match = _DECLARED.search(content[:4096])
    name = match[1].decode("ascii").lower() if match else ""
    try:
        # Browsers read every claim of Latin-1 or ASCII as Windows-1252 (WHATWG Encoding Standard, 4.2).
        if name and codecs.lookup(name).name in {"iso8859-1", "ascii", "cp1252"}:
            return _windows_1252(content)
        return content.decode(name) if name else ""
    except (LookupError, UnicodeError, ValueError):
        return ""


def _unmarked_wide(content: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: the only text that holds zero bytes."""
    sample = content[:4096]
    shares = {}
    for encoding, width in _WIDE:
        whole = sample[: len(sample) // width * width]
        text = whole.decode(encoding, errors="ignore")
        # Decoding in the wrong width or order drops most of it.
        if text and len(text) * width >= len(whole) * 0.9:
            shares[encoding] = _share_of_text(text)
    best = max(shares, key=lambda encoding: shares[encoding], default="")
    if not best or shares[best] < 0.02:
        raise UnknownEncoding
    return content.decode(best, errors="replace")


def _share_of_text(text: str) -> float:
    """How much a decoding looks like writing: letters, spaces and line ends count, unassigned characters refute."""
    if "\x00" in text:
        return 0.0
    # Private and unassigned code points are what the wrong byte order gives.
    odd = sum(1 for c in text if not c.isprintable() and not c.isspace() and not "\u200b" <= c <= "\u206f")
    if odd * 20 > len(text):
        return 0.0
    return sum(1 for c in text if c in " \r\n\t\u3000\u3001\u3002" or "a" <= c.lower() <= "z") / len(text)


def _windows_1252(content: bytes) -> str:
    return content.decode("cp1252", errors="mark-gaps")


def _strays(problem: UnicodeError) -> tuple[str, int]:
    assert isinstance(problem, UnicodeDecodeError)
    return _windows_1252(problem.object[problem.start : problem.end]), problem.end


def _gaps(problem: UnicodeError) -> tuple[str, int]:
    assert isinstance(problem, UnicodeDecodeError)
    return "\ufffd" * (problem.end - problem.start), problem.end


codecs.register_error("windows-1252-for-strays", _strays)
codecs.register_error("mark-gaps", _gaps)
