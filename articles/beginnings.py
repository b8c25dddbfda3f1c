"""What a new article begins with: the headings of its kind, to be written under or taken out.

The checks ask for the sections of a research summary, and stop a heading that nothing stands under.
"""

_HEADINGS = {
    "research_summary": [
        "Who did the research?",
        "Background",
        "Methods and participants",
        "Results",
        "Limitations",
        "Conclusions",
    ],
    "clinical_news": ["What is new", "What it means for practice"],
    "explainer": ["What it is", "What can be done", "When to ask for help"],
}

BEGINNINGS: dict[str, str] = {
    kind: "\n\n\n".join(f"## {heading}" for heading in headings) + "\n"
    for kind, headings in _HEADINGS.items()
}


def is_untouched(body: str) -> bool:
    """Whether nobody has written in a text yet: it is blank, or the headings of some kind and nothing else."""
    return not body.strip() or body.strip() in {beginning.strip() for beginning in BEGINNINGS.values()}
