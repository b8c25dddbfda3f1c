"""What the pages show of their own proof: from the publication and its edition's public record, nothing else."""

from typing import Any

from django import template

from articles.models import Publication
from articles.public import records

register = template.Library()


@register.simple_tag
def proof(publication: Publication) -> dict[str, Any]:
    """The digests and signatures of a page, from its record: one query."""
    return records.proof(publication)
