"""The *form* family: mistakes that can be seen without knowing medicine."""

from collections.abc import Callable, Iterator
from typing import Any

from articles.preflight.finding import Finding
from articles.preflight.reading import Reading

from . import (
    assistance,
    boilerplate,
    brackets,
    citations,
    dangling,
    evidence,
    figures,
    glued,
    identifiers,
    links,
    parts,
    people,
    quotes,
    sections,
)

RULES: tuple[Callable[[Reading], Iterator[Finding]], ...] = (
    parts.missing_parts,
    parts.empty_rows,
    sections.missing_sections,
    sections.empty_sections,
    brackets.unbalanced_brackets,
    quotes.unbalanced_quotes,
    quotes.unbalanced_single_quotes,
    glued.glued_words,
    dangling.dangling_pointers,
    links.links_without_target,
    links.invitations_without_link,
    figures.images_by_address,
    figures.unknown_figures,
    figures.undescribed_figures,
    figures.unattributed_figures,
    boilerplate.site_boilerplate,
    evidence.key_points_without_evidence,
    evidence.incomplete_evidence,
    citations.citations_without_reference,
    citations.unused_references,
    citations.references_without_address,
    identifiers.badly_formed_identifiers,
    identifiers.badly_formed_in_text,
    people.stray_punctuation,
    people.unsourced_quotations,
    people.unstated_interests,
    assistance.unstated_assistance,
    assistance.tools_as_authors,
)


def check(document: dict[str, Any]) -> Iterator[Finding]:
    """Yield what the form rules find in a content document."""
    reading = Reading(document)
    for rule in RULES:
        yield from rule(reading)
