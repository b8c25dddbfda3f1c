"""The article's desk: writing it, where it stands, and what may be done now."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import FileResponse, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from articles.admin import bulk
from articles.admin.articles import ArticleAdmin
from articles.models import Article, User
from articles.refusals import Refused
from reviewers import exporting, policy, reminding

from . import acts, answering, assigning
from .standing import standing


def _remind(article: Article, asked: dict[str, Any], by: User) -> str:
    reminded = reminding.remind_now(article, by=by)
    return f"{' and '.join(request.reviewer.name for request in reminded)} reminded."


REMIND = bulk.Act(
    "Remind their reviewers",
    "Remind the reviewers",
    "Remind them",
    _remind,
    about="Everybody who was asked and has not answered gets a mail, or a line in their daily mail, as they chose. "
    "Nobody is reminded of the same review twice a day.",
    refusals=lambda user: policy.refusals(user, "request"),
)


@admin.register(Article)
class ArticleDesk(ArticleAdmin):
    bulk_acts = ArticleAdmin.bulk_acts | {"remind": REMIND}
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
        reassign = require_http_methods(["GET", "HEAD", "POST"])(self.reassign_view)
        pages.append(
            path(
                "<int:pk>/reassign/<int:asked>/",
                self.admin_site.admin_view(reassign),
                name="articles_article_reassign",
            )
        )
        comments = require_http_methods(["GET", "HEAD", "POST"])(self.comments_view)
        pages.append(
            path("<int:pk>/comments/", self.admin_site.admin_view(comments), name="articles_article_comments")
        )
        export = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.export_view))
        pages.append(path("<int:pk>/export/", export, name="articles_article_export"))
        return [*pages, *super().get_urls()]

    def export_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Everything on record about the article, as one file."""
        article = self.readable(request, str(pk))
        reasons = policy.refusals(request.user, "export")
        if request.method == "POST":
            try:
                bundle = exporting.export(article, by=request.user)
            except Refused as refusal:
                reasons = refusal.reasons
            else:
                return FileResponse(bundle, as_attachment=True, filename=exporting.file_name(article))
        context = self.page(request, article, "Export the record") | {"reasons": reasons}
        return TemplateResponse(
            request, "reviewers/desk/export.html", context, status=403 if reasons else 200
        )

    def act_view(self, name: str, request: HttpRequest, pk: int) -> HttpResponse:
        article = self.readable(request, str(pk))
        return acts.respond(request, article, name, self.page(request, article, ""))

    def reassign_view(self, request: HttpRequest, pk: int, asked: int) -> HttpResponse:
        article = self.readable(request, str(pk))
        return assigning.reassign(request, article, asked, self.page(request, article, ""))

    def comments_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What reviewers and advisers said, beside the working copy."""
        article = self.readable(request, str(pk))
        return answering.respond(request, article, self.page(request, article, "Comments from review"))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if context["original"]:
            article = Article.objects.get(pk=context["original"].pk)
            context["standing"] = standing(article, request.user)
            context["beside"] = answering.comments_beside(article, request.user)
            context["may_trash"] = (
                self.has_change_permission(request, article) and not article.editions.exists()
            )
            context["may_export"] = not policy.refusals(request.user, "export")
        return super().render_change_form(request, context, *args, **kwargs)
