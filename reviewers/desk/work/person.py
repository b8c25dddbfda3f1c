"""Whose work is looked at: the person, the groups that they are in, and whose articles they chose to see."""

from dataclasses import dataclass

from django.http import HttpRequest

from articles.groups import Group, belongs
from articles.models import User
from reviewers.models import Reviewer

MINE, EVERYONE = "mine", "everyone"
_CHOICE = "whose work"


@dataclass(frozen=True)
class Person:
    """A person at the desk. What they are shown follows from their groups; being a superuser adds nothing."""

    user: User
    groups: frozenset[str]
    reviewer: Reviewer | None
    whose: str

    @property
    def is_editor(self) -> bool:
        """Whether they write or edit for everyone: they may look at everyone's work."""
        return not self.groups.isdisjoint({Group.WRITER, Group.EDITOR})

    @property
    def has_articles(self) -> bool:
        """Whether articles may be theirs."""
        return self.is_editor or self.user.has_perm("articles.change_article")

    @property
    def is_publisher(self) -> bool:
        return Group.PUBLISHER in self.groups

    @property
    def may_claim(self) -> bool:
        return self.reviewer is not None and Group.REVIEWER in self.groups

    @property
    def sees_everyone(self) -> bool:
        return self.is_editor and self.whose == EVERYONE


def person_of(request: HttpRequest) -> Person:
    """Who asks. What they choose by `?whose=` is remembered as long as they are logged in."""
    user = request.user
    chosen = request.GET.get("whose")
    if chosen in {MINE, EVERYONE} and request.session.get(_CHOICE, MINE) != chosen:
        request.session[_CHOICE] = chosen
    return Person(
        user=user,  # type: ignore[arg-type]
        groups=frozenset(group for group in Group if belongs(user, group)),  # type: ignore[arg-type]
        reviewer=getattr(user, "reviewer", None),
        whose=request.session.get(_CHOICE, MINE),
    )
