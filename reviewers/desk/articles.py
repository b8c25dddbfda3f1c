"""The article's desk: writing it, where it stands, and what may be done now."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from articles.admin.articles import ArticleAdmin
from articles.models import Article

from . import acts
from .standing import standing


@admin.register(Article)
class ArticleDesk(ArticleAdmin):
    change_form_template = "reviewers/desk/article_form.html"

    def get_urls(self) -> list[URLPattern]:
        pages = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(
                    require_http_methods(["GET", "HEAD", "POST"])(partial(self.act_view, name))
                ),
                name=f"articles_article_{name}",
            )
            for name in acts.PAGES
        ]
        return [*pages, *super().get_urls()]

    def act_view(self, name: str, request: HttpRequest, pk: int) -> HttpResponse:
        article = self._readable(request, str(pk))
        return acts.respond(request, article, name, self._page(request, article, ""))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if context["original"]:
            article = Article.objects.get(pk=context["original"].pk)
            context["standing"] = standing(article, request.user)
        return super().render_change_form(request, context, *args, **kwargs)
