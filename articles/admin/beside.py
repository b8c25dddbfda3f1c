"""What stands beside an article's form about its text: what the checks find, and how it reads."""

from typing import Any

from articles import preflight
from articles.readability import measured


def text_beside(content: dict[str, Any]) -> dict[str, Any]:
    """What `articles/admin/_beside_text.html` takes, for a content document, saved or not."""
    found = preflight.findings(content)
    return {
        "findings": found,
        "blocking": sum(finding.blocks for finding in found),
        "statistics": measured(content),
    }
