"""Names and credentials out of the words after a byline's label. Whoever is not plainly a person is nobody."""

import re

from articles.importing import credentials, names
from articles.importing.manuscript import Person

_AND = re.compile(
    r"\s*(?:[;；؛|•]|\s[/·]\s|,?\s+(?:and|und|et|y|e|en|och|og|with|con|mit|и)\s+|\s*&\s+|\s+و\s?(?=\S))\s*",
    re.I,
)
_COMMA = re.compile(r"[,，、،]")
_BEYOND = re.compile(
    r"\s+[–—|]\s+|\s+-\s+|,?\s+(?:of|from|at|for|in|who|whose|for|vom|von der|del?)\s+(?:the\s+)?", re.I
)
_MAX = 600


def parse(text: str) -> list[Person]:
    """The people a byline names, in order, every word kept as written; empty if it does not name any.

    Credentials follow a name after commas, in brackets or bare; what follows them is the affiliation.
    """
    text = text.strip(" \t:：–—-|•·,;*_")
    if not text or len(text) > _MAX or "://" in text or "@" in text:
        return []
    if text == text.lower() and names.LATIN.search(text):
        return _in_small_letters(text)
    people: list[Person] = []
    for segment in _segments(text):
        found = _segment(segment)
        if not found and not people:
            return []
        if not found and not _extend(people[-1], segment.strip()):
            _affiliate(people[-1], segment.strip())
        people += found
    return people


def join(known: list[Person], named: list[Person]) -> list[Person]:
    """All of these people, each of them once: who is named twice has the credentials and affiliation of both places."""
    joined = list(known)
    for person in named:
        before = next((other for other in joined if _is_same_name(other.name, person.name)), None)
        if before is None:
            joined.append(person)
            continue
        before.credentials += [degree for degree in person.credentials if degree not in before.credentials]
        if not before.affiliation:
            before.affiliation = person.affiliation
        elif person.affiliation not in before.affiliation:
            before.affiliation = f"{before.affiliation}, {person.affiliation}"
    return joined


def _is_same_name(one: str, other: str) -> bool:
    return _name_words(one) == _name_words(other)


def _name_words(name: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"[^\W_]+", name) if not names.is_title(word)]


def _in_small_letters(text: str) -> list[Person]:
    """`jane roe, md`: only with a degree, for a name in small letters is like any words."""
    name, *rest = [chunk for _, chunk in _chunks(text)]
    certain = rest and all(credentials.is_certain(chunk.upper()) for chunk in rest)
    return [Person(name, rest)] if certain and names.is_name(name.title()) else []


def speaker(text: str) -> Person | None:
    """The one person an attribution names: the name, its credentials, and all the rest as the affiliation."""
    text = _without_stop(text.strip(" \t:：–—-|•·,;*_"))
    chunks = _chunks(text) if len(text) <= _MAX and "://" not in text else []
    person = _first(chunks[0][1]) if chunks else None
    if person is None:
        return None
    for start, chunk in chunks[1:]:
        if not _extend(person, chunk):
            _affiliate(person, text[start:].strip())
            break
    return person


def _segments(text: str) -> list[str]:
    """The text cut at `and` and its like, but only where names stand on both sides."""
    pieces: list[str] = []
    start = position = 0
    while match := _AND.search(text, position):
        position = match.end()
        before, after = text[start : match.start()], text[match.end() :]
        strong = match[0].strip() in {";", "；", "؛", "|", "•"}
        if (strong or _begins_with_name(after)) and before.strip():
            pieces.append(before)
            start = match.end()
    return [piece for piece in [*pieces, text[start:]] if piece.strip(" .,;")]


def _begins_with_name(text: str) -> bool:
    first = _COMMA.split(_AND.split(text, maxsplit=1)[0], maxsplit=1)[0]
    name, _ = _bare_credentials(re.split(r"[(（]|\s[–—-]\s", first, maxsplit=1)[0].strip().rstrip("."))
    return names.is_name(name) or names.is_name(_BEYOND.split(name, maxsplit=1)[0])


def _chunks(text: str) -> list[tuple[int, str]]:
    """The pieces between commas, with their places; a comma in brackets parts nothing, unless they stay open."""
    commas, depth = [], 0
    for index, character in enumerate(text):
        if character in "([（":
            depth += 1
        elif character in ")]）":
            depth = max(0, depth - 1)
        elif depth == 0 and _COMMA.match(character):
            commas.append(index)
    if depth:
        commas = [match.start() for match in _COMMA.finditer(text)]
    edges = zip([0, *(comma + 1 for comma in commas)], [*commas, len(text)], strict=True)
    return [(start, text[start:end].strip()) for start, end in edges if text[start:end].strip()]


