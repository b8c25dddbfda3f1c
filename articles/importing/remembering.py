"""What a draft's editors said before of the images that a newer file brings again."""

import re
from collections.abc import Mapping

from django.core.cache import cache

from articles.figures.decoding import BadImage, decoded
from articles.figures.describing import digests
from articles.importing.choosing import DECORATIVE, DESCRIBED, ImageChoice

# Each of them is decoded to be known again: no more than a page can wait for.
MOST = 12
_SHOWN = re.compile(
    r"!\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\]){0,1500})\]\(figure:([0-9a-f]{64})(?: \"(decorative)\")?\)"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_KEPT = 7 * 24 * 60 * 60


def remembered(body: str, images: Mapping[str, bytes]) -> dict[str, ImageChoice]:
    """How a text shows images already, by the SHA-256 of the bytes that a file brings."""
    if not digests(body) or len(images) > MOST:
        return {}
    said = {
        digest: ImageChoice(DECORATIVE if decorative else DESCRIBED, _ESCAPED.sub(r"\1", alt))
        for alt, digest, decorative in _SHOWN.findall(body)
    }
    return {
        sha256: said[digest]
        for sha256, digest in figures_of(images).items()
        if digest in said and (said[digest].alt or said[digest].show == DECORATIVE)
    }


def figures_of(images: Mapping[str, bytes]) -> dict[str, str]:
    """The digests of the figures that these images become, or are already; nothing of more than a page can wait for."""
    if len(images) > MOST:
        return {}
    found = {sha256: _figure_of(sha256, content) for sha256, content in images.items()}
    return {sha256: digest for sha256, digest in found.items() if digest}


def _figure_of(sha256: str, content: bytes) -> str:
    """The digest of the figure that these bytes become; nothing if they become none."""
    key = f"figure-of-{sha256}"
    known = cache.get(key)
    if known is None:
        try:
            known = decoded(content).digest
        except BadImage:
            known = ""
        cache.set(key, known, _KEPT)
    return str(known)
