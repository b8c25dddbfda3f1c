"""The editors' side of comments: what waits for them at the working copy, where its words stand there now, and the
page on which they apply and answer it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import writing
from articles.document import content_of
from articles.models import Article, Edition, User
from articles.passages import Passage, passages
from articles.refusals import Refused
from reviewers import commenting, suggesting
from reviewers.anchoring import Anchor
from reviewers.models import Comment, Reply
from reviewers.rights import Rights

_WHOLE = "The whole page"
# What the form calls otherwise than the page.
_NAMES = {"summary": "Bottom line", "body": "Body", "": _WHOLE}
_FIELDS = {
    "title": "id_title",
    "summary": "id_summary",
    "body": "id_body",
    "key-points": "key_points-group",
    "references": "references-group",
    "byline": "authorships-group",
    "interests": "authorships-group",
    "source": "id_source_name",
    "ai-assistance": "id_ai_assistance",
}
_ROWS = {"key-point": "key_points", "reference": "references"}


@dataclass
class Beside:
    """A comment beside the working copy: where its words stand there, how it stands, and what this person may do;
    with what was typed into it and why that was refused, if it was."""

    comment: Comment
    turn: str
    place: Anchor | None
    part_name: str
    field_id: str
    apply_reasons: list[str]
    may: set[str]
    typed: str = ""
    reasons: list[str] = field(default_factory=list)

    @property
    def text_changed(self) -> bool:
        """Whether its words no longer stand where they stood."""
        return bool(self.comment.quote) and self.place is None

    @property
    def state(self) -> str:
        """How it stands, in words."""
        if self.turn == Reply.What.RESOLVED:
            return f"Answered: waits for {self.comment.printed_name}"
        return "Open again" if self.turn == Reply.What.REOPENED else "Open"


@dataclass(frozen=True)
class Pile:
    """Comments of one weight, part by part: (the part's name, its field on the form, its comments)."""

    name: str
    key: str
    parts: list[tuple[str, str, list[Beside]]]


def comments_beside(article: Article, user: User) -> list[Beside]:
    """The unsettled comments on an article's editions, must-fixes first, then in the order of the working copy.

    The working copy is rendered once, and neither the statements nor the renderings grow with the comments.
    """
    comments = list(
        Comment.objects.unsettled()
        .filter(edition__article=article)
        .select_related("edition__article", "reviewer__user")
        .defer("edition__document", "edition__html", "edition__private", "edition__manifest")
        .prefetch_related("replies")
    )
    if not comments:
        return []
    content, rights = content_of(article), Rights(user)
    page = suggesting.page_of(content)
    originals = _originals(comments)
    found = [_beside(comment, content, page, originals[comment.edition_id], rights) for comment in comments]
    order = {passage.part: place for place, passage in enumerate(page)}
    return sorted(found, key=lambda one: _order(one, order))


def piles(found: Iterable[Beside]) -> list[Pile]:
    """The comments as the page shows them: what blocks, what was suggested, what was advised."""
    kinds: list[tuple[str, str, Callable[[Comment], bool]]] = [
        ("Must be settled before anyone signs", "must", lambda comment: comment.must_fix),
        ("Suggestions", "may", lambda comment: not comment.must_fix and comment.reviewer_id is not None),
        ("Advice from outside", "advice", lambda comment: comment.reviewer_id is None),
    ]
    made = []
    for name, key, belongs in kinds:
        mine = [one for one in found if belongs(one.comment)]
        parts = [
            (part, field_id, list(group))
            for (part, field_id), group in groupby(mine, key=lambda one: (one.part_name, one.field_id))
        ]
        made.append(Pile(name, key, parts))
    return [pile for pile in made if pile.parts]


def respond(request: HttpRequest, article: Article, context: dict[str, Any]) -> HttpResponse:
    """The page of an article's comments; a POST applies, answers or replies to one of them, and keeps what was typed
    at the others. 409 for a refusal, 422 for what cannot be read."""
    typed = {key.removeprefix("text-"): text for key, text in request.POST.items() if key.startswith("text-")}
    act, number, reasons, status, said = "", "", [], 200, ""
    if request.method == "POST":
        act, _, number = request.POST.get("act", "").partition("-")
        try:
            said = _answered(request, article, act, number, typed.get(number, ""))
        except Refused as refusal:
            reasons, status = _in_words(refusal), 409
        else:
            if said:
                typed.pop(number, None)
            else:
                reasons, status = (
                    ["This page was overtaken: find the comment below, and answer it again."],
                    422,
                )
    if said:
        messages.success(request, said)
        if not any(text.strip() for text in typed.values()):
            return HttpResponseRedirect(reverse("admin:articles_article_comments", args=[article.pk]))
    found = comments_beside(article, request.user)
    for one in found:
        one.typed = typed.get(str(one.comment.pk), "")
        one.reasons = reasons if str(one.comment.pk) == number else []
    shown = {str(one.comment.pk) for one in found}
    context |= {
        "piles": piles(found),
        "count": len(found),
        "seen": article.versions.latest("number").number,
        "reasons": reasons if number not in shown else [],
        "refused": number if reasons and number in shown else "",
        # What was typed to a comment that was settled meanwhile stays where it can be copied from.
        "left_over": [text for key, text in typed.items() if text.strip() and key not in shown],
    }
    return TemplateResponse(request, "reviewers/desk/comments.html", context, status=status)


def _answered(request: HttpRequest, article: Article, act: str, number: str, text: str) -> str:
    """Do one act to one comment: what to say of it, or "" where there is no such act or comment. Raises Refused."""
    if not (number.isdecimal() and len(number) < 18):
        return ""
    comments = Comment.objects.select_related("edition__article")
    comment = comments.filter(pk=int(number), edition__article=article).first()
    if comment is None:
        return ""
    match act:
        case "apply":
            seen = request.POST.get("seen", "")
            number_seen = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
            version = suggesting.apply_suggestion(comment, by=request.user, seen=number_seen)
            return f"Applied, saved as version {version.number}, and answered."
        case "resolve":
            commenting.resolve(comment, by=request.user, text=text)
            return f"Answered: {comment.printed_name} has the next word." if comment.must_fix else "Answered."
        case "reply":
            commenting.reply(comment, by=request.user, text=text)
            return "Your reply is sent."
    return ""


def _in_words(refusal: Refused) -> list[str]:
    if isinstance(refusal, writing.StaleSave):
        current = refusal.current
        return [
            f"{current.by} saved version {current.number} since you opened this page, so nothing was applied. The "
            "comments below are beside the newest text now: look again, and apply it if it still fits."
        ]
    return refusal.reasons


def _originals(comments: Sequence[Comment]) -> dict[int, list[Passage]]:
    """The pages that comments were written on, by their edition."""
    editions = Edition.objects.filter(pk__in={comment.edition_id for comment in comments})
    return {edition.pk: passages(edition.content, edition.html) for edition in editions}


def _beside(
    comment: Comment,
    content: dict[str, Any],
    page: Sequence[Passage],
    original: Sequence[Passage],
    rights: Rights,
) -> Beside:
    place = suggesting.place_of(comment, page, original)
    names = {passage.part: passage.name for passage in [*original, *page]}
    resolving = commenting.objections(comment, Reply.What.RESOLVED, by=rights.user, rights=rights)
    replying = commenting.objections(comment, Reply.What.REPLY, by=rights.user, rights=rights)
    proposes = comment.replacement is not None and not resolving
    reasons = suggesting.suggestion_objections(comment, place, content) if proposes else []
    may = {"resolve": not resolving, "reply": not replying, "apply": proposes and not reasons}
    return Beside(
        comment=comment,
        turn=commenting.turn_of(comment),
        place=place,
        part_name=_NAMES.get(comment.part) or names.get(comment.part, _WHOLE),
        field_id=_field_id(content, comment.part),
        apply_reasons=reasons,
        may={act for act, allowed in may.items() if allowed},
    )


def _field_id(content: dict[str, Any], part: str) -> str:
    """The field of the article's form that a part of the page comes from; "" if it has none, or none any more."""
    kind, _, key = part.partition(":")
    if kind in _ROWS:
        keys = [row["uuid"] for row in content[_ROWS[kind]]]
        return f"id_{_ROWS[kind]}-{keys.index(key)}-text" if key in keys else ""
    if kind == "quotation":
        there = key.isdecimal() and int(key) < len(content["quotations"])
        return f"id_quotations-{key}-text" if there else ""
    return _FIELDS.get(part, "")


def _order(one: Beside, order: dict[str, int]) -> tuple[bool, int, str, int, int]:
    """Must-fixes first; what is about the whole page before its parts, and parts that are gone after them."""
    part = order.get(one.comment.part, len(order)) if one.comment.part else -1
    start = one.place.start if one.place else -1
    return not one.comment.must_fix, part, one.comment.part, start, one.comment.pk
