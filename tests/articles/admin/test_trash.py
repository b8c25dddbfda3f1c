"""The trash: out of every list, read but not saved, and back as it was."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles import filing, trashing, writing
from articles.document import content_of
from articles.models import Article, AuditEntry, User
from articles.refusals import Refused
from reviewers import submission
from tests.articles.admin.posting import fields
from tests.factories import (
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_writer,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def trashed(**content: str) -> Article:
    article = make_article(**content)
    trashing.trash(article, by=article.owner)
    article.refresh_from_db()
    return article


def test_a_draft_in_the_trash_is_in_no_list():
    writer = make_writer()
    article = make_article(writer, title="Not needed")
    client = of(writer)
    assert "Not needed" in client.get("/admin/").content.decode()

    trashing.trash(article, by=writer)

    for path in [LIST, f"{LIST}?q=needed", f"{LIST}?work=draft", "/admin/", "/admin/work/drafts/"]:
        assert "Not needed" not in client.get(path).content.decode(), path
    assert "Not needed" in client.get(f"{LIST}?trash=yes").content.decode()
    assert "Not needed" in client.get(f"{LIST}?trash=yes&q=needed").content.decode()


def test_trashing_and_restoring_are_told_of_and_change_no_text():
    article = make_article()
    before = content_of(article)

    trashing.trash(article, by=article.owner)
    trashing.restore(article, by=article.owner)

    article.refresh_from_db()
    assert (content_of(article), article.trashed_at, article.versions.count()) == (before, None, 1)
    assert list(AuditEntry.objects.values_list("event", flat=True)) == [
        "article_created",
        "article_trashed",
        "article_restored",
    ]


def test_what_was_ever_submitted_is_kept():
    in_review, recalled = make_edition(make_article(title="A")), make_edition(make_article(title="B"))
    submission.recall(recalled, by=recalled.article.owner, reason="Not yet.")
    live = make_publication(make_article(title="C")).article
    kept = "was submitted for review: its editions and what was said of them are kept."

    assert trashing.objections(in_review.article) == [
        f"“A” {kept} Recall edition 1, if nobody is to review it."
    ]
    assert trashing.objections(recalled.article) == [
        f"“B” {kept} Leave it as it is: nobody is asked to do anything about it."
    ]
    assert trashing.objections(live) == [f"“C” {kept} Withdraw it, if readers are not to see it any more."]
    with pytest.raises(trashing.CannotTrash) as refusal:
        trashing.trash(live, by=make_editor())
    assert refusal.value.reasons == trashing.objections(live)
    assert AuditEntry.objects.latest("number").event == "refused"


def test_nothing_is_put_in_or_taken_out_twice():
    article = trashed(title="Once")

    with pytest.raises(trashing.CannotTrash) as twice:
        trashing.trash(article, by=article.owner)
    trashing.restore(article, by=article.owner)
    with pytest.raises(trashing.CannotTrash) as out:
        trashing.restore(article, by=article.owner)

    assert twice.value.reasons == ["“Once” is in the trash already."]
    assert out.value.reasons == ["“Once” is not in the trash."]


def test_nothing_is_done_with_an_article_in_the_trash():
    article = trashed(title="Away")
    why = ["“Away” is in the trash: put it back first."]
    content = content_of(article) | {"title": "Changed"}

    for act in [
        lambda: writing.save(article, content, by=article.owner, seen=1),
        lambda: filing.set_owner(article, make_editor(), by=article.owner),
        lambda: make_edition(article),
    ]:
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.reasons == why
    assert article.versions.count() == 1


def test_its_page_offers_nothing_but_putting_it_back():
    article = trashed()
    client, page = of(article.owner), f"{LIST}{article.pk}/change/"

    html = client.get(page).content.decode()

    soup = BeautifulSoup(html, "html.parser")
    assert "In the trash since" in html
    assert soup.find(attrs={"name": "title"}) is None
    assert soup.find(attrs={"name": "_save"}) is None
    assert "Submit for review" not in html
    form = soup.select_one(".in-trash form")
    response = client.post(form["action"], {"pk": form.find(attrs={"name": "pk"})["value"]}, follow=True)
    assert response.redirect_chain == [(page, 302)]
    assert "Out of the trash, as it was." in response.content.decode()
    assert 'name="title"' in response.content.decode()


def test_who_had_the_form_open_loses_nothing():
    article = make_article()
    client, page = of(article.owner), f"{LIST}{article.pk}/change/"
    posted = fields(client.get(page).content.decode(), "article_form") | {"title": "Typed meanwhile"}
    trashing.trash(article, by=make_editor())

    response = client.post(page, posted)

    html = response.content.decode()
    assert response.status_code == 422
    assert "is in the trash: put it back first. Nothing of what you typed is lost." in html
    assert 'value="Typed meanwhile"' in html
    assert article.versions.count() == 1


def test_what_was_just_put_in_is_put_back_by_one_button():
    article = make_article(title="Too early")
    client = of(article.owner)
    asked = client.get(f"{LIST}{article.pk}/change/").content.decode()
    assert f"bulk/trash/?pk={article.pk}" in asked
    assert "Too early" in client.get(f"{LIST}bulk/trash/?pk={article.pk}").content.decode()

    report = client.post(f"{LIST}bulk/trash/", {"pk": article.pk}, follow=True)

    form = BeautifulSoup(report.content, "html.parser").find("form", action=f"{LIST}bulk/restore/")
    assert form.button.get_text() == "Put it back"
    client.post(form["action"], {"pk": form.find(attrs={"name": "pk"})["value"]})
    article.refresh_from_db()
    assert article.trashed_at is None
