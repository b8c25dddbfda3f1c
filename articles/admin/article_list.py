"""The list of articles: what it shows, how it is searched and narrowed."""

from datetime import datetime

from django.contrib import admin

from articles import clock, states
from articles.models import Article

from .base import DeskAdmin
from .lists import PublicStateFilter, WorkStateFilter


class ArticleList(DeskAdmin):
    """All articles, the one that was changed last first."""

    list_display = ["__str__", "kind", "public_state", "work_state", "owner", "changed_at"]
    list_filter = ["kind", PublicStateFilter, WorkStateFilter]
    list_select_related = ["state", "owner"]
    search_fields = ["title", "slug"]
    search_help_text = "By title or address"
    ordering = ["-state__changed_at", "-pk"]

    @admin.display(description="public", ordering="state__live_since")
    def public_state(self, article: Article) -> str:
        return states.public_state(article.state, clock.now()).label

    @admin.display(description="work")
    def work_state(self, article: Article) -> str:
        return states.work_state(article.state).label

    @admin.display(description="changed", ordering="state__changed_at")
    def changed_at(self, article: Article) -> datetime | None:
        return article.state.changed_at
