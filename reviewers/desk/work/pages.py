"""The pages of My work: the admin's home, and the whole list behind each count."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_safe

from articles.asking import one_reading
from articles.groups import Group

from .counting import counted_for
from .person import EVERYONE, MINE, Person, person_of
from .sections import listing_of, sections_of

ON_A_PAGE = 50
# What those read here who have no work of their own.
_READ = [
    ("articles.view_auditentry", "admin:articles_auditentry_changelist", "The audit trail"),
    ("articles.view_article", "admin:articles_article_changelist", "Articles"),
    ("articles.view_edition", "admin:articles_edition_changelist", "Editions"),
    ("reviewers.view_signoff", "admin:reviewers_signoff_changelist", "Signatures"),
    ("reviewers.view_reviewer", "admin:reviewers_reviewer_changelist", "Reviewers"),
]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the admin."""
    with one_reading():
        person = person_of(request)
        sections = sections_of(person)
        context = _words(person) | {
            "sections": sections,
            "has_articles_at_work": any(section.is_of_articles and section.count for section in sections),
        }
        return admin.site.index(request, context | {"title": _title(context["counted"].waiting)})


@require_safe
def work_list(request: HttpRequest, pile: str) -> HttpResponse:
    """Everything in one pile, page by page."""
    with one_reading():
        person = person_of(request)
        listing = listing_of(pile, person)
        if listing is None:
            raise Http404("You have no such pile of work.")
        page = Paginator(listing.found, ON_A_PAGE).get_page(request.GET.get("page"))
        rows = listing.rows(list(page.object_list))
        context = admin.site.each_context(request) | {
            "title": listing.label,
            "listing": listing,
            "pile": pile,
            "page": page,
            "rows": rows,
            "other": MINE if person.whose == EVERYONE else EVERYONE,
        }
    return TemplateResponse(request, "reviewers/desk/work_list.html", context)


def _title(waiting: int) -> str:
    return f"My work ({waiting:,})" if waiting else "My work"


def _words(person: Person) -> dict[str, Any]:
    """What the page says of the person, beside their piles."""
    user = person.user
    return {
        "person": person,
        "counted": counted_for(user),
        "may_write": person.is_editor and user.has_perm("articles.add_article"),
        "may_invite": Group.EDITOR in person.groups,
        "reads": [
            {"url": url, "label": label} for permission, url, label in _READ if user.has_perm(permission)
        ],
    }


urls = [
    path("", admin.site.admin_view(home), name="my_work"),
    path("work/<slug:pile>/", admin.site.admin_view(work_list), name="my_work_list"),
]
