"""Pointers, such as “here:”, with nothing behind them."""

import re
from collections.abc import Iterator

from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import Block, Part, Reading

# How a pointer ends, by language; a text in another language is read for the English ones only.
_POINTERS = {
    "en": r"(?:here|below|(?:the|this|these)\s(?:following\s)?(?:web\s?)?(?:links?|address|url|"
    r"website|page))",
    "de": r"(?:hier|unten|unter diesem link|folgendem link)",
    "fr": r"(?:ici|ci-dessous|ce lien|lien suivant)",
    "es": r"(?:aquí|a continuación|este enlace|siguiente enlace)",
    "it": r"(?:qui|qui sotto|questo link|seguente link)",
    "pt": r"(?:aqui|abaixo|este link|seguinte link)",
    "nl": r"(?:hier|hieronder|deze link|volgende link)",
}
_INVITATION = (
    r"^(?:to\s|you can\s|please\s)?(?:watch|listen to|read|view|download|visit|access|see|"
    r"hear)\s[^.!?:\n]{0,80}"
    r"\b(?:interview|video|podcast|webinar|abstract|article|paper|publication|press release|website|"
    r"recording|slides|"
    r"transcript|full text|full report|presentation)\b[^.!?:\n]{0,40}"
)
# Said of a text that follows, so a paragraph is what they point to.
_DESCRIBED = re.compile(
    r"\b(?:described|summari[sz]ed|outlined|explained|discussed|defined|set out|given|detailed|"
    r"reported|quoted|"
    r"reproduced|presented|answered|addressed|covered)\s(?:in (?:more |further |full )?detail\s|"
    r"briefly\s)?(?:here|below)\s*:\s*$",
    re.IGNORECASE,
)
_LIST_LIKE = re.compile(r"\s*(?:[•·▪◦‣*–—-]\s|\(?(?:\d{1,2}|[a-zA-Z])[.)]\s|[“„«\"‘'])")
_SOON = 60
_READ = (Part.PROSE, Part.REFERENCE)


def dangling_pointers(reading: Reading) -> Iterator[Finding]:
    """`dangling-here`, block (PF-02): a block or line ends with “here:”, “below:” or “Watch the interview …:” and
    nothing follows to which it could point.

    A link in it, or a list, table, quotation or linked line behind it, is something; after “described below:” so
    is a paragraph.
    """
    pattern = _pattern(reading.language)
    units = [unit for block in reading.blocks if block.part in _READ for unit in _lines(block)]
    for unit, following in zip(units, [*units, None][1:], strict=True):
        if unit.kind in ("heading", "code", "cell") or not unit.prose.rstrip(" *_\n").endswith((":", "：")):
            continue
        match = pattern.search(unit.prose)
        if match and not _is_answered(unit, following):
            yield Finding(
                "dangling-here",
                Severity.BLOCK,
                unit.words(match.start(), match.end()),
                unit.place,
                "This points to something that does not follow.",
                "Add the link it promises, [words](https://…), or take the line out.",
            )


def _pattern(language: str) -> re.Pattern[str]:
    pointers = "|".join({_POINTERS["en"], _POINTERS.get(language, _POINTERS["en"])})
    return re.compile(rf"(?:\b{pointers}|{_INVITATION})\s*[:：][\s*_]*$", re.IGNORECASE)


def _lines(block: Block) -> list[Block]:
    """A paragraph's lines as blocks of their own where one of them ends with a colon; else the block."""
    if block.kind == "code" or not re.search(r":[*_ ]*\n", block.prose):
        return [block]
    lines, start = [], 0
    for line in block.text.splitlines(keepends=True):
        end = start + len(line)
        links = [link for link in block.links if start <= link.start < end]
        if line.strip():
            prose = block.prose[start:end]
            lines.append(Block(block.place, line, prose, block.part, block.kind, block.level, links))
        start = end
    return lines


def _is_answered(unit: Block, following: Block | None) -> bool:
    if unit.leads_somewhere:
        return True
    if following is None or following.place != unit.place or following.kind == "heading":
        return False
    if following.kind in ("cell", "quote", "code") or (following.kind == "item" and unit.kind != "item"):
        return True
    if _LIST_LIKE.match(following.text) or _DESCRIBED.search(unit.prose):
        return True
    # What stands behind may have a pointer and link of its own: “You can read it here: [title](…)”.
    first = min((link.start for link in following.followable), default=-1)
    return 0 <= first <= _SOON and not re.search(r"\bhere\b", following.text[:first], re.IGNORECASE)
