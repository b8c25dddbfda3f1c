"""The use of AI tools is stated, and no tool is an author."""

import pytest

from articles.preflight import findings
from tests.factories import make_content


def rules(**changes) -> list[str]:
    return [finding.rule for finding in findings(make_content(**changes)) if finding.rule.startswith("ai-")]


@pytest.mark.parametrize("said", ["", " ", "\n"])
def test_use_of_ai_tools_must_be_stated(said: str):
    assert rules(ai_assistance=said) == ["ai-assistance-not-stated"]


@pytest.mark.parametrize("said", ["None.", "A tool checked the spelling."])
def test_any_statement_will_do(said: str):
    assert rules(ai_assistance=said) == []


@pytest.mark.parametrize("name", ["ChatGPT", "Chat GPT", "GPT-4", "claude", "Gemini"])
def test_tool_in_the_byline_blocks(name: str):
    author = {"name": name, "credentials": [], "affiliation": "", "orcid": "", "interests": "None."}

    assert rules(authors=[author]) == ["ai-as-author"]


@pytest.mark.parametrize("name", ["Claude Debussy", "Gemma Pilot", "Marie Claude", "Wanda Writer"])
def test_people_are_no_tools(name: str):
    author = {"name": name, "credentials": [], "affiliation": "", "orcid": "", "interests": "None."}

    assert rules(authors=[author]) == []
