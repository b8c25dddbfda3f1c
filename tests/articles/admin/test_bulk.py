"""Acts on many articles at once: asked in between, done one by one, and told of each."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles import trashing, writing
from articles.admin import bulk
from articles.groups import Group
from articles.models import Article, AuditEntry, OutgoingMail, Topic, User
from reviewers.models import Reminder, Role
from tests.factories import (
    in_days,
    make_article,
    make_edition,
    make_editor,
    make_publisher,
    make_reviewer,
    make_user,
    make_writer,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def do(client: Client, name: str, *articles: Article, **asked: Any) -> list[str]:
    """Do an act on articles; what the page says of each."""
    keys = [article.pk for article in articles]
    response = client.post(f"{LIST}bulk/{name}/", {"pk": keys, **asked}, follow=True)
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    return [line.get_text(" ", strip=True) for line in soup.select(".outcomes li")]


def test_the_list_asks_in_between_about_what_was_chosen():
    editor, articles = make_editor(), [make_article(title=f"Chosen {number}") for number in range(22)]
    data = {"action": "set_owner", "_selected_action": [article.pk for article in articles]}

    page = of(editor).post(LIST, data).content.decode()

    assert "22 articles" in page
    assert "and 2 more" in page
    assert f'action="{LIST}bulk/set_owner/"' in page
    assert Article.objects.filter(owner=editor).count() == 0


def test_each_article_is_told_of_on_its_own():
    editor = make_editor()
    theirs, own, gone = (
        make_article(title="Theirs"),
        make_article(editor, title="Own"),
        make_article(title="Gone"),
    )
    trashing.trash(gone, by=editor)

    said = do(of(editor), "set_owner", theirs, own, gone, owner=editor.pk)

    assert said == [
        "Theirs Belongs to Edgar Editor now.",
        "Own Nothing to change.",
        "Gone Refused: “Gone” is in the trash: put it back first.",
    ]
    theirs.refresh_from_db()
    assert theirs.owner == editor
    assert theirs.versions.latest("number").by == editor
    assert AuditEntry.objects.filter(event="article_saved", article=theirs).count() == 1
    assert AuditEntry.objects.filter(event="refused", article=gone).count() == 1


def test_topics_are_added_and_removed_by_the_one_save_path():
    editor, topic = make_editor(), Topic.objects.create(slug="hearts", name="Hearts")
    article = make_article(title="One")

    added = do(of(editor), "add_topic", article, topic=topic.pk)
    again = do(of(editor), "add_topic", article, topic=topic.pk)
    removed = do(of(editor), "remove_topic", article, topic=topic.pk)

    assert added == ["One Stands under Hearts now."]
    assert again == ["One Nothing to change."]
    assert removed == ["One Stands under Hearts no more."]
    assert list(article.versions.values_list("number", "by")) == [
        (1, article.owner.pk),
        (2, editor.pk),
        (3, editor.pk),
    ]


def test_who_had_the_form_open_is_told_and_overwrites_nothing():
    article, editor = make_article(), make_editor()
    typed = writing.document.content_of(article) | {"title": "Typed meanwhile"}
    do(of(editor), "set_owner", article, owner=editor.pk)

    with pytest.raises(writing.StaleSave):
        writing.save(article, typed, by=make_writer(), seen=1)

    article.refresh_from_db()
    assert article.owner == editor


def test_reviewers_who_have_not_answered_are_reminded_once_a_day():
    editor, reviewer = make_editor(), make_reviewer(name="Mira Medic")
    asked = make_edition(make_article(title="Asked"), requests=[(reviewer, Role.MEDICAL, in_days(9))]).article
    OutgoingMail.objects.all().delete()

    first = do(of(editor), "remind", asked, make_article(title="Unasked"))
    second = do(of(editor), "remind", asked)

    assert first == [
        "Asked Mira Medic reminded.",
        "Unasked Refused: Nobody is asked to review “Unasked”, or all have answered.",
    ]
    assert second == ["Asked Refused: Mira Medic got a reminder of “Asked” today already."]
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject[:27]) == (reviewer.user.email, "Your review is due in 9 day")
    assert Reminder.objects.get().days == -9


def test_rights_are_those_of_the_single_acts():
    article, reader = make_article(), make_publisher()
    outsider = make_user(name="Super User", is_superuser=True)

    assert of(reader).post(f"{LIST}bulk/trash/", {"pk": article.pk}).status_code == 403
    assert "_selected_action" not in of(reader).get(LIST).content.decode()
    refused = of(outsider).post(f"{LIST}bulk/remind/", {"pk": article.pk})
    assert refused.status_code == 403
    assert "Only writers and editors may do this" in refused.content.decode()
    assert of(make_user(Group.REVIEWER)).get(f"{LIST}bulk/trash/?pk={article.pk}").status_code == 403


@pytest.mark.parametrize(
    ("query", "status"),
    [("pk=x", 400), ("", 400), ("pk=-1", 400), ("pk=" + "9" * 30, 400), ("pk=7777777", 200), ("pk=%00", 400)],
)
def test_bad_input_gets_a_sentence(query: str, status: int):
    assert of(make_editor()).get(f"{LIST}bulk/trash/?{query}").status_code == status


def test_what_is_asked_for_must_be_said():
    article = make_article()

    response = of(make_editor()).post(f"{LIST}bulk/set_owner/", {"pk": article.pk, "owner": "0"})

    assert response.status_code == 422
    assert "Choose somebody on the list." in response.content.decode()
    assert f'name="pk" value="{article.pk}"' in response.content.decode()
    assert of(make_editor()).get(f"{LIST}bulk/nonsense/?pk=1").status_code == 403


def test_no_more_than_a_bounded_number_at_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bulk, "MOST", 2)
    client = of(make_editor())
    articles = [make_article() for _ in range(3)]
    keys = [article.pk for article in articles]

    across = client.post(
        LIST, {"action": "trash", "select_across": "1", "_selected_action": keys[:1]}, follow=True
    )
    posted = client.post(f"{LIST}bulk/trash/", {"pk": keys})

    assert "Choose 2 articles at most" in across.content.decode()
    assert "Choose all 3" not in across.content.decode()
    assert posted.status_code == 400
    assert not Article.objects.exclude(trashed_at=None).exists()


def test_the_report_can_be_come_back_to():
    client, article = of(make_editor()), make_article(title="Away")
    assert client.get(f"{LIST}bulk/").headers["location"] == LIST

    do(client, "trash", article)

    assert "In the trash." in client.get(f"{LIST}bulk/").content.decode()


def test_one_that_fails_holds_up_no_other():
    editor = make_editor()
    submitted, draft = make_edition().article, make_article(title="Draft")

    said = do(of(editor), "trash", submitted, draft)

    assert said[0].startswith("Walking after a hip fracture Refused: ")
    assert said[1] == "Draft In the trash."
