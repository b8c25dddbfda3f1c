"""A mail's text as simple HTML: the same words, with links that can be pressed. No image, nothing that tracks."""

import re
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.template.loader import render_to_string

_LONGEST_LABEL = 40
LABEL = "Open the page"


@dataclass(frozen=True)
class Piece:
    """Some words of a line; `address` where they are a link."""

    text: str
    address: str = ""


@dataclass
class Paragraph:
    """The lines between two empty lines; `button`, where it ends with the first address of the mail to be pressed."""

    lines: list[list[Piece]] = field(default_factory=list)
    items: list[list[Piece]] = field(default_factory=list)
    button: Piece | None = None


def as_html(subject: str, body: str, footer: str = "") -> str:
    """The mail as an HTML page: paragraphs, lists of the lines that begin with a dash, and links.

    Only addresses of this site become links: what somebody typed never sends a reader elsewhere. The first paragraph
    that ends in one becomes a button.
    """
    paragraphs = _paragraphs(body)
    for paragraph in paragraphs:
        if _make_button(paragraph):
            break
    context = {
        "subject": subject,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "paragraphs": paragraphs,
        "footer": _paragraphs(footer),
    }
    return render_to_string("articles/mail/mail.html", context)


def _paragraphs(text: str) -> list[Paragraph]:
    found = []
    for block in re.split(r"\n[ \t]*\n", text.strip()):
        paragraph = Paragraph()
        for line in filter(None, (line.strip() for line in block.split("\n"))):
            if line.startswith("- "):
                paragraph.items.append(_pieces(line[2:]))
            elif paragraph.items:
                found.append(paragraph)
                paragraph = Paragraph([_pieces(line)])
            else:
                paragraph.lines.append(_pieces(line))
        found.append(paragraph)
    return [paragraph for paragraph in found if paragraph.lines or paragraph.items]


def _pieces(line: str) -> list[Piece]:
    """The line cut at its addresses. Of `Read it here: https://…` the words are the link."""
    pieces, at = [], 0
    for found in _ours(settings.SITE_URL).finditer(line):
        pieces += [Piece(line[at : found.start()]), Piece(found.group(), found.group())]
        at = found.end()
    pieces = [piece for piece in [*pieces, Piece(line[at:])] if piece.text]
    match pieces:
        case [Piece(text=words, address=""), Piece(address=address)] if address and words.endswith(": "):
            return [Piece(words[:-2], address)]
    return pieces


@cache
def _ours(site_url: str) -> re.Pattern[str]:
    """An address of this site, up to its first slash at least; without what ends the sentence that it stands in."""
    return re.compile(rf"{re.escape(site_url)}/(?:[^\s<>\"“”]*[^\s<>\"“”.,;:!?)])?")


def _make_button(paragraph: Paragraph) -> bool:
    """Turn the link that a paragraph ends with into a button; long words stand before it."""
    if paragraph.items or not paragraph.lines or len(paragraph.lines[-1]) > 1:
        return False
    [last] = paragraph.lines.pop()
    if not last.address or any(piece.address for line in paragraph.lines for piece in line):
        paragraph.lines.append([last])
        return False
    if last.text != last.address and len(last.text) > _LONGEST_LABEL:
        paragraph.lines.append([Piece(f"{last.text}:")])
    spoken = last.text != last.address and len(last.text) <= _LONGEST_LABEL
    paragraph.button = Piece(last.text if spoken else LABEL, last.address)
    return True
