"""Entries of reference and link lists, with the identifiers found in them."""

import re

from articles.importing.manuscript import Manuscript, Reference

_DOI = re.compile(r"(?<![\w.])10\.\d{4,9}/[^\s\"<>“”]{1,200}")
_PMID = re.compile(
    r"\bPMID\s*[:：]?\s*(\d{1,8})\b|pubmed(?:\.ncbi\.nlm\.nih\.gov|/\S{0,40}?|\.gov)/(\d{1,8})\b",
    re.IGNORECASE,
)
_NCT = re.compile(r"\bNCT\s?(\d{8})\b", re.IGNORECASE)
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"“”]{2,2000}", re.IGNORECASE)
_CITED = re.compile(
    r"\b(?:19|20)\d{2}\b\)?\s?[a-z]?\)?[.;:,]|\(\s?(?:19|20)\d{2}[a-z]?\s?\)|\bet al\b"
    r"|;\s?\d+\s?(?:\(\d+\))?\s?:\s?\w?\d+"
    r"|\b(?:in press|accessed|abstract \d+|suppl)\b|[12]\d{3}年|(?:19|20)\d{2}[.;]?$",
    re.IGNORECASE,
)
_HERE = re.compile(r"\b(?:here|aquí|ici|hier|qui|aqui)\s?[:：]\s*\S", re.IGNORECASE)
_ANNOUNCE = frozenset(
    [
        "source",
        "sources",
        "reference",
        "references",
        "citation",
        "study",
        "doi",
        "trial registration",
        "quelle",
        "fuente",
    ]
)
_LEAD = re.compile(r"[:：]\s*$")
_CONTINUES = re.compile(
    r"^(?:doi\b|https?://|www\.|PMID|PMCID|NCT\d|available (?:at|from)|accessed)", re.IGNORECASE
)


def reference(label: str, links: tuple[str, ...] = ()) -> Reference:
    """The entry as written, and the first DOI, PMID, trial number and URL in it or behind its links."""
    everything = " ".join([label, *links])
    url = _URL.search(label)
    doi, pmid, nct = _DOI.search(everything), _PMID.search(everything), _NCT.search(everything)
    return Reference(
        label=label,
        url=links[0] if links else _trimmed(url[0]) if url else "",
        doi=_trimmed(doi[0]) if doi else "",
        pmid=(pmid[1] or pmid[2]) if pmid else "",
        nct=f"NCT{nct[1]}" if nct else "",
    )


def keep(manuscript: Manuscript, label: str, links: tuple[str, ...] = (), *, marker: str = "-") -> None:
    """Add an entry to the manuscript's references, under the number that it has in the file's own list."""
    manuscript.references.append(reference(label, links))
    number = marker.removesuffix(".")
    if number.isdecimal():
        manuscript.numbers.setdefault(int(number), len(manuscript.references))


def is_identified(text: str, links: tuple[str, ...] = ()) -> bool:
    """Whether a line has a DOI, PMID, trial number or URL."""
    found = reference(text, links)
    return bool(found.url or found.doi or found.pmid or found.nct)


def is_citation(text: str) -> bool:
    """Whether a line is written like a citation, identified or not."""
    return is_identified(text) or bool(_CITED.search(text))


def is_resource(text: str, links: tuple[str, ...] = ()) -> bool:
    """Whether a line among links and resources leads somewhere: identified, or `… here: a title`."""
    return is_identified(text, links) or bool(_HERE.search(text))


def announces(label: str) -> bool:
    """Whether a word before a colon announces one reference (`Source: Ode L, et al. …`)."""
    return label.strip().casefold() in _ANNOUNCE


def is_lead_in(text: str) -> bool:
    """Whether a line only announces what follows, or what is missing."""
    return bool(_LEAD.search(text))


def continues(entry: Reference, text: str) -> bool:
    """Whether a line belongs to the entry before it: it begins with an identifier that the entry still lacks."""
    found = reference(text)
    lacking = [
        (found.url, entry.url),
        (found.doi, entry.doi),
        (found.pmid, entry.pmid),
        (found.nct, entry.nct),
    ]
    return bool(_CONTINUES.match(text)) and all(not (new and old) for new, old in lacking)


def _trimmed(found: str) -> str:
    """Without the punctuation of the sentence round it; a closing bracket stays where its opening one is inside."""
    while found and (
        found[-1] in ".,;:!?'’\"”»]}*_>" or (found[-1] == ")" and found.count(")") > found.count("("))
    ):
        found = found[:-1]
    return found
