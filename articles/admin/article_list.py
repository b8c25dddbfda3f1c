"""The list of articles: what it shows, how it is searched and narrowed, and what is done with many at once."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from articles import clock, states
from articles.asking import one_reading
from articles.models import Article
from articles.search import finding

from . import bulk, bulk_acts, lists
from .base import DeskAdmin
from .numbers import number_in
from .trash import TrashedIsReadOnly

# The texts of an article, which no list shows.
_TEXTS = ["summary", "body", "source_note", "ai_assistance"]


class BoundedPaginator(Paginator):
    """Pages of as many rows as people look through: a list of any length costs the same."""

    @cached_property
    def counted(self) -> int:
        return self.object_list.order_by().values("pk")[: finding.MOST_HITS + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self.counted, finding.MOST_HITS)

    @property
    def is_cut(self) -> bool:
        return self.counted > finding.MOST_HITS


class ArticleChangeList(ChangeList):
    """The rows without their texts. All of them can be chosen at once only if they can be worked on at once."""

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Article]:
        # Each article has its row of facts. Said so, the list is read along the index of when things changed.
        return super().get_queryset(request, **kwargs).filter(state__isnull=False).defer(*_TEXTS)

    @property
    def may_choose_all(self) -> bool:
        return self.result_count <= bulk.MOST


class ArticleList(TrashedIsReadOnly, DeskAdmin):
    """All articles that are not in the trash, the one that was changed last first."""

    change_list_template = "articles/admin/article_list.html"
    list_display = ["__str__", "kind", "public_state", "work_state", "owner", "changed_at"]
    list_filter = [
        lists.WorkStateFilter,
        lists.PublicStateFilter,
        lists.DueFilter,
        lists.OwnerFilter,
        lists.TopicFilter,
        "kind",
        lists.TrashFilter,
    ]
    list_select_related = ["state", "owner"]
    list_max_show_all = 0
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    # Named for what Django asks of them; the search looks at words, by `articles.search`.
    search_fields = ["title", "slug"]
    search_help_text = (
        "Words of title, text, people and sources; a DOI, PMID or trial number; a “phrase” in quotation marks"
    )
    ordering = ["-state__changed_at", "-pk"]
    actions_selection_counter = True
    bulk_acts: dict[str, bulk.Act] = bulk_acts.ACTS

    @admin.display(description="public", ordering="state__live_since")
    def public_state(self, article: Article) -> str:
        return states.public_state(article.state, clock.now()).label

    @admin.display(description="work")
    def work_state(self, article: Article) -> str:
        return states.work_state(article.state).label

    @admin.display(description="changed", ordering="state__changed_at")
    def changed_at(self, article: Article) -> datetime | None:
        return article.state.changed_at

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ArticleChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """The articles in which all that was typed stands, best first unless another order was chosen."""
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            queryset = queryset.filter(trashed_at=None)
        if not search_term:
            return queryset, False
        search = request.search = finding.find(search_term)
        found = queryset.filter(search.hits())
        if ORDER_VAR in request.GET or search.has_too_many or not search.terms:
            return found, False
        return found.order_by(search.rank(), *self.ordering), False

    def get_actions(self, request: HttpRequest) -> dict[str, tuple[Callable[..., Any], str, str]]:
        """What is done with many, for those who may change articles; in the trash nothing but putting them back."""
        if not self.has_change_permission(request):
            return {}
        in_trash = request.GET.get(lists.TrashFilter.parameter_name) == "yes"
        return {
            name: (bulk.begin(name), name, act.label)
            for name, act in self.bulk_acts.items()
            if act.in_trash == in_trash
        }

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if None in map(number_in, request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)):
            raise BadRequest("What was chosen on the list is no article of it.")
        with one_reading() if request.method == "GET" else nullcontext():
            response = super().changelist_view(request, extra_context)
        if "cl" in getattr(response, "context_data", {}):
            in_trash = request.GET.get(lists.TrashFilter.parameter_name) == "yes"
            response.context_data["title"] = "Articles in the trash" if in_trash else "Articles"
            response.context_data["search"] = getattr(request, "search", None)
            response.context_data["most"] = {"hits": finding.MOST_HITS, "chosen": bulk.MOST}
        return response
