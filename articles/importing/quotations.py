"""Paragraphs that are somebody's words in quotation marks, with the person they are attributed to."""

import re

from articles.importing import people
from articles.importing.blocks import Block, Kind
from articles.importing.manuscript import Quotation

_CLOSING = {
    "“": "”“",
    '"': '"',
    "„": "“”",
    "”": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "‘": "’",
    "'": "'",
    "「": "」",
    "『": "』",
}
_DASH = re.compile(r"^\s*(?:[–—―‒−~]|--?)\s*(?=\S)")
_SAID = (
    r"(?:said|says|explained|explains|noted|notes|added|adds|commented|comments|stated|states|told \w+|concluded|wrote"
    r"|according to|dijo|afirmó|explicó|señaló|comentó|según|a déclaré|explique|a expliqué|selon|sagte"
    r"|sagt|erklärte|erklärt"
    r"|so|laut|ha detto|spiega|disse|afirmou|explicou)"
)
_SAID_FIRST = re.compile(rf"^[\s,.،]*{_SAID}\s+(.+)$", re.IGNORECASE | re.DOTALL)
_SAID_LAST = re.compile(rf"^[\s,.،]*(.+?),?\s+{_SAID}(?:\s+(.*))?$", re.IGNORECASE | re.DOTALL)
_WHO_FIRST = re.compile(rf"^([^:：\"“„«]{{3,200}}?)(?:,?\s+{_SAID})?\s*[:：]\s*(?=[\"“„«「])", re.IGNORECASE)
_MOVED_ON = re.compile(r"[.!?]\s+\S+ \S+ \S+")
_SINGLE_END = re.compile(rf"(?<=\S)[’'](?=[,.]?\s*(?:[–—―]|--?\s|{_SAID}\s|$))", re.IGNORECASE)
_ANNOUNCED = re.compile(r"^(?:expert )?quot(?:e|ation)\s?[:：]\s*(?=[\"“„«‘'])", re.IGNORECASE)
_MAX_ATTRIBUTION = 400
_MIN_WORDS = 4


def take(blocks: list[Block], index: int) -> tuple[Quotation, int] | None:
    """A quotation that begins at this block, and how many blocks it and its attribution fill; None if there is none."""
    block = blocks[index]
    if block.kind not in {Kind.PARAGRAPH, Kind.QUOTE}:
        return None
    if block.kind is Kind.QUOTE:
        return _block_quotation(blocks, index)
    if found := _spoken_before(block.plain):
        return found, 1
    quoted, rest, filled = _quoted(blocks, index)
    if not quoted:
        return None
    if any(character.isalnum() for character in rest):
        person = _attribution(rest)
        return (_quotation(quoted, person), filled) if person else None
    after = index + filled
    if after < len(blocks) and (person := _attributed_by(blocks, after)):
        return _quotation(quoted, person), filled + 1
    if len(quoted.split()) < _MIN_WORDS and quoted[-1:] not in ".!?。":
        return None
    return Quotation(quoted), filled


def _quoted(blocks: list[Block], index: int) -> tuple[str, str, int]:
    """The words between marks that open this block, what follows them in the last block, and the blocks they fill.

    Marks may open every paragraph and close only the last, as in books.
    """
    pieces: list[str] = []
    for filled, block in enumerate(blocks[index : index + 12], start=1):
        text = _ANNOUNCED.sub("", block.plain.strip())
        closing = _CLOSING.get(text[:1], "")
        if not closing or block.kind is not Kind.PARAGRAPH:
            return "", "", 0
        end = _end(text, closing)
        if end > 0:
            quoted, rest = text[1:end], text[end + 1 :]
            if _opens_again(quoted, text[0], closing):
                return "", "", 0
            return "\n".join([*pieces, quoted.strip()]), rest, filled
        pieces.append(text[1:].strip())
    return "", "", 0


def _end(text: str, closing: str) -> int:
    """Where the marks close: the last one, but no apostrophe inside single ones."""
    if text[0] not in "'‘":
        return max(text.rfind(mark, 1) for mark in closing)
    ends = [match.start() for match in _SINGLE_END.finditer(text)]
    return ends[-1] if ends else -1


def _opens_again(quoted: str, opening: str, closing: str) -> bool:
    """Whether the marks close and open again inside, so that somebody else's words stand between."""
    if opening == '"':
        return '"' in quoted
    if opening in "'‘":
        return False
    return any(mark in quoted for mark in closing if mark != opening)


