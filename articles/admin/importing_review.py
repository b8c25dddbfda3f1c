"""The page between a file and a draft: what was read of it, what found no place, and what the checks will say."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import document, preflight, writing
from articles.figures.describing import described
from articles.importing import confirming, drafting, pending
from articles.importing.choosing import DECORATIVE, OUT, Choices, decided
from articles.importing.images import pieces
from articles.importing.manuscript import Manuscript
from articles.importing.remembering import figures_of, remembered
from articles.models import Article, PendingImport
from articles.refusals import Refused

from . import comparing
from .importing_forms import ReviewForm, choices, image_name, image_values

if TYPE_CHECKING:
    from .articles import ArticleAdmin


def review(desk: "ArticleAdmin", request: HttpRequest, waiting: PendingImport) -> HttpResponse:
    """Show what was read; on a POST confirm it, discard it, or read it again with what was chosen."""
    if request.POST.get("do") == "discard":
        return _discarded(request, waiting)
    asked = request.POST if request.method == "POST" else _as_it_is(waiting)
    try:
        opened = pending.opened(waiting, kind=_kind(asked), language=_language(asked))
    except Refused as refusal:
        context = _page(desk, request, waiting) | {"refused": refusal.reasons}
        return TemplateResponse(request, "articles/admin/import_review.html", context, status=422)
    manuscript = opened.manuscript
    if request.method != "POST" and waiting.into:
        asked = asked | image_values(remembered(waiting.into.body, opened.images), manuscript)
    form = _form(request, manuscript, waiting, asked)
    chosen = choices(asked, manuscript, kind=manuscript.kind, language=manuscript.language)
    context, status = {"form": form}, 200
    if request.POST.get("do") == "make":
        try:
            if form.is_valid():
                return _confirmed(request, waiting, chosen, form.cleaned_data["seen"] or 0)
            status = 422
        except confirming.BadImages as refusal:
            _say_beside(form, refusal)
            status = 422
        except writing.StaleSave as refusal:
            context = {
                "form": _form(request, manuscript, waiting, asked, again=True),
                "refused": refusal.reasons,
            }
            status = 409
        except Refused as refusal:
            context["refused"], status = refusal.reasons, 409
    page = _page(desk, request, waiting) | _read(waiting, opened, chosen) | context
    return TemplateResponse(request, "articles/admin/import_review.html", page, status=status)


def _say_beside(form: ReviewForm, refusal: confirming.BadImages) -> None:
    """Put the sentence on each image that cannot be shown beside it."""
    for image in form.manuscript.images:
        if image.sha256 in refusal.refused:
            form.add_error(image_name("show", image), f"{refusal.refused[image.sha256]} Leave it out.")


def _form(
    request: HttpRequest, manuscript: Manuscript, waiting: PendingImport, asked: Any, *, again: bool = False
) -> ReviewForm:
    """The form: bound when it is to be carried out, else showing what was chosen so far."""
    shown = {"kind": manuscript.kind, "language": manuscript.language, "seen": _latest(waiting)}
    if request.POST.get("do") == "make" and not again:
        return ReviewForm(request.POST, manuscript=manuscript)
    return ReviewForm(manuscript=manuscript, initial=dict(asked.items()) | shown)


def _confirmed(request: HttpRequest, waiting: PendingImport, chosen: Choices, seen: int) -> HttpResponse:
    """Make the draft, or save the newer text; then on to the article."""
    if waiting.into is None:
        article = confirming.make_draft(waiting, chosen, by=request.user)
        messages.success(
            request, f"Imported from “{waiting.name}”. This is the draft: check it, then submit it."
        )
    else:
        article = waiting.into
        version = confirming.update_draft(waiting, chosen, by=request.user, seen=seen)
        said = f"Saved as version {version.number}" if version else "Nothing changed"
        messages.add_message(
            request, messages.SUCCESS if version else messages.INFO, f"{said}, from “{waiting.name}”."
        )
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _discarded(request: HttpRequest, waiting: PendingImport) -> HttpResponse:
    waiting.delete()
    messages.info(request, f"“{waiting.name}” was discarded. Nothing was made of it.")
    if waiting.into_id:
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[waiting.into_id]))
    return HttpResponseRedirect(reverse("admin:articles_article_import"))


def _read(waiting: PendingImport, opened: pending.Opened, chosen: Choices) -> dict[str, Any]:
    """What the draft would say, what differs from the article that takes it, and what the checks find."""
    manuscript = opened.manuscript
    # By the name that the article knows an image by: one that it shows already is no difference.
    names = figures_of(opened.images) if waiting.into else {}
    # An image that nobody decided on yet is asked for in the form: the checks need not ask once more.
    coming = {
        sha256: names.get(sha256, sha256)
        for sha256, choice in chosen.images.items()
        if choice.alt or choice.show == DECORATIVE
    }
    result = decided(manuscript, chosen, coming)
    content = drafting.to_document(result)
    context: dict[str, Any] = {"manuscript": manuscript, "too_long": drafting.too_long(manuscript)}
    if waiting.into:
        before = document.content_of(waiting.into)
        content, context["kept"] = confirming.updated_content(waiting.into, result)
    # A figure that is here already has its words and renditions; what is new is told as it will be once it is stored.
    known = described(content["body"])
    content["figures"] = [*known, *_coming(coming, known, chosen)]
    if waiting.into:
        note = {"source_note": waiting.into.source_note}
        noted = {"source_note": confirming.noted(waiting.into.source_note, waiting.name, result)}
        context["changes"] = comparing.between(before | note, content | noted)
    found = [_by_number(finding, manuscript, names) for finding in preflight.findings(content)]
    return context | {
        "content": content,
        "sections": _sections(manuscript),
        "findings": found,
        "blocking": sum(finding.blocks for finding in found),
    }


def _sections(manuscript: Manuscript) -> list[tuple[str, list[tuple[str, int]]]]:
    """Each section's heading with its words, and behind them the number of the image that stands there, or 0."""
    numbers = {image.sha256: number for number, image in enumerate(manuscript.images, start=1)}
    return [
        (section.heading, [(words, numbers.get(sha256, 0)) for words, sha256 in pieces(section.text)])
        for section in manuscript.sections
    ]


