"""What templates ask about the site and about a publication. No queries, no writes."""

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings

from articles import clock
from articles.models import Publication

register = template.Library()
_FIRST = ["medical", "second_medical", "statistical"]


@register.simple_tag
def site_name() -> str:
    return settings.SITE_NAME


@register.simple_tag
def site_url() -> str:
    return settings.SITE_URL


@register.filter
def signatures(publication: Publication, roles: str = "") -> list[dict[str, Any]]:
    """Who signed it and when, as of publication, the clinical signatures first; or those in some roles."""
    signed = [
        signature | {"signed_at": datetime.fromisoformat(signature["signed_at"])}
        for signature in publication.reviewer_list
        if not roles or signature["role"] in roles.split()
    ]
    return sorted(signed, key=lambda signature: _rank(signature["role"]))


@register.filter
def overdue(publication: Publication) -> bool:
    """Whether its review is past due: from then on the page makes no claim of being reviewed."""
    return clock.today() > publication.review_due_on


def _rank(role: str) -> int:
    return _FIRST.index(role) if role in _FIRST else len(_FIRST)