def _attributed_by(blocks: list[Block], index: int) -> Quotation | None:
    """The attribution in the block after a quotation: after a dash, or a name with what a speaker has."""
    block = blocks[index]
    text = block.plain.strip()
    if len(text) > _MAX_ATTRIBUTION or block.kind not in {Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE}:
        return None
    if block.kind is Kind.ITEM:
        alone = index + 1 == len(blocks) or blocks[index + 1].kind is not Kind.ITEM
        if not alone or block.marker != "-":
            return None
        # A dash makes a line an item, and an attribution too, even of somebody without a name.
        nameless = not block.gap and len(text) <= 120 and not text.endswith(".")
        return _person(text, certain=False) or (Quotation("", text.rstrip(" ,;")) if nameless else None)
    if _DASH.match(text) or _SAID_FIRST.match(text):
        return _attribution(text)
    return _person(text, certain=True)


def _attribution(text: str) -> Quotation | None:
    """Who is named after the closing mark: `– Jane Roe, MD`, `, said Jane Roe`, `(Jane Roe)`, `Dr Roe says`."""
    text = text.strip()
    if len(text) > _MAX_ATTRIBUTION:
        return None
    if dash := _DASH.match(text):
        return _person(text[dash.end() :], certain=False) or Quotation("", text[dash.end() :].strip(" ,;"))
    if text.startswith(("(", "（", "[")) and text.rstrip(".").endswith((")", "）", "]")):
        return _person(text.rstrip(".")[1:-1], certain=False)
    if _MOVED_ON.search(text):
        return None
    if said := _SAID_FIRST.match(text):
        return _person(said[1], certain=False)
    if said := _SAID_LAST.match(text):
        person = _person(said[1], certain=False)
        if person and said[2] and any(c.isalnum() for c in said[2]):
            person.affiliation = f"{person.affiliation}, {said[2]}".strip(", .")
        return person
    return _person(text.lstrip(" ,.;-"), certain=True)


def _person(text: str, *, certain: bool) -> Quotation | None:
    """A speaker; where nothing but the place says so (`certain`), only one with credentials or an affiliation."""
    person = people.speaker(text.strip(" ,;"))
    if person is None:
        return None
    person.name = person.name.rstrip(" ,;:")
    if certain and not (person.credentials or (person.affiliation and "," in text)):
        return None
    return Quotation("", person.name, person.credentials, person.affiliation)


def _spoken_before(text: str) -> Quotation | None:
    """`Jane Roe, MD: “…”`, where the whole paragraph is that."""
    who = _WHO_FIRST.match(text)
    if who is None:
        return None
    rest = text[who.end() :].strip()
    closing = _CLOSING.get(rest[:1], "")
    if not closing or rest.rstrip(".")[-1:] not in closing or _opens_again(rest[1:-1], rest[0], closing):
        return None
    person = _person(who[1], certain=False)
    return _quotation(rest.rstrip(".")[1:-1].strip(), person) if person else None


def _block_quotation(blocks: list[Block], index: int) -> tuple[Quotation, int] | None:
    """A block quotation with its attribution in its last line or in the next block."""
    lines = [line.strip() for line in blocks[index].plain.split("\n") if line.strip()]
    inner = [Block(Kind.PARAGRAPH, line, line) for line in lines]
    if inner and (found := take(inner, 0)) and found[1] == len(inner) and found[0].speaker:
        return found[0], 1
    if len(lines) > 1 and _DASH.match(lines[-1]) and (person := _attribution(lines[-1])):
        return _quotation(_bare("\n".join(lines[:-1])), person), 1
    after = index + 1
    if after < len(blocks) and (_DASH.match(blocks[after].plain) or blocks[after].kind is Kind.ITEM):
        person = _attributed_by(blocks, after)
        return (_quotation(_bare("\n".join(lines)), person), 2) if person else None
    if inner and (found := take(inner, 0)) and found[1] == len(inner):
        return found[0], 1
    return None


def _bare(text: str) -> str:
    closing = _CLOSING.get(text[:1], "")
    return text[1:-1].strip() if closing and len(text) > 2 and text[-1] in closing else text


def _quotation(text: str, speaker: Quotation) -> Quotation:
    return Quotation(text, speaker.speaker, speaker.credentials, speaker.affiliation)
