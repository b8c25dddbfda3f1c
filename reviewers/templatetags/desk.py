"""What every page of the desk asks for."""

from typing import Any

from django import template

from reviewers.desk.work.counting import counted_for

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_for_me(context: dict[str, Any]) -> int:
    """How many things wait for whoever sees the page, for the link to them. One statement, or none at home."""
    if "counted" in context:
        return context["counted"].waiting
    user = context.get("user")
    return counted_for(user).waiting if user and user.is_authenticated and user.is_staff else 0
