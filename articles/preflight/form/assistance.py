"""Whether tools of artificial intelligence had a part in the text (ICMJE, II.A.4; COPE on authorship and AI tools)."""

import re
from collections.abc import Iterator

from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import Reading

_TOOL = re.compile(
    r"\b(?:chat ?gpt|gpt-?\d\w*|claude|gemini|copilot|llama|mistral|deepseek|perplexity)\b", re.IGNORECASE
)


def unstated_assistance(reading: Reading) -> Iterator[Finding]:
    """`ai-assistance-not-stated`, block: nobody said whether an AI tool was used."""
    if not reading.document["ai_assistance"].strip():
        yield Finding(
            "ai-assistance-not-stated",
            Severity.BLOCK,
            "",
            "ai_assistance",
            "It is not stated whether AI tools were used for this text.",
            "Say which and for what; write “None.” if none was used.",
        )


def tools_as_authors(reading: Reading) -> Iterator[Finding]:
    """`ai-as-author`, block: a tool in the byline. It cannot answer for a text."""
    for index, author in enumerate(reading.document["authors"]):
        if match := _TOOL.fullmatch(author["name"].strip()):
            yield Finding(
                "ai-as-author",
                Severity.BLOCK,
                match.group(),
                f"authors.{index}.name",
                f"“{match.group()}” is a tool, and no tool is an author.",
                "Take it out of the byline, and say under “Use of AI tools” what it was used for.",
            )
