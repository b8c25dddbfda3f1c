"""Applying the words that a comment proposes to the working copy, in one step.

Whoever applies them contributes to the text; whoever proposed them did not, and may still sign.
"""

from collections.abc import Sequence
from typing import Any

from articles import writing
from articles.acts import acting
from articles.document import content_of
from articles.models import ArticleVersion, User
from articles.passages import Passage, passages
from articles.refusals import Refused
from articles.rendering import TooLong, render_document
from articles.rewording import CannotReword, reword, rewording_objection
from reviewers import commenting
from reviewers.anchoring import Anchor, place_again
from reviewers.models import Comment, Reply

APPLIED = "Applied as proposed."
_CHANGED = "The text changed there since the comment was written: compare, and change it by hand."


class CannotApply(Refused):
    """The proposed words cannot be put into the working copy, here and now."""


def apply_suggestion(comment: Comment, *, by: User, seen: int) -> ArticleVersion:
    """Put the words that a comment proposes into the working copy, and answer the comment with that.

    What is around them stays as it is, formatting included. `seen` is the number of the version that stood on the
    screen. Raises StaleSave when another came since, and CannotApply: nothing proposed, the text changed there, the
    place is not clear, formatting is in the way, or this person may not answer.
    """
    with acting("apply a suggestion", by=by, article=comment.edition.article) as article:
        comment = (
            Comment.objects.with_turn().select_related("edition__article", "reviewer").get(pk=comment.pk)
        )
        if reasons := commenting.objections(comment, Reply.What.RESOLVED, by=by):
            raise CannotApply(reasons)
        writing.refuse_stale(article, seen=seen)
        version = writing.save(article, _applied(content_of(article), comment), by=by, seen=seen)
        if version is None:
            raise CannotApply("The text says this already: answer the comment.")
        commenting.resolve(comment, by=by, text=APPLIED)
        return version


def page_of(content: dict[str, Any]) -> list[Passage]:
    """What the working copy's page says now; nothing of a text that is too long to be shown."""
    try:
        return passages(content, render_document(content))
    except TooLong:
        return []


def place_of(comment: Comment, page: Sequence[Passage], original: Sequence[Passage] = ()) -> Anchor | None:
    """Where a comment's words stand on a page, read against `original`, its own edition's page."""
    return place_again(page, comment.part, comment.quote, comment.prefix, comment.suffix, original=original)


def suggestion_objections(comment: Comment, place: Anchor | None, content: dict[str, Any]) -> list[str]:
    """Why the proposed words surely cannot be applied, to the place where the comment's words stand now. Empty means
    that it is worth trying. Nothing is rendered: a page asks this of every comment."""
    if comment.replacement is None:
        return ["This comment proposes no words: change the text by hand, and answer it."]
    if place is None:
        return [_CHANGED]
    objection = rewording_objection(content, place.part, place.quote, comment.replacement)
    return [objection] if objection else []


def _applied(content: dict[str, Any], comment: Comment) -> dict[str, Any]:
    page = page_of(content)
    edition = comment.edition
    place = place_of(comment, page, passages(edition.content, edition.html))
    if reasons := suggestion_objections(comment, place, content):
        raise CannotApply(reasons)
    assert place is not None
    assert comment.replacement is not None
    start = place.start - next(passage.start for passage in page if passage.part == place.part)
    try:
        return reword(content, place.part, start, place.quote, comment.replacement)
    except CannotReword as problem:
        raise CannotApply(str(problem)) from problem
