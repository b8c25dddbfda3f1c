"""Whether an address can be followed."""

import re
from urllib.parse import urlsplit

_LABEL = re.compile(r"[^\W_]([\w-]{0,61}[^\W_])?")
_IPV4 = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
_MAIL = re.compile(r"mailto:[^\s@]+@[^\s@]+\.[^\s@]+", re.IGNORECASE)


def is_web_address(address: str) -> bool:
    """Whether an address is http or https with a host that can exist on the web."""
    if not address.isprintable() or any(character.isspace() for character in address):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        parts.port  # noqa: B018 (reading it is what checks it)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False
    labels = host.removesuffix(".").split(".")
    named = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    return named or bool(_IPV4.fullmatch(host))


def leads_somewhere(target: str) -> bool:
    """Whether a link's target leads to a web page, a mailbox, a page of this site or a part of this page."""
    inside = len(target) > 1 and target[0] in "/#" and not target.startswith("//")
    return inside or is_web_address(target) or bool(_MAIL.fullmatch(target))
