"""Applying what a reviewer proposes: in one step, honestly, in the name of whoever applies it."""

import pytest

from articles import writing
from articles.document import content_of
from articles.models import Article, AuditEntry, Edition
from articles.passages import passages
from articles.rendering import render_document
from reviewers import commenting, signoff
from reviewers.commenting import Remark
from reviewers.models import Comment, Reply, Reviewer, Role
from reviewers.suggesting import CannotApply, apply_suggestion
from tests.factories import (
    accept_all,
    change,
    make_article,
    make_content,
    make_edition,
    make_editor,
    make_publisher,
    make_reviewer,
    make_user,
    sign,
)

pytestmark = pytest.mark.django_db


def propose(
    edition: Edition,
    quote: str,
    replacement: str | None,
    *,
    reviewer: Reviewer | None = None,
    must_fix: bool = False,
    **fields: str,
) -> Comment:
    remark = Remark("Better so.", quote, replacement=replacement, must_fix=must_fix, **fields)
    role = Role.MEDICAL if must_fix else ""
    return commenting.comment(edition, reviewer=reviewer or make_reviewer(), remark=remark, role=role)


def seen(article: Article) -> int:
    return article.versions.latest("number").number


def text_of(article: Article) -> str:
    content = content_of(Article.objects.get(pk=article.pk))
    return " ".join(passage.text for passage in passages(content, render_document(content)))


def test_one_step_changes_the_words_saves_and_answers():
    edition, editor = make_edition(), make_editor()
    comment = propose(edition, "with help", "with a frame")
    before = text_of(edition.article)

    version = apply_suggestion(comment, by=editor, seen=seen(edition.article))

    assert text_of(edition.article) == before.replace("with help", "with a frame")
    assert (version.number, version.by) == (2, editor)
    answer = comment.replies.get()
    assert (answer.what, answer.text, answer.by) == ("resolved", "Applied as proposed.", editor)
    events = list(AuditEntry.objects.order_by("-number").values_list("event", flat=True)[:2])
    assert events == ["replied", "article_saved"]
    assert not Comment.objects.unsettled().exists()


def test_who_proposed_may_sign_the_next_edition_and_who_applied_may_not():
    article = make_article()
    medical = make_reviewer(Role.MEDICAL)
    both = make_user("editor", "reviewer", name="Bea Both")
    editorial = make_reviewer(Role.EDITORIAL, user=both, name="Bea Both")
    comment = propose(make_edition(article), "with help", "with a frame", reviewer=medical, must_fix=True)

    apply_suggestion(comment, by=both, seen=seen(article))
    edition = make_edition(article)
    accept_all(article)

    assert sign(edition, medical).edition == edition
    with pytest.raises(signoff.CannotSign, match="wrote, edited or submitted this text"):
        sign(edition, editorial, Role.EDITORIAL)


def test_each_field_of_the_working_copy_takes_a_proposal():
    quotation = {
        "text": "We were surprised.",
        "speaker": "A B",
        "credentials": [],
        "affiliation": "",
        "url": "",
    }
    body = "## After\n\nStand up **slowly** [@walking].\n\n## Then\n\n- first\n- second\n"
    article = make_article(body=body, quotations=[quotation])
    edition, editor = make_edition(article), make_editor()
    before = content_of(article)
    proposals = [
        ("Walking after a hip fracture", "Walking after hip surgery"),
        ("Most people", "Nearly all people"),
        ("Standing up on day 1 is safe", "Standing up on day 2 is safe"),
        ("Stand up slowly[1]", "Stand up very slowly[1]"),
        ("second", "last"),
        ("We were surprised.", "We were glad."),
        ("Walking early. Journal of Examples 2024.", "Walking early. Journal of Examples 2025."),
    ]
    prefixes = {"Walking early. Journal of Examples 2024.": "References Example A."}
    comments = [propose(edition, old, new, prefix=prefixes.get(old, "")) for old, new in proposals]

    for comment in comments:
        apply_suggestion(comment, by=editor, seen=seen(article))

    after = content_of(Article.objects.get(pk=article.pk))
    point, reference = before["key_points"][0], before["references"][0]
    assert after == before | {
        "title": "Walking after hip surgery",
        "summary": "Nearly all people can walk on the day after surgery, with help.",
        "key_points": [point | {"text": "Standing up on day 2 is safe for most people."}],
        "body": "## After\n\nStand up very **slowly** [@walking].\n\n## Then\n\n- first\n- last\n",
        "quotations": [quotation | {"text": "We were glad."}],
        "references": [reference | {"text": "Example A. Walking early. Journal of Examples 2025."}],
    }


