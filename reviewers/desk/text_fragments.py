"""Links that show words on a page without script, by a text fragment: nothing on the page is changed for it."""

from urllib.parse import quote

_LONG = 120
_AT_ENDS = 5


def fragment(words: str, *, prefix: str = "", suffix: str = "", beside: str = "") -> str:
    """The fragment of an address that leads to these words, and to the element named `beside` where it cannot.

    After the WICG's text fragments: `#beside:~:text=prefix-,words,-suffix`, or the first and the last words where
    there are many. Give a context only where the words alone would not do: each part must stand in one block.
    """
    first, last = words, ""
    if len(words) > _LONG:
        several = words.split(" ")
        first, last = " ".join(several[:_AT_ENDS]), " ".join(several[-_AT_ENDS:])
    before, after = _whole_words(prefix, at_start=True), _whole_words(suffix, at_start=False)
    parts = [
        f"{_encoded(before)}-" if before else "",
        _encoded(first),
        _encoded(last),
        f"-{_encoded(after)}" if after else "",
    ]
    return f"#{quote(beside)}:~:text={','.join(filter(None, parts))}"


def _whole_words(context: str, *, at_start: bool) -> str:
    """A context without the word that was cut where it begins or ends: browsers match whole words."""
    words = context.split(" ")
    return " ".join(words[1:] if at_start else words[:-1]).strip()


def _encoded(words: str) -> str:
    # A hyphen and a comma part the pieces, and an ampersand the directives: none may stand in one.
    return quote(words, safe="").replace("-", "%2D")
