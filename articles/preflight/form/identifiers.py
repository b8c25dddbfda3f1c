"""DOI, PubMed, trial and ORCID numbers, and web addresses, in the form that leads somewhere."""

import re
from collections.abc import Callable, Iterator

from articles.preflight.addresses import is_web_address
from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import LONGEST_WORDS, Part, Reading, opening

# DOI Handbook 2.2: directory indicator, registrant code with subdivisions, a slash, any printable characters.
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\u200b-\u200f‐‑–—−“”‘’\"]*[^\s.,;:\u200b-\u200f‐‑–—−“”‘’\"]")
_PMID = re.compile(r"[1-9]\d{0,7}", re.ASCII)
_NCT = re.compile(r"NCT\d{8}", re.ASCII)
_ORCID = re.compile(r"(?:\d{4}-){3}\d{3}[\dX]", re.ASCII)

_NCT_IN_TEXT = re.compile(r"\bNCT[\dOo]+\b")
_PMID_IN_TEXT = re.compile(r"\bPMID:?\s?(\d[\dA-Za-z]*)")
_DOI_IN_TEXT = re.compile(
    r"(?:\bdoi(?:\.org/|:\s?|\s(?=1))|(?<![\w./])(?=1[0O]\.\d{3,9}/))([^\s<>]{3,200})", re.IGNORECASE
)


def is_doi(text: str) -> bool:
    """Whether a text is a bare DOI: 10., four to nine digits, a slash and a name that does not end a sentence."""
    return bool(_DOI.fullmatch(text))


def is_pmid(text: str) -> bool:
    """Whether a text is a PubMed number: one to eight digits."""
    return bool(_PMID.fullmatch(text))


def is_nct(text: str) -> bool:
    """Whether a text is a ClinicalTrials.gov number: NCT and eight digits."""
    return bool(_NCT.fullmatch(text))


def is_orcid(text: str) -> bool:
    """Whether a text is an ORCID iD with the right check digit (ISO 7064, MOD 11-2)."""
    if not _ORCID.fullmatch(text):
        return False
    total = 0
    for digit in text.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return text[-1] == ("X" if check == 10 else str(check))


_FORMS: dict[str, tuple[Callable[[str], bool], str, str]] = {
    "doi": (
        is_doi,
        "a DOI",
        "Write the bare DOI, such as 10.1056/NEJMoa1511939, without https://doi.org/ before it.",
    ),
    "pmid": (is_pmid, "a PubMed number", "Write the digits alone, eight at most."),
    "nct": (is_nct, "a trial number", "Write NCT and eight digits, such as NCT01206062."),
    "orcid": (
        is_orcid,
        "an ORCID iD",
        "Copy it from orcid.org: sixteen digits, such as 0000-0002-1825-0097.",
    ),
    "url": (is_web_address, "a web address", "Write the whole address, such as https://example.org/page."),
}


def badly_formed_identifiers(reading: Reading) -> Iterator[Finding]:
    """`badly-formed-doi`, `-pmid`, `-nct`, `-orcid`, `-url`, block: a field that does not hold what it is for."""
    for place, name, value in _fields(reading):
        holds, noun, mend = _FORMS[name]
        if value and not holds(value):
            why = f"“{value[:LONGEST_WORDS]}” is not {noun}."
            if name == "orcid" and _ORCID.fullmatch(value):
                why = f"The last digit of “{value}” does not fit the others, so a digit is wrong."
            yield Finding(f"badly-formed-{name}", Severity.BLOCK, opening(value), place, why, mend)


def badly_formed_in_text(reading: Reading) -> Iterator[Finding]:
    """`badly-formed-doi`, `-pmid`, `-nct`, block: in the text and in the reference list, as in NCT0123456."""
    for block in reading.blocks:
        if block.kind == "code" or block.part not in (Part.PROSE, Part.REFERENCE):
            continue
        for name, pattern in (("nct", _NCT_IN_TEXT), ("pmid", _PMID_IN_TEXT), ("doi", _DOI_IN_TEXT)):
            for match in pattern.finditer(block.text):
                value = match[match.lastindex or 0]
                if not _is_well_formed_in_text(name, value):
                    noun, mend = _FORMS[name][1:]
                    why = f"“{value[:LONGEST_WORDS]}” is not {noun}."
                    words = block.words(match.start(), match.end(), around=0)
                    yield Finding(f"badly-formed-{name}", Severity.BLOCK, words, block.place, why, mend)


def _is_well_formed_in_text(name: str, value: str) -> bool:
    if name != "doi":
        return _FORMS[name][0](value)
    bare = re.sub(r"^(?:https?://)?(?:dx\.)?doi\.org/", "", value, flags=re.IGNORECASE)
    return bool(_DOI.match(bare)) or not re.match(r"\d|[0O1l]{2}\.", bare)


def _fields(reading: Reading) -> Iterator[tuple[str, str, str]]:
    document = reading.document
    for index, author in enumerate(document["authors"]):
        yield f"authors.{index}.orcid", "orcid", author["orcid"]
    yield "source.url", "url", document["source"]["url"]
    for index, quotation in enumerate(document["quotations"]):
        yield f"quotations.{index}.url", "url", quotation["url"]
    for index, reference in enumerate(document["references"]):
        for name in ("url", "doi", "pmid", "nct"):
            yield f"references.{index}.{name}", name, reference[name]