def _segment(segment: str) -> list[Person]:
    segment = _without_stop(segment.strip().strip(",;"))
    chunks = _chunks(segment)
    people: list[Person] = []
    affiliation_from = -1
    for index, (start, chunk) in enumerate(chunks):
        if people and (credentials.is_credential(chunk) or not _is_next_person(chunks, index, people)):
            if affiliation_from < 0 and not _extend(people[-1], chunk):
                affiliation_from = start
            continue
        person = _first(chunk)
        if person is None:
            return []
        if affiliation_from >= 0:
            _affiliate(people[-1], segment[affiliation_from:start].strip(" ,"))
        affiliation_from = -1
        people.append(person)
    if affiliation_from >= 0:
        _affiliate(people[-1], segment[affiliation_from:].strip())
    return people


def _extend(person: Person, chunk: str) -> bool:
    """Whether a piece after a name was a suffix or a credential, now added to the person."""
    if names.SUFFIX.match(chunk) and not person.credentials:
        person.name += f", {chunk}"
        return True
    if person.affiliation or not credentials.is_credential(chunk):
        return False
    person.credentials += credentials.split(chunk)
    return True


def _affiliate(person: Person, text: str) -> None:
    """Add an affiliation as written; a degree before a dash in it is still a credential."""
    degree, dash, rest = (
        re.split(r"(\s+[–—|-]\s+)", text, maxsplit=1) if re.search(r"\s[–—|-]\s", text) else (text, "", "")
    )
    if dash and not person.affiliation and credentials.is_credential(degree):
        person.credentials += credentials.split(degree)
        text = rest
    person.affiliation = f"{person.affiliation}, {text}" if person.affiliation else text


def _is_next_person(chunks: list[tuple[int, str]], index: int, people: list[Person]) -> bool:
    """A name after a comma is another person if a degree follows, or if nobody here has anything but a name."""
    person = _first(chunks[index][1])
    if person is None or names.SUFFIX.match(chunks[index][1]):
        return False
    following = chunks[index + 1][1] if index + 1 < len(chunks) else ""
    if person.credentials or (following and credentials.is_credential(following)):
        return True
    return not any(known.credentials or known.affiliation for known in people) and not person.affiliation


def _first(chunk: str) -> Person | None:
    """A name with what may follow it without a comma: degrees, a bracket, an affiliation after a dash or `of`."""
    affiliation = ""
    if bracket := re.match(r"^([^()（）]{3,80}?)\s*[(（](.{2,})[)）]$", chunk):
        inside = [piece for _, piece in _chunks(bracket[2])]
        if names.is_name(bracket[1]) and all(credentials.is_credential(piece) for piece in inside):
            return Person(bracket[1], [part for piece in inside for part in credentials.split(piece)])
        if names.is_name(bracket[1]) and " " in bracket[2]:
            return Person(bracket[1], [], bracket[2])
        name, degrees = _bare_credentials(chunk)
        if degrees and names.is_name(name):
            return Person(name, degrees)
        plain = re.sub(r"\s*[(（\"“][^()（）\"“”]{1,30}[)）\"”]\s*", " ", chunk)
        return Person(chunk.strip()) if names.is_name(plain.strip()) else None
    name, degrees = _bare_credentials(chunk)
    if not names.is_name(name) and (beyond := _BEYOND.search(chunk)):
        affiliation = (
            chunk[beyond.end() :] if beyond[0].strip(" ,") in "–—|-" else chunk[beyond.start() :].strip(" ,")
        )
        name, degrees = _bare_credentials(chunk[: beyond.start()])
    return Person(name, degrees, affiliation) if names.is_name(name) else None


def _bare_credentials(chunk: str) -> tuple[str, list[str]]:
    """`Jane Roe MD PhD (Cantab)` as name and degrees: from the first known degree after two words on."""
    words = chunk.split()
    for index in range(1, len(words)):
        rest = " ".join(words[index:])
        bare = re.split(r"[(\[（]", words[index].lstrip("([（"))[0]
        if (
            (credentials.is_known(words[index]) or credentials.is_known(bare))
            and credentials.is_credential(rest)
            and names.is_name(" ".join(words[:index]))
        ):
            return " ".join(words[:index]), credentials.split(rest)
    return chunk.strip(), []


def _without_stop(text: str) -> str:
    """Without a sentence's full stop, which is not the stop of `Ph.D.`, `Jr.` or `Dr. med.`."""
    if not text.endswith(".") or re.search(r"(?:\b\w|Jr|Sr)\.$", text):
        return text
    *before, last = _COMMA.split(text)
    dotted = any(piece.strip().endswith(".") for piece in before)
    if last.split()[-1:] and last.split()[-1][:-1] in credentials.KNOWN:
        return text if dotted else text[:-1]
    return text if before and credentials.is_certain(last.strip()) else text[:-1]
