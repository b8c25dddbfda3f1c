"""Comments as people write and answer them on the review screen: each act has an address of its own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.acts import Refused, record_refusal
from articles.models import Edition
from articles.passages import passages
from articles.rendering import frozen_html
from reviewers import commenting
from reviewers.models import Comment
from reviewers.rights import Rights

from .discussing import ACTS, commenting_objections, comments_on, must_fix_roles, thread_of
from .remarking import AnswerForm, RemarkForm

_ANSWERED_SINCE = "The editors answered since you opened this page: read their answer first."


def add(request: HttpRequest, edition: Edition, context: dict[str, Any]) -> HttpResponse:
    """Write a comment: back to it on the review screen, or its form again with what was typed, 422, 403 or 409."""
    rights = Rights(request.user)
    form = RemarkForm(
        request.POST,
        roles=must_fix_roles(edition, rights),
        page=lambda: passages(edition.content, edition.html),
    )
    readable, reasons, status = form.is_valid(), [], 422
    if rights.reviewer is None:
        reasons, status = commenting_objections(edition, rights), 403
        record_refusal("comment", by=request.user, article=edition.article, reasons=reasons)
    elif readable:
        try:
            made = commenting.comment(
                edition, reviewer=rights.reviewer, remark=form.remark(), role=form.role()
            )
        except Refused as refusal:
            reasons, status = refusal.reasons, 409
        else:
            messages.success(request, "Your comment is added.")
            return _back(edition, made)
    context |= {
        "edition": edition,
        "content": edition.content,
        "html": frozen_html(edition),
        "reasons": reasons,
    }
    context |= {"title": "Your comment was not added", "remark_form": form, "remark_url": request.path}
    return TemplateResponse(request, "reviewers/desk/comment.html", context, status=status)


def answer(
    request: HttpRequest, edition: Edition, number: int, key: str, context: dict[str, Any]
) -> HttpResponse:
    """Answer a comment in one of the ways of `ACTS`: back to it, or its thread with what was typed and why not."""
    comment = comments_on(edition).filter(pk=number).first()
    if comment is None or key not in ACTS:
        raise Http404("There is no such comment on this edition.")
    act, form = ACTS[key], AnswerForm(request.POST)
    if not form.is_valid():
        reasons, status = [error for errors in form.errors.values() for error in errors], 422
    elif key == "accept" and not _has_seen(comment, form):
        reasons, status = [_ANSWERED_SINCE], 409
        record_refusal(key, by=request.user, article=edition.article, reasons=reasons)
    else:
        try:
            act.do(comment, by=request.user, text=form.cleaned_data["text"])
        except Refused as refusal:
            reasons, status = refusal.reasons, 409
        else:
            messages.success(request, act.done)
            return _back(edition, comment)
    thread = thread_of(edition, comment, request.user)
    offered = [offer for offer in thread.offers if offer.key == key]
    for offer in offered:
        offer.typed, offer.reasons = request.POST.get("text", ""), reasons
    context |= {"edition": edition, "content": edition.content, "thread": thread, "reasons": reasons}
    context |= {
        "title": f"Not done: {act.name.lower()}",
        "offered": bool(offered),
        "typed": request.POST.get("text", ""),
    }
    return TemplateResponse(request, "reviewers/desk/comment.html", context, status=status)


def accept_all(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Accept each of the editors' answers to one's own comments that stood on the page, and none that came since."""
    form = AnswerForm(request.POST)
    seen = form.answers_seen() if form.is_valid() else set()
    done, reasons = 0, []
    answered = comments_on(edition).filter(replies__in=seen, reviewer__user=request.user).distinct()
    for comment in answered:
        if commenting.turn_of(comment) != "resolved" or _last_answer(comment) not in seen:
            reasons.append(f"{_ANSWERED_SINCE} It is about: {comment}")
            continue
        try:
            commenting.accept(comment, by=request.user)
            done += 1
        except Refused as refusal:
            reasons += refusal.reasons
    if done:
        messages.success(request, f"Accepted: {done} answer{'' if done == 1 else 's'}.")
    for reason in reasons or ([] if done else ["There is no answer to accept: open the page anew."]):
        messages.warning(request, reason)
    return HttpResponseRedirect(reverse("admin:reviewers_edition_review", args=[edition.pk]) + "#discussion")


def _has_seen(comment: Comment, form: AnswerForm) -> bool:
    last = _last_answer(comment)
    return last is None or last in form.answers_seen()


def _last_answer(comment: Comment) -> int | None:
    answers = [reply.pk for reply in comment.replies.all() if reply.what == "resolved"]
    return answers[-1] if answers else None


def _back(edition: Edition, comment: Comment) -> HttpResponse:
    """To the comment on the review screen; by `done` the script knows that it may forget the draft that was sent."""
    screen = reverse("admin:reviewers_edition_review", args=[edition.pk])
    return HttpResponseRedirect(f"{screen}?done=1#comment-{comment.pk}")
