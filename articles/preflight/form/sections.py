"""The sections of the body: which a kind must have, and which are empty."""

import re
from collections.abc import Iterator

from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import Block, Reading, opening

# What a research summary's headings say, in the words of papers and of plain-language summaries.
_RESEARCH = {
    "who did the research": r"\bwho\b|research team|researchers\b|investigators|study team|presented|"
    r"study authors|authors|"
    r"about (?:the|this) (?:study|research|trial|abstract|publication)|study details|"
    r"where .*\b(?:published|done)|sponsor",
    "background": r"background|introduction|\bwhy\b|\baims?\b|objectives?|purpose|context|rationale|"
    r"setting the scene|"
    r"what (?:is|are|was|were|did) .*\b(?:about|known|want|question|asked|trying|investigat\w+)|"
    r"the question|already know",
    "methods": r"method|\bhow (?:was|were|did|we|they|the)\b|participants|patients included|"
    r"who took part|design|approach|"
    r"what did (?:the|they|we)\b.*\bdo\b|what (?:the )?researchers did|what was done|study population|"
    r"treatments? (?:given|studied)",
    "results": r"results?|findings?|\bfound\b|\bfind\b|outcomes?|what (?:happened|was (?:learned|"
    r"learnt|shown))|showed|show\b|"
    r"learned|learnt|efficacy|how well|side effects|safety",
    "conclusions": r"conclu|take-?home|take-?aways?|\bmeans?\b|meaning|implication|what's next|"
    r"what (?:comes|is|happens) next|"
    r"significance|in summary|summing up|bottom line|discussion|interpretation|why (?:is|"
    r"does) (?:this|it) (?:important|matter)|so what",
}
_LIMITATIONS = (
    r"limit|caution|caveat|uncertain|weakness|strengths|(?:not|n't) (?:yet )?(?:know|tell|"
    r"show)|unknown|to keep in mind|to be aware"
)
_OTHER = (
    r"links?|resources?|references?|sources?|further reading|more (?:on|information|about)|funding|"
    r"disclosures?|conflicts?|"
    r"acknowledge?ments?|glossary|definitions?|key (?:points|messages|words|terms)|questions|"
    r"about the author|contact|summary|"
    r"follow|where can i|support"
)
_LIMITING_WORDS = re.compile(r"\blimitations?\b|\b(?:is|are|was|were) limited by\b", re.IGNORECASE)
_LONGEST_HEADING = 200
_FEWEST = {"research_summary": 4, "explainer": 2}


def missing_sections(reading: Reading) -> Iterator[Finding]:
    """`missing-section` (PF-11, PF-25): the headings of a research summary, and how many an explainer needs.

    In English a research summary says who did the research, background, methods, results and conclusions, in any of
    many words. One that no heading mentions blocks; it warns when there is a heading whose words are not
    understood, which may be the one. Limitations that are mentioned nowhere warn. In other languages, and for
    explainers, headings are counted: fewer than four and two warn and block.
    """
    kind = reading.document["kind"]
    headings = _headings(reading)
    if not reading.document["body"].strip() or kind not in _FEWEST:
        return
    if kind == "explainer" or not reading.english:
        if len(headings) < _FEWEST[kind]:
            severity = Severity.BLOCK if kind == "explainer" else Severity.WARN
            why = f"The text has {len(headings)} headings; one of this kind has at least {_FEWEST[kind]}."
            yield Finding(
                "missing-section", severity, "", "body", why, "Give each section a heading: ## Heading."
            )
        return
    texts = [heading.text[:_LONGEST_HEADING] for heading in headings]
    known = "|".join([*_RESEARCH.values(), _LIMITATIONS, _OTHER])
    unknown = [text for text in texts if not re.search(known, text, re.IGNORECASE)]
    for section, pattern in _RESEARCH.items():
        if not any(re.search(pattern, text, re.IGNORECASE) for text in texts):
            yield _missing(section, unknown)
    limited = any(re.search(_LIMITATIONS, text, re.IGNORECASE) for text in texts)
    if not limited and not any(_LIMITING_WORDS.search(block.prose) for block in reading.body):
        why = "A research summary says what limits its findings, and this one has no such section."
        mend = "Add a section “Limitations”: who was not studied, how many took part, how long they were followed."
        yield Finding("missing-section", Severity.WARN, "", "body", why, mend)


def empty_sections(reading: Reading) -> Iterator[Finding]:
    """`empty-section`, block: a heading with neither text nor a smaller heading under it, as new articles begin."""
    blocks = reading.body
    for block, following in zip(blocks, [*blocks, None][1:], strict=True):
        if block.kind != "heading":
            continue
        if following is None or (following.kind == "heading" and following.level <= block.level):
            yield Finding(
                "empty-section",
                Severity.BLOCK,
                opening(block.text),
                "body",
                "There is nothing under this heading.",
                "Write the section, or take its heading out.",
            )


def _headings(reading: Reading) -> list[Block]:
    """The headings, and paragraphs that are one bold line and so look like one."""
    bold = re.compile(r"(\*\*|__)[^*_\n]{2,100}\1:?\s*")
    return [
        block
        for block in reading.body
        if block.kind == "heading" or (block.kind == "paragraph" and bold.fullmatch(block.text))
    ]


def _missing(section: str, unknown: list[str]) -> Finding:
    why = f"A research summary needs a section on {section}"
    if unknown:
        why += ", and no heading says plainly that it is the one."
        return Finding("missing-section", Severity.WARN, "", "body", why, "Name the section in its heading.")
    why += ", and there is none."
    mend = f"Add a section on {section}, with a heading of its own."
    return Finding("missing-section", Severity.BLOCK, "", "body", why, mend)
