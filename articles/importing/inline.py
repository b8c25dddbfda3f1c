"""Runs of styled text to one line of Markdown that renders as they looked, and to plain words."""

import re
import unicodedata
from dataclasses import dataclass, replace

from articles.importing.blocks import escape_inline, escape_start
from articles.importing.markdown import lowered, raised

_SPACE = re.compile(r"[ \t\r\n\f]+")
_SCRIPT = re.compile(r"^[^\s\\^~]{1,40}$")
_FIGURES = re.compile(r"^[0-9+\u2212()-]+$")
_ADDRESS = re.compile(r"^(?:https?://|mailto:)[^\s]+$", re.IGNORECASE)


@dataclass(frozen=True)
class Run:
    """Characters in one style."""

    text: str
    strong: bool = False
    emphasis: bool = False
    script: str = ""  # `^` for raised, `~` for lowered
    href: str = ""


def settled(runs: list[Run]) -> list[Run]:
    """The runs with white space collapsed across them, none at the edges, and neighbours of one style joined."""
    joined: list[Run] = []
    spaced = True
    for run in runs:
        text = _SPACE.sub(" ", run.text)
        text = text[1:] if spaced and text.startswith(" ") else text
        if not text:
            continue
        spaced = text.endswith(" ")
        if joined and replace(joined[-1], text="") == replace(run, text=""):
            joined[-1] = replace(run, text=joined[-1].text + text)
        else:
            joined.append(replace(run, text=text))
    while joined and not joined[-1].text.rstrip():
        joined.pop()
    return [*joined[:-1], replace(joined[-1], text=joined[-1].text.rstrip())] if joined else []


def without(runs: list[Run], count: int) -> list[Run]:
    """The runs without their first characters, such as a typed bullet."""
    left = []
    for run in runs:
        cut = min(count, len(run.text))
        count -= cut
        if run.text[cut:]:
            left.append(replace(run, text=run.text[cut:]))
    return settled(left)


def plain(runs: list[Run]) -> str:
    """The words alone; raised and lowered figures as their own characters, so that 10⁹ is not 109."""
    return "".join(_as_characters(run) if run.script else run.text for run in runs)


def markdown(runs: list[Run]) -> str:
    """One line of Markdown."""
    pieces: list[str] = []
    for index, run in enumerate(runs):
        before = runs[index - 1].text[-1:] if index else ""
        after = runs[index + 1].text[:1] if index + 1 < len(runs) else ""
        pieces.append(_marked(run, before, after))
    return (
        escape_start("".join(pieces)) if runs and not pieces[0].startswith(("**", "*")) else "".join(pieces)
    )


def is_strong(runs: list[Run]) -> bool:
    """Whether every word is bold."""
    return bool(runs) and all(run.strong or not any(c.isalnum() for c in run.text) for run in runs)


def addresses(runs: list[Run]) -> tuple[str, ...]:
    """Where the runs lead to, each address once."""
    return tuple(dict.fromkeys(run.href for run in runs if is_address(run.href)))


def is_address(href: str) -> bool:
    """Whether a link leads somewhere that will still be there outside its page."""
    return bool(_ADDRESS.match(href))


def _marked(run: Run, before: str, after: str) -> str:
    core = run.text.strip(" ")
    lead = run.text[: len(run.text) - len(run.text.lstrip(" "))]
    trail = run.text[len(run.text.rstrip(" ")) :] if core else ""
    if run.script:
        return lead + _script(run, core, lead or before) + trail
    marked = escape_inline(core)
    mark = "**" if run.strong else "*" if run.emphasis else ""
    if mark and core and _may_flank(core, lead or before, trail or after):
        marked = f"{mark}{marked}{mark}"
    if core and is_address(run.href):
        marked = f"[{marked}]({_safe(run.href)})"
    return lead + marked + trail


def _script(run: Run, core: str, before: str) -> str:
    """Raised or lowered text where the renderer takes it: straight behind a letter, figure or bracket."""
    if _SCRIPT.match(core) and (before[-1:].isalnum() or before[-1:] in ")]"):
        return f"{run.script}{core}{run.script}"
    return escape_inline(_as_characters(replace(run, text=core)))


def _as_characters(run: Run) -> str:
    if not _FIGURES.match(run.text.strip()):
        return run.text
    return raised(run.text) if run.script == "^" else lowered(run.text)


def _may_flank(core: str, before: str, after: str) -> bool:
    """Whether CommonMark takes marks here for emphasis (0.31, 6.2); else the words stand without it."""
    opens = core[0].isalnum() or not before or _is_edge(before[-1])
    closes = core[-1].isalnum() or not after or _is_edge(after[0])
    touching = (before[-1:] or " ") in "*_" or (after[:1] or " ") in "*_"
    return opens and closes and not touching


def _is_edge(character: str) -> bool:
    return character.isspace() or unicodedata.category(character).startswith("P")


def _safe(href: str) -> str:
    return (
        href.replace("(", "%28")
        .replace(")", "%29")
        .replace("<", "%3C")
        .replace(">", "%3E")
        .replace("\\", "%5C")
    )