def _by_number(
    finding: preflight.Finding, manuscript: Manuscript, names: dict[str, str]
) -> preflight.Finding:
    """The finding with images called by their number on this page."""
    words = finding.words
    for number, image in enumerate(manuscript.images, start=1):
        words = words.replace(f"figure:{names.get(image.sha256, image.sha256)}", f"image {number}")
    return replace(finding, words=words)


def _coming(coming: dict[str, str], known: list[dict[str, Any]], chosen: Choices) -> list[dict[str, Any]]:
    """What the document will say of the images that are not stored yet."""
    here = {figure["digest"] for figure in known}
    return [
        {
            "digest": digest,
            "caption": chosen.images[sha256].caption,
            "credit": chosen.images[sha256].credit,
            "licence": chosen.images[sha256].licence,
            "renditions": [],
        }
        for sha256, digest in coming.items()
        if digest not in here and chosen.images[sha256].show != OUT
    ]


def _as_it_is(waiting: PendingImport) -> dict[str, str]:
    """Where a draft takes the file, its kind and language are what the draft's are."""
    into = waiting.into
    return {"kind": into.kind, "language": into.language} if into else {}


def _kind(asked: Any) -> str:
    return asked.get("kind", "") if asked.get("kind") in Article.Kind.values else ""


def _language(asked: Any) -> str:
    language = asked.get("language", "")
    return (
        language if len(language) <= 20 and language.replace("-", "").isalnum() and language.isascii() else ""
    )


def _latest(waiting: PendingImport) -> int:
    if waiting.into is None:
        return 0
    return waiting.into.versions.order_by("-number").values_list("number", flat=True).first() or 0


def _page(desk: "ArticleAdmin", request: HttpRequest, waiting: PendingImport) -> dict[str, Any]:
    return desk.admin_site.each_context(request) | {
        "title": "Import a newer file" if waiting.into else "Import",
        "subtitle": waiting.name,
        "opts": desk.opts,
        "waiting": waiting,
        "article": waiting.into,
        "days": pending.KEPT.days,
    }
