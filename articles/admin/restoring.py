"""The article's form with what somebody typed before and never saved: offered, shown again, never saved by itself."""

import copy
import uuid
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from articles import keeping
from articles.keeping import Sitting
from articles.models import Article, Autosave

from . import comparing, merge_form, typed
from .numbers import number_in

_MOST_COMPARED = 3
_MOST_LISTED = 10
_PARTS = ["authorships", "key_points", "references", "quotations"]


class KeepsTyping(admin.ModelAdmin):
    """A form that is kept while it is typed into. `request.restored` holds fields to show instead of what is stored."""

    def get_form(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.restored = getattr(request, "restored", None)
        return form

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        restored = getattr(request, "restored", None)
        return kwargs if restored is None else kwargs | {"data": restored.copy()}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST" and object_id is None and (article := made_already(request)):
            return self._saved_already(request, article)
        if request.method == "GET" and (kept := asked_for(request, object_id)):
            request = showing(request, data_of(kept), kept.article)
            form_url = form_url or request.path
            extra_context = (extra_context or {}) | {"restored": kept}
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form, article = context["adminform"].form, context["original"]
        if "slug" in form.fields:  # not on a form that is only read
            restored = context.get("restored")
            sitting = form.cleaned_data.get("sitting") if form.is_bound else None
            context["kept"] = offered(self, request, article, but=sitting)
            context["keeping"] = {
                "unsaved": form.is_bound,
                "count": restored.count if restored else 0,
                "seen": form["seen"].value() or 0,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def posted(self, request: HttpRequest) -> QueryDict | None:
        """The fields to bind a form to; None for `request.restored`, which it takes by itself."""
        return None if hasattr(request, "restored") else request.POST

    def end_sitting(self, request: HttpRequest, form: Any) -> None:
        """The form was saved, in this transaction: nothing that it had sent before is unsaved any more."""
        if sitting := form.cleaned_data.get("sitting"):
            keeping.end(Sitting(request.user, form.instance.uuid, sitting), article=form.instance)

    def _saved_already(self, request: HttpRequest, article: Article) -> HttpResponse:
        """A form for a new article that was sent twice makes one article; what was typed in between is kept."""
        if not self.has_change_permission(request, article):
            raise PermissionDenied("This form was saved already, as an article that you may not change.")
        said = "This form was saved already, as this article: nothing was saved twice."
        kept = _row(request, article, [list(field) for field in request.POST.items()], seen=1)
        if difference(self, request, article, kept):
            posted = Sitting(request.user, article.uuid, uuid.uuid4())
            keeping.keep(posted, count=1, seen=1, fields=kept.fields, article=article)
            said += " What you changed since is kept: see below."
        messages.info(request, said)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def asked_for(request: HttpRequest, object_id: str | None) -> Autosave | None:
    """The text of one's own, typed into this form, that the address asks to see again."""
    try:
        sitting = uuid.UUID(request.GET.get("restore", ""))
    except ValueError:
        return None
    kept = keeping.unsaved_anywhere(request.user).filter(sitting=sitting).first()
    article = str(kept.article_id) if kept and kept.article_id else None
    return kept if article == object_id else None


def made_already(request: HttpRequest) -> Article | None:
    """The article that the posted form for a new one became when it was sent before."""
    try:
        return Article.objects.filter(uuid=uuid.UUID(request.POST.get("form", ""))).first()
    except ValueError:
        return None


def showing(request: HttpRequest, data: QueryDict, article: Article | None) -> HttpRequest:
    """The same request, as one that asks for an article's form with these fields in it."""
    shown = copy.copy(request)
    if article:
        merge_form.renumber(data, article)
    shown.method, shown.restored = "GET", data
    return shown


def data_of(kept: Autosave) -> QueryDict:
    """What was kept, as the form would post it."""
    data = QueryDict(mutable=True)
    for name, value in keeping.fields_of(kept):
        data.appendlist(name, value)
    data["form"], data["sitting"], data["seen"] = str(kept.form), str(kept.sitting), str(kept.seen)
    if kept.article_id:
        _settle_new_rows(data)
    return data


def _settle_new_rows(data: QueryDict) -> None:
    """Rows typed before the article was first saved: they are known by what they say, as rows whose id is gone."""
    for part in _PARTS:
        if data.get(f"{part}-INITIAL_FORMS") == "0":
            for row in range(min(number_in(data.get(f"{part}-TOTAL_FORMS")) or 0, 1000)):
                data[f"{part}-{row}-id"] = data.get(f"{part}-{row}-id") or "0"


def difference(
    desk: Any, request: HttpRequest, article: Article | None, kept: Autosave
) -> list[comparing.Change]:
    """What was typed and not saved, part by part, against what is stored now."""
    form, formsets = desk.typed(showing(request, data_of(kept), article), article)
    content = typed.content(form, formsets)
    before = comparing.said(article.versions.order_by("-number").first() if article else None)
    now = before | content
    for name in ["slug", "source_note"]:
        now[name] = typed.said(form, name) or before.get(name, "")
    if owner := form.cleaned_data.get("owner"):
        now["owner"] = owner.pk
    changes = comparing.between(before, now, comparing.owners([before, now]))
    # Rows typed anew have other numbers inside, and say the same: people see no change there.
    return [change for change in changes if change.old != change.new]


def offered(
    desk: Any, request: HttpRequest, article: Article | None, *, but: uuid.UUID | None = None
) -> list[dict[str, Any]]:
    """What somebody typed here and never saved, where it differs from what is stored, with where it is found."""
    if article:
        rows = keeping.unsaved(request.user, article.uuid).exclude(sitting=but)[:_MOST_COMPARED]
        rows = [row for row in rows if difference(desk, request, article, row)]
        return [offer(row) for row in rows]
    begun = keeping.unsaved_articles(request.user).exclude(sitting=but)[:_MOST_LISTED]
    return [offer(row) for row in begun]


def offer(kept: Autosave) -> dict[str, Any]:
    """What a page says of an unsaved text, and where it leads."""
    return {
        "at": kept.at,
        "title": keeping.title_of(kept),
        "is_new": kept.article_id is None,
        "sitting": kept.sitting,
        "restore": f"{form_of(kept)}?restore={kept.sitting}",
        "page": reverse("admin:articles_article_kept_text", args=[kept.sitting]),
    }


def form_of(kept: Autosave) -> str:
    """The address of the form that it was typed into."""
    if kept.article_id:
        return reverse("admin:articles_article_change", args=[kept.article_id])
    return reverse("admin:articles_article_add")


def _row(request: HttpRequest, article: Article, fields: list[Any], *, seen: int) -> Autosave:
    """Fields as a row that is not written."""
    return Autosave(
        by=request.user,
        form=article.uuid,
        sitting=uuid.uuid4(),
        article=article,
        seen=seen,
        fields=keeping.written(fields),
    )
