"""What the admin's first page asks for."""

from typing import Any

from django import template

from articles import clock
from articles.models import User
from reviewers import welcoming
from reviewers.desk import work

register = template.Library()


@register.inclusion_tag("reviewers/desk/_my_work.html")
def my_work(user: User) -> dict[str, Any]:
    """What waits for this person."""
    return {
        "requests": list(work.requests_for(user)),
        "is_reviewer": hasattr(user, "reviewer"),
        "unready": hasattr(user, "reviewer") and bool(welcoming.missing(user.reviewer)),
        "piles": work.piles() if user.has_perm("articles.view_articleversion") else [],
        "may_write": user.has_perm("articles.add_article"),
        "today": clock.today(),
    }
