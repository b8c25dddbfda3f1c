"""Images: there to be shown, described for those who do not see them, and with a word on whose they are."""

import re
from collections.abc import Iterator
from typing import Any

from articles.preflight.covering import Link, LinkKind
from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import Block, Part, Reading
from articles.text import alike

SCHEME = "figure:"
DECORATIVE = "decorative"
_TITLE = re.compile(r"""\(\s*(?:<[^<>\n]*>|[^\s()]*)\s+(?P<title>"[^"]*"|'[^']*'|\([^()]*\))\s*\)\Z""")
_AS_TYPED = re.compile(r"!\[[^\[\]]{0,1000}\]\(\s*<?(?:figure:|https?:)[^\s()<>]{0,1000}")
_FILE_NAME = re.compile(
    r"\S{1,200}\.(?:jpe?g|png|gif|webp|avif|svg|tiff?|bmp|heic|pdf)"
    r"|(?:img|dsc[nf]?|pxl|image|screen[ _-]?shot|bild|foto|photo|picture|figure|untitled)[ _-]?[\d_. :-]*",
    re.IGNORECASE,
)
_SAYS_IMAGE = re.compile(
    r"(?:(?:an?|the|this)\s+)?(?:image|picture|photo(?:graph)?|graphic|figure|screenshot)"
    r"\s+(?:of|showing|that shows)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_ENOUGH = 8


def images_by_address(reading: Reading) -> Iterator[Finding]:
    """`image-by-address`, block: an image that is no figure. Only files that were decoded here are ever shown."""
    for block, link in _images(reading):
        if not link.target.startswith(SCHEME):
            yield _finding(
                "image-by-address",
                Severity.BLOCK,
                block,
                link,
                "Only images that are kept here are shown: at another address they could change or vanish.",
                "Save the image, check that it may be used, upload it as a figure, and insert that.",
            )


def unknown_figures(reading: Reading) -> Iterator[Finding]:
    """`unknown-figure`, block: no figure has this digest. `figure-out-of-place`, block: outside the text, where an
    image is shown as it is typed."""
    known = _known(reading)
    for block, link in _figures(reading):
        if _digest(link) not in known:
            yield _finding(
                "unknown-figure",
                Severity.BLOCK,
                block,
                link,
                "There is no such figure: it was deleted, or its address is not whole.",
                "Choose the figure again, or take the image out.",
            )
    for block in reading.fields:
        for match in _AS_TYPED.finditer(block.text if block.part == Part.PROSE else ""):
            yield Finding(
                "figure-out-of-place",
                Severity.BLOCK,
                block.words(*match.span(), around=0),
                block.place,
                "Images are shown in the text alone; here readers would see what is typed.",
                "Move the image into the text.",
            )


def undescribed_figures(reading: Reading) -> Iterator[Finding]:
    """What is read out for an image. `figure-without-alt`, block: nothing, and it is not called decorative.

    Warn: `alt-is-file-name`; `alt-repeats-caption`; `alt-says-image`, in English, since "image" is said anyway;
    `figure-title`, for words behind the address, which nobody sees.
    """
    known = _known(reading)
    for block, link in _figures(reading):
        alt, title = link.words.strip(), _title(block, link)
        caption = known.get(_digest(link), {}).get("caption", "")
        if not alt and title != DECORATIVE:
            yield _finding(
                "figure-without-alt",
                Severity.BLOCK,
                block,
                link,
                "Who cannot see this image is told nothing of it.",
                "Say between the square brackets what it shows; or, if it shows nothing that matters, write "
                f'"{DECORATIVE}" behind its address.',
            )
        elif rule := _doubtful(alt, caption, english=reading.english):
            yield _finding(rule, Severity.WARN, block, link, *_DOUBTS[rule])
        if title and (title != DECORATIVE or alt):
            yield _finding("figure-title", Severity.WARN, block, link, *_DOUBTS["figure-title"])


def unattributed_figures(reading: Reading) -> Iterator[Finding]:
    """`figure-without-credit`, warn: who made it or by which right it is shown is not given, once for each figure.

    `figure-in-line`, warn: it stands within a line, so that its caption and credit are not shown.
    """
    known, seen = _known(reading), set()
    for block, link in _figures(reading):
        figure = known.get(_digest(link))
        if figure is None:
            continue
        missing = [name for name in ("credit", "licence") if not figure[name].strip()]
        if missing and figure["digest"] not in seen:
            yield _finding(
                "figure-without-credit",
                Severity.WARN,
                block,
                link,
                f"The figure has no {' and no '.join(missing)}.",
                "Under Figures, say on its page who made it and by which right it is shown.",
            )
        seen.add(figure["digest"])
        says = any(figure[name].strip() for name in ("caption", "credit", "licence"))
        if (says or block.kind == "heading") and not _is_alone(block, link):
            yield _finding("figure-in-line", Severity.WARN, block, link, *_DOUBTS["figure-in-line"])


_DOUBTS = {
    "alt-is-file-name": (
        "The description of this image looks like the name of its file.",
        "Say in words what the image shows and why it is here.",
    ),
    "alt-repeats-caption": (
        "The description repeats the caption, so that who hears the page hears the same twice.",
        "Say what can be seen in the image; the caption says what it means.",
    ),
    "alt-says-image": (
        "That it is an image is read out anyway.",
        "You may leave these words out and begin with what it shows.",
    ),
    "figure-title": (
        "The words in quotation marks behind the address are not shown, and an image with a description is not "
        f"“{DECORATIVE}”.",
        "Put what readers need into the description or the caption, and take these words out.",
    ),
    "figure-in-line": (
        "Within a line, an image is shown without its caption, credit and licence.",
        "Put it on a line of its own, with an empty line before and behind it.",
    ),
}


def _doubtful(alt: str, caption: str, *, english: bool) -> str:
    """By which rule a description is to be looked at again; empty for a good one."""
    if _FILE_NAME.fullmatch(alt):
        return "alt-is-file-name"
    said = _WORD.findall(alike(alt))
    if said and said == _WORD.findall(alike(caption)):
        return "alt-repeats-caption"
    return "alt-says-image" if english and _SAYS_IMAGE.match(alt) else ""


def _images(reading: Reading) -> Iterator[tuple[Block, Link]]:
    for block in reading.body:
        for link in sorted(block.links, key=lambda link: link.start):
            if link.kind == LinkKind.IMAGE:
                yield block, link


def _figures(reading: Reading) -> Iterator[tuple[Block, Link]]:
    return ((block, link) for block, link in _images(reading) if link.target.startswith(SCHEME))


def _known(reading: Reading) -> dict[str, dict[str, Any]]:
    return {figure["digest"]: figure for figure in reading.document["figures"]}


def _digest(link: Link) -> str:
    return link.target.removeprefix(SCHEME)


def _title(block: Block, link: Link) -> str:
    behind = block.text[link.start + len("![]") + len(link.words) : link.end]
    found = _TITLE.match(behind)
    return found["title"][1:-1].strip() if found else ""


def _is_alone(block: Block, link: Link) -> bool:
    in_paragraph = block.kind not in ("heading", "cell")
    return in_paragraph and block.text.strip() == block.text[link.start : link.end]


def _finding(rule: str, severity: Severity, block: Block, link: Link, why: str, mend: str) -> Finding:
    end = link.end
    if link.target.startswith(SCHEME):
        # Of a digest so much that it is found again: a person reads these words.
        end = min(end, link.start + len(f"![{link.words}]({SCHEME}") + _ENOUGH)
    return Finding(rule, severity, block.words(link.start, end, around=0), block.place, why, mend)