def test_taking_words_out():
    edition = make_edition()
    comment = propose(edition, ", with help", "")

    apply_suggestion(comment, by=make_editor(), seen=1)

    edition.article.refresh_from_db()
    assert edition.article.summary == "Most people can walk on the day after surgery."


def test_the_words_follow_a_key_point_that_moved():
    article = make_article()
    point = content_of(article)["key_points"][0]
    comment = propose(make_edition(article), "Standing up on day 1", "Standing up on day 2")
    change(article, key_points=[make_content()["key_points"][0] | {"text": "Rest.", "evidence": []}, point])

    apply_suggestion(comment, by=make_editor(), seen=2)

    texts = [one["text"] for one in content_of(article)["key_points"]]
    assert texts == ["Rest.", "Standing up on day 2 is safe for most people."]


def refused(comment: Comment, **fields: object) -> list[str]:
    """The sentences of a refusal, which changes nothing and is on record."""
    article = Article.objects.get(pk=comment.edition.article_id)
    before = (content_of(article), seen(article), comment.replies.count())
    with pytest.raises(CannotApply) as refusal:
        apply_suggestion(comment, **({"by": make_editor(), "seen": seen(article)} | fields))
    article.refresh_from_db()
    assert (content_of(article), seen(article), comment.replies.count()) == before
    assert AuditEntry.objects.latest("number").event == "refused"
    return refusal.value.reasons


CHANGED = ["The text changed there since the comment was written: compare, and change it by hand."]


def test_words_that_changed_since_are_not_touched():
    article = make_article()
    comment = propose(make_edition(article), "with help", "with a frame")
    change(article, summary="Most people can walk on the day after surgery, with some help.")
    assert refused(comment) == CHANGED
    change(article, summary="Walk with help, and rest with help.")
    assert refused(comment) == CHANGED


def test_words_across_formatting_are_left_to_people():
    article = make_article(body="## What\n\nStand **up slowly** now.\n\n## Then\n\nRest.\n")
    comment = propose(make_edition(article), "Stand up", "Rise")

    assert refused(comment) == ["The words cross formatting: change them by hand."]


def test_comment_without_a_proposal_has_nothing_to_apply():
    comment = propose(make_edition(), "with help", None)

    assert refused(comment) == ["This comment proposes no words: change the text by hand, and answer it."]


def test_byline_is_left_to_people():
    comment = propose(make_edition(), "Wanda Writer", "W. Writer")

    assert refused(comment) == [
        "These words do not come from a text of the article’s own: change them by hand."
    ]


def test_only_writers_and_editors_apply_and_a_superuser_is_no_exception():
    comment = propose(make_edition(), "with help", "with a frame")

    for user in [
        comment.reviewer.user,
        make_publisher(),
        make_user(name="Susi Super", is_superuser=True),
    ]:
        assert "Only writers and editors may do this" in refused(comment, by=user)[0]


def test_what_is_answered_is_not_applied_twice():
    edition, editor = make_edition(), make_editor()
    comment = propose(edition, "with help", "with a frame")
    must = propose(edition, "Most people", "Nearly all people", must_fix=True)
    apply_suggestion(comment, by=editor, seen=1)
    commenting.resolve(must, by=editor, text="No: the evidence says most.")

    assert refused(comment) == ["This comment is answered already."]
    assert refused(must) == ["This comment is answered already: the reviewer has the next word."]
    commenting.reopen(must, by=must.reviewer.user, text="It does not.")
    apply_suggestion(must, by=editor, seen=2)
    assert commenting.turn_of(Comment.objects.get(pk=must.pk)) == Reply.What.RESOLVED


def test_screen_that_was_overtaken_applies_nothing():
    article = make_article()
    comment = propose(make_edition(article), "with help", "with a frame")
    change(article, title="Another title")

    with pytest.raises(writing.StaleSave):
        apply_suggestion(comment, by=make_editor(), seen=1)

    assert not comment.replies.exists()
    assert seen(article) == 2
