"""Which lines are headings: declared ones, known names, capitals, colons, and bare short lines before text."""

import re

from articles.importing import people, vocabulary
from articles.importing.blocks import Block, Kind, escape
from articles.importing.references import is_citation
from articles.importing.vocabulary import word_set

_MAX_CHARACTERS, _MAX_WORDS = 110, 14
_STOP = re.compile(r"[.!;,…。、；]\s*$")
_COLON = re.compile(r"\s*[:：]\s*$")
_QUESTION = re.compile(r"[?？؟]\s*$")
_LEADS = word_set(
    """
    here following follows include includes included including are were is was that as below than with of
    for and or to by found showed said says aquí siguiente siguientes ici suivants hier folgende folgendes
    folgenden
    """
)
_INVITES = re.compile(
    r"^(?:watch|read|see|click|visit|listen|download|you can|for more|learn more|find out|go to|view|lea"
    r"|vea|voir|lire|siehe)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:who|what|where|when|why|how|which|is|are|can|does|do|should|qué|quién|cómo|cuándo|dónde"
    r"|por qué|was|wer|wie|wann"
    r"|warum|wo|welche|que|qui|comment|pourquoi|quand|où|qu'est-ce)\b",
    re.IGNORECASE,
)
_SMALL = word_set(
    """
    a an and as at but by for from in into nor of on or over per the to up via vs with without de la el en y
    del los las et le les des du und der die das von für mit
    """
)
_ENDED = re.compile(r"[.!?:;。！？：][\"'”’»」)\]]*$")
_RUN_IN = re.compile(r"^([^\n:：.]{3,80})[:：]\s*(\S.*)$", re.DOTALL)
_RUN_IN_WITHOUT_COLON = re.compile(
    r"^([^\n:：.–—]{3,40}?)(?:\.|\s[–—])\s+(?=[^\Wa-z_]|[\"“])(.*)$", re.DOTALL
)


def is_heading(blocks: list[Block], index: int) -> bool:
    """Whether the block opens a section, judged by itself and by what stands round it."""
    block = blocks[index]
    if block.kind is Kind.HEADING:
        return True
    text = block.plain
    if len(text) > _MAX_CHARACTERS or len(text.split()) > _MAX_WORDS or "\n" in text:
        return False
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    if block.kind is Kind.ITEM:
        return _is_numbered_heading(blocks, index, following)
    if block.kind is not Kind.PARAGRAPH or _STOP.search(text):
        return False
    if vocabulary.is_known(text):
        return True
    if following is None or not following.is_text:
        return following is not None and block.strong
    if _QUESTION.search(text) and _ASKS.match(text) and block.gap:
        return True
    if _COLON.search(text):
        return _is_announced(_COLON.sub("", text))
    if people.parse(text) and not _ASKS.match(text) and "," in text:
        return False
    return block.strong or is_capitals(text) or _is_bare(blocks, index, following)


def run_in(block: Block) -> tuple[str, Block] | None:
    """`RESULTS: Of 60 people …` as its heading and the rest; only for headings that documents commonly have."""
    if block.kind is not Kind.PARAGRAPH:
        return None
    match = _RUN_IN.match(block.plain)
    if match is None or not vocabulary.may_run_in(match[1]):
        match = _RUN_IN_WITHOUT_COLON.match(block.plain)
        if match is None or not vocabulary.is_study(match[1]):
            return None
    cut = re.match(rf"^[*_\s]*{re.escape(match[1])}[*_\s]*[:：.–—][*_\s]*", block.markdown)
    markdown = block.markdown[cut.end() :] if cut else escape(match[2])
    return match[1].strip(), Block(Kind.PARAGRAPH, match[2], markdown, gap=block.gap, links=block.links)


def words_of(heading: str) -> str:
    """A heading without the colon at its end."""
    return _COLON.sub("", heading).strip()


def is_capitals(text: str) -> bool:
    """Whether a line is set in capitals: two letters or more in some word, and none small."""
    letters = [character for character in text if character.isalpha()]
    return (
        len(letters) >= 4 and text.isupper() and any(len(word) > 3 for word in re.findall(r"[^\W\d_]+", text))
    )


def _is_announced(text: str) -> bool:
    """Whether a line that ended in a colon names a section rather than leading in a list or a link."""
    words = text.split()
    if not words or words[-1].casefold() in _LEADS or _INVITES.match(text):
        return False
    if _ASKS.match(text) and len(words) <= 12:
        return True
    return len(words) <= 4 or is_capitals(text) or _is_title_case(words)


def _is_title_case(words: list[str]) -> bool:
    content = [word for word in words if word[0].isalpha() and word.casefold() not in _SMALL]
    return len(content) >= 2 and sum(word[0].isupper() for word in content) >= 0.8 * len(content)


def _is_bare(blocks: list[Block], index: int, following: Block) -> bool:
    """Whether a short line without any mark stands like a heading: apart from what is before, above real text."""
    block = blocks[index]
    text, words = block.plain, block.plain.split()
    if (
        (not words[0][0].isalnum() and words[0][0] not in "¿¡")
        or len(words) > 10
        or len(text) > 80
        or is_citation(text)
    ):
        return False
    if words[0][0].islower() and not _is_title_case(words[1:]):
        return False
    if not (following.kind is Kind.ITEM or _is_real_text(following, text)):
        return False
    if block.gap or index == 0:
        return True
    before = blocks[index - 1]
    settled = before.kind in {Kind.ITEM, Kind.HEADING, Kind.WHOLE} or bool(_ENDED.search(before.plain))
    return (
        settled
        and len(words) <= 7
        and (_is_title_case(words) or len(words) <= 3 or bool(_QUESTION.search(text)))
    )


def _is_real_text(block: Block, heading: str) -> bool:
    if block.kind not in {Kind.PARAGRAPH, Kind.QUOTE}:
        return False
    return (bool(_ENDED.search(block.plain)) and len(block.plain) > len(heading)) or len(block.plain) >= 90


def _is_numbered_heading(blocks: list[Block], index: int, following: Block | None) -> bool:
    """`2. Methods` with a paragraph under it, which is no item of a list."""
    block = blocks[index]
    if (
        block.marker == "-"
        or following is None
        or following.kind is Kind.ITEM
        or block.level
        or _STOP.search(block.plain)
    ):
        return False
    alone = index == 0 or blocks[index - 1].kind is not Kind.ITEM
    return vocabulary.is_known(block.plain) or (alone and block.gap and _is_bare(blocks, index, following))
