"""Comments from review at the working copy: found, applied and answered, with nothing typed lost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import clock
from articles.models import Article, Edition
from reviewers import commenting
from reviewers.commenting import Remark
from reviewers.models import AdviceLink, Comment, Role
from tests.factories import (
    change,
    make_article,
    make_edition,
    make_editor,
    make_reviewer,
    make_user,
)

pytestmark = pytest.mark.django_db


def page_path(article: Article) -> str:
    return reverse("admin:articles_article_comments", args=[article.pk])


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def say(edition: Edition, remark: Remark, name: str = "Mira Medic") -> Comment:
    reviewer = make_reviewer(name=name)
    return commenting.comment(
        edition, reviewer=reviewer, remark=remark, role=Role.MEDICAL if remark.must_fix else ""
    )


def advise(edition: Edition, remark: Remark) -> Comment:
    link = AdviceLink.objects.create(
        edition=edition,
        printed_name="Otto Outside",
        email="otto@example.org",
        token_sha256="0" * 64,
        by=edition.frozen_by,
        at=clock.now(),
        expires_at=clock.now() + timedelta(days=7),
    )
    return commenting.advise(link, remark=remark)


def words(response) -> str:
    html = re.sub(r"<script.*?</script>|<textarea.*?</textarea>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_what_waits_is_listed_must_fixes_first_and_in_page_order():
    edition = make_edition()
    say(edition, Remark("Say which help.", "with help"), "Ann One")
    say(edition, Remark("This is wrong.", "rest in between", must_fix=True), "Bob Two")
    say(edition, Remark("Name the hip.", "hip fracture", must_fix=True), "Cyd Three")
    say(edition, Remark("Good on the whole."), "Dee Four")
    advise(edition, Remark("Frames help.", "stand up"))
    settled = say(edition, Remark("Settled."), "Eve Five")
    commenting.take_back(settled, by=settled.reviewer.user)

    shown = words(client_of(make_editor()).get(page_path(edition.article)))

    names = ["Cyd Three", "Bob Two", "Dee Four", "Ann One", "Otto Outside"]
    places = [shown.index(f"{name} ,") for name in names]
    assert places == sorted(places)
    assert "Eve Five" not in shown
    assert "5 comments on what was submitted" in shown
    heads = ["Must be settled before anyone signs", "Suggestions", "Advice from outside"]
    assert [shown.index(head) for head in heads] == sorted(shown.index(head) for head in heads)


def test_form_shows_what_waits_with_links_and_no_form_inside_its_own():
    edition = make_edition()
    comment = say(edition, Remark("Say which.", "with help", must_fix=True))

    response = client_of(make_editor()).get(
        reverse("admin:articles_article_change", args=[edition.article_id])
    )

    html = response.content.decode()
    beside = html[html.index('id="comments"') : html.index("</section>", html.index('id="comments"'))]
    assert f"{page_path(edition.article)}#comment-{comment.pk}" in beside
    assert 'href="#id_summary"' in beside
    assert "<form" not in beside
    assert "<button" not in beside
    assert "Must fix" in beside


def test_form_without_comments_says_nothing_of_them():
    edition = make_edition()

    response = client_of(make_editor()).get(
        reverse("admin:articles_article_change", args=[edition.article_id])
    )

    assert 'id="comments"' not in response.content.decode()
    assert "No comment waits for anything." in words(client_of(make_editor()).get(page_path(edition.article)))


def test_each_comment_leads_to_its_field():
    article = make_article(
        quotations=[
            {"text": "We were glad.", "speaker": "A B", "credentials": [], "affiliation": "", "url": ""}
        ]
    )
    edition = make_edition(article)
    for number, quote in enumerate(
        ["hip fracture", "Most people", "rest in between", "is safe", "We were glad", "Wanda Writer"]
    ):
        say(edition, Remark("Why?", quote), f"Ann No{number}")
    editor = client_of(make_editor())

    html = editor.get(page_path(article)).content.decode()
    form = editor.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()

    fields = re.findall(r'/change/#([\w-]+)"', html)
    assert fields == [
        "id_title",
        "authorships-group",
        "id_summary",
        "id_key_points-0-text",
        "id_body",
        "id_quotations-0-text",
    ]
    for field in fields:
        assert f'id="{field}"' in form


def test_one_press_applies_what_is_proposed():
    edition, editor = make_edition(), make_editor()
    comment = say(edition, Remark("", "with help", replacement="with a frame", must_fix=True))
    client = client_of(editor)
    assert f'value="apply-{comment.pk}"' in client.get(page_path(edition.article)).content.decode()

    response = client.post(
        page_path(edition.article), {"act": f"apply-{comment.pk}", "seen": "1"}, follow=True
    )

    shown = words(response)
    assert "Applied, saved as version 2, and answered." in shown
    assert "Answered: waits for Mira Medic" in shown
    edition.article.refresh_from_db()
    assert edition.article.summary.endswith("with a frame.")


def test_stale_page_applies_nothing_and_says_why():
    edition = make_edition()
    comment = say(edition, Remark("", "with help", replacement="with a frame"))
    change(edition.article, title="Another title")

    response = client_of(make_editor()).post(
        page_path(edition.article),
        {"act": f"apply-{comment.pk}", "seen": "1", f"text-{comment.pk}": "kept"},
    )

    assert response.status_code == 409
    assert "Wanda Writer saved version 2 since you opened this page, so nothing was applied." in words(
        response
    )
    html = response.content.decode()
    assert 'name="seen" value="2"' in html
    assert "\nkept</textarea>" in html
    assert not comment.replies.exists()


def test_text_that_changed_is_said_and_not_applied():
    edition = make_edition()
    comment = say(edition, Remark("", "with help", replacement="with a frame"))
    change(edition.article, summary="Most people can walk on the day after surgery.")

    response = client_of(make_editor()).get(page_path(edition.article))

    assert "The text changed since" in words(response)
    assert "The text changed there since the comment was written" in words(response)
    assert f"apply-{comment.pk}" not in response.content.decode()


def test_answering_and_replying_keeps_what_is_typed_elsewhere():
    edition, editor = make_edition(), make_editor()
    one = say(edition, Remark("First.", must_fix=True), "Ann One")
    two = say(edition, Remark("Second."), "Bob Two")
    client = client_of(editor)

    response = client.post(
        page_path(edition.article),
        {
            "act": f"resolve-{one.pk}",
            "seen": "1",
            f"text-{one.pk}": "Mended it.",
            f"text-{two.pk}": "half a thou",
        },
    )

    assert response.status_code == 200
    assert "Answered: Ann One has the next word." in words(response)
    assert "\nhalf a thou</textarea>" in response.content.decode()
    assert [reply.text for reply in one.replies.all()] == ["Mended it."]
    assert not two.replies.exists()

    response = client.post(
        page_path(edition.article), {"act": f"reply-{two.pk}", f"text-{two.pk}": "Which one?"}, follow=True
    )
    assert "Your reply is sent." in words(response)
    assert "Which one?" in words(response)
    assert commenting.turn_of(Comment.objects.get(pk=two.pk)) == ""


def test_refusals_stand_beside_their_comment_with_what_was_typed():
    edition = make_edition()
    comment = say(edition, Remark("First.", must_fix=True))
    client = client_of(make_editor())

    response = client.post(page_path(edition.article), {"act": f"resolve-{comment.pk}"})
    assert response.status_code == 409
    assert "Say how you answer the comment: what you changed, or why not." in words(response)

    response = client.post(
        page_path(edition.article), {"act": f"resolve-{comment.pk}", f"text-{comment.pk}": "x" * 5001}
    )
    assert response.status_code == 409
    assert "5,000 characters is the most" in words(response)
    assert "x" * 5001 in response.content.decode()


@pytest.mark.parametrize("act", ["", "apply", "apply-", "eat-{pk}", "apply-999999", "resolve-" + "9" * 30])
def test_what_cannot_be_read_is_no_error(act: str):
    edition = make_edition()
    comment = say(edition, Remark("First."))

    response = client_of(make_editor()).post(
        page_path(edition.article),
        {"act": act.format(pk=comment.pk), "seen": "x", f"text-{comment.pk}": "kept"},
    )

    assert response.status_code == 422
    assert "\nkept</textarea>" in response.content.decode()
    assert not comment.replies.exists()


def test_comment_of_another_article_is_not_answered_here():
    edition, other = make_edition(), make_edition()
    comment = say(other, Remark("First."))

    response = client_of(make_editor()).post(
        page_path(edition.article), {"act": f"resolve-{comment.pk}", f"text-{comment.pk}": "Done."}
    )

    assert response.status_code == 422
    assert "Done." in words(response)
    assert not comment.replies.exists()


def test_advice_and_suggestions_end_with_the_answer():
    edition, editor = make_edition(), make_editor()
    advice = advise(edition, Remark("Frames help."))
    suggestion = say(edition, Remark("Perhaps shorter."))
    client = client_of(editor)

    for comment in [advice, suggestion]:
        client.post(
            page_path(edition.article), {"act": f"resolve-{comment.pk}", f"text-{comment.pk}": "Thanks."}
        )

    assert "No comment waits for anything." in words(client.get(page_path(edition.article)))
    commenting.reopen(suggestion, by=suggestion.reviewer.user, text="Shorter still.")
    assert "Open again" in words(client.get(page_path(edition.article)))


def test_who_may_only_read_is_offered_nothing():
    edition = make_edition()
    comment = say(edition, Remark("", "with help", replacement="with a frame"))
    auditor = client_of(make_user("auditor", name="Ada Auditor"))

    response = auditor.get(page_path(edition.article))

    assert response.status_code == 200
    assert f'value="apply-{comment.pk}"' not in response.content.decode()
    assert f"text-{comment.pk}" not in response.content.decode()
    assert auditor.post(page_path(edition.article), {"act": f"apply-{comment.pk}"}).status_code == 409
    assert client_of(make_user(name="No Body")).get(page_path(edition.article)).status_code == 403
    assert Client().get(page_path(edition.article)).status_code == 302
    assert client_of(make_editor()).get("/admin/articles/article/999/comments/").status_code == 404


@pytest.mark.parametrize("name", ["articles_article_comments", "articles_article_change"])
def test_pages_take_no_statement_more_for_more_comments(name: str):
    edition = make_edition()
    client = client_of(make_editor())
    reviewer = make_reviewer(name="Mira Medic")
    path = reverse(f"admin:{name}", args=[edition.article_id])

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    for count in [2, 20]:
        for _ in range(count):
            commenting.comment(edition, reviewer=reviewer, remark=Remark("Why?", "with help"))
        if count == 2:
            statements()
            few = statements()

    assert statements() == few
