"""Names, credentials and affiliations as they are printed, what authors disclose, and who said what is quoted."""

import re
from collections.abc import Iterator

from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import Block, Part, Reading

_SUFFIX = r"(?:Jr|Sr|II|III|IV|MD|PhD)\b"
_STRAY = {
    # Digits and daggers are a journal's footnote marks. A comma belongs before a suffix alone.
    Part.NAME: re.compile(
        r"[;:!?|\\<>^~=+%$#@_*†‡§¶\d]|,(?!\s(?:Jr|Sr|II|III|IV)\b)|\.\s?[.,]|^[\s.,–—-]+|(?:[–—-]|"
        r"(?<=\w{3})(?<!Esq)(?<!Jun)(?<!Sen)(?<!Jnr)(?<!Snr)\.)$"
    ),
    Part.CREDENTIAL: re.compile(r"[;:!?|\\<>^~=%$#@_*†‡§¶]|,\s*,|^[\s.,–—-]+|[,–—-]\s*$"),
    Part.LABEL: re.compile(r"[|\\<>^~=*†‡§¶]|,\s*[,;]|;\s*[,;]|^[\s.,;:–—-]+|[,;:–—-]\s*$"),
}
# A group that writes as one author may count itself: the NADIR-2 Study Group.
_GROUP = re.compile(
    r"\b(?:group|study|trial|collaborat\w+|consortium|committee|investigators|network|team|society|"
    r"association|"
    r"institute|editors|staff|board|department|office|centre|center|foundation|working)\b",
    re.IGNORECASE,
)


def stray_punctuation(reading: Reading) -> Iterator[Finding]:
    """`stray-punctuation`, warn (PF-01): signs in a name, credential or affiliation that are no part of one.

    Initials, suffixes (Jr.), hyphens, apostrophes and brackets are; brackets that do not pair are
    `unbalanced-bracket`. A comma before anything but a suffix means that credentials stand in the name.
    """
    for block in reading.fields:
        pattern = _STRAY.get(block.part)
        if (
            not pattern
            or block.place == "source.name"
            or (block.part == Part.NAME and _GROUP.search(block.text))
        ):
            continue
        if match := pattern.search(block.prose.strip()):
            first = block.prose.index(block.prose.strip())
            yield _finding(block, first + match.start(), first + match.end())


def unsourced_quotations(reading: Reading) -> Iterator[Finding]:
    """`quotation-without-speaker`, block, and `quotation-without-source`, warn (PF-26): who said it, and where."""
    for index, quotation in enumerate(reading.document["quotations"]):
        if not quotation["text"].strip():
            continue
        if not quotation["speaker"].strip():
            yield Finding(
                "quotation-without-speaker",
                Severity.BLOCK,
                "",
                f"quotations.{index}.speaker",
                "Nobody is named as the speaker of this quotation.",
                "Name who said it, or take the quotation out.",
            )
        if not quotation["url"].strip():
            yield Finding(
                "quotation-without-source",
                Severity.WARN,
                "",
                f"quotations.{index}.url",
                "This quotation does not say where the words come from.",
                "Give the address where they were published or spoken, or say here why there is none.",
            )


def unstated_interests(reading: Reading) -> Iterator[Finding]:
    """`interests-not-stated`, block (ICMJE): an author of whom nobody said whether they have interests to disclose."""
    for index, author in enumerate(reading.document["authors"]):
        if author["interests"].strip():
            continue
        name = author["name"].strip() or "this author"
        yield Finding(
            "interests-not-stated",
            Severity.BLOCK,
            "",
            f"authors.{index}.interests",
            f"It is not stated whether {name} has interests to disclose.",
            f"Say whether {name} has interests to disclose: choose “None” if there are none.",
        )


def _finding(block: Block, start: int, end: int) -> Finding:
    sign = block.text[start:end].strip()
    what = {Part.NAME: "a name", Part.CREDENTIAL: "a credential"}.get(block.part, "an affiliation")
    return Finding(
        "stray-punctuation",
        Severity.WARN,
        block.words(start, end),
        block.place,
        f"“{sign}” is seldom part of {what}.",
        "Take it out, or move what follows it to the field where it belongs.",
    )
