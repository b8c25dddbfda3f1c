"""The allow-list that all HTML passes last. Nothing else in the project turns text into safe HTML."""

import re
import unicodedata
from itertools import takewhile

import nh3
from django.utils.safestring import SafeString, mark_safe

from articles.text import clean

from .figures import ADDRESS, ADDRESSES, SIZES

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_LENGTH = re.compile(r"[1-9]\d{0,5}", re.ASCII)
# An image comes from this site, or it has no address.
_OF_IMAGES = {"src": ADDRESS, "srcset": ADDRESSES, "width": _LENGTH, "height": _LENGTH}


def _as_allowed(tag: str, attribute: str, value: str) -> str | None:
    pattern = _OF_IMAGES.get(attribute) if tag == "img" else None
    return value if pattern is None or pattern.fullmatch(value) else None


_CLEANER = nh3.Cleaner(
    tags={
        *("h1", *_HEADINGS, "p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "sub", "sup", "a"),
        *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
        *("header", "section", "div", "span", "figure", "figcaption", "details", "summary", "img"),
    },
    attributes={
        "*": set(),
        "a": {"href"},
        "ol": {"start"},
        "li": {"id"},
        "div": {"aria-label"},
        "img": {*_OF_IMAGES, "alt"},
        **{heading: {"id"} for heading in _HEADINGS},
    },
    tag_attribute_values={
        "a": {"rel": {"noopener"}},
        "div": {"role": {"group", "note"}, "tabindex": {"0"}},
        "img": {"sizes": {SIZES}},
        "ol": {"role": {"list"}},
        "th": {"scope": {"col"}},
    },
    allowed_classes={
        "div": {"change", "change-correction", "change-minor", "change-update", "table"},
        "details": {"evidence"},
        "figure": {"figure", "quotation"},
        "li": {"sourced"},
        "ol": {"points", "references"},
        "p": {"byline", "kicker", "label", "legend"},
        "section": {"key-points", "quotations", "sources", "summary"},
        "span": {"credit", "image-missing", "person", "unseen"},
        "sup": {"citation"},
        "td": {"center", "left", "right"},
        "th": {"center", "left", "right"},
        "ul": {"links"},
    },
    clean_content_tags={"script", "style"},
    link_rel=None,
    attribute_filter=_as_allowed,
    url_schemes={"http", "https", "mailto"},
)
_STROKE = "\u0338"
_BETWEEN_TAGS = re.compile(r"(?<=>)\s+(?=<)")


def sanitised(html: str) -> SafeString:
    """The HTML with nothing in it but allowed elements, attributes, classes and addresses, in canonical form.

    It is clean text (`articles.text.is_clean`), so the bytes that are kept, signed and served are the same.
    """
    # Cleaning comes first: taking a character out of sanitised HTML could put a forbidden address together.
    tidy = _BETWEEN_TAGS.sub(_one_line_end, clean(_without_stray_strokes(html)))
    return mark_safe(_CLEANER.clean(tidy).strip())


def _one_line_end(gap: re.Match[str]) -> str:
    return "\n" if "\n" in gap[0] else gap[0]


def _without_stray_strokes(html: str) -> str:
    # U+0338 behind a tag would merge with its ">" into one letter, in NFC: the only mark that can.
    if _STROKE not in html:
        return html
    first, *pieces = html.split(">")
    for index, piece in enumerate(pieces):
        marks = "".join(takewhile(unicodedata.combining, piece))
        pieces[index] = marks.replace(_STROKE, "") + piece[len(marks) :]
    return ">".join([first, *pieces])
