"""The page of an expert without an account: what it shows, to whom, what it keeps, and what it gives away."""

import logging
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from articles import clock
from articles.models import AuditEntry
from cliniccontent.log_lines import WithoutSecrets
from reviewers import commenting, submission
from reviewers.commenting import Remark
from reviewers.models import Comment
from reviewers.outside import advising
from tests.factories import make_article, make_content, make_edition, make_editor, make_figure, make_reviewer
from tests.reviewers.outside.test_advising import ask, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def link():
    return ask()


@pytest.fixture
def address(link):
    return f"/advice/{token_of(link)}/"


def test_page_shows_the_bytes_that_the_public_will_see(link, address):
    body = Client().get(address).content.decode()

    inside = re.search(r'<article id="edition"[^>]*>(.*?)</article>', body, re.DOTALL).group(1)
    assert inside == link.edition.html


def test_page_says_who_asks_what_as_whom_they_comment_and_until_when(link, address):
    body = Client().get(address).content.decode()

    for words in [
        "Edgar Editor asks for your advice",
        "Is walking on day 1 safe after a nail?",
        "You comment as <strong>Ada Okoye, PhD</strong>",
        f"The link works until {link.expires_at:%-d %B %Y, %H:%M} UTC",
        link.by.email,
    ]:
        assert words in body


def test_link_opens_no_other_edition(address):
    other = ask(make_edition(make_article(title="A secret of somebody else")), email="ben@example.org")

    body = Client().get(address).content.decode()

    assert "A secret of somebody else" not in body
    assert "A secret of somebody else" in Client().get(f"/advice/{token_of(other)}/").content.decode()


def test_nobody_elses_remarks_are_shown(link, address):
    commenting.comment(link.edition, reviewer=make_reviewer(), remark=Remark("A reviewer’s own remark."))
    advising.comment(ask(link.edition, email="ben@example.org"), remark=Remark("Ben’s own remark."))
    advising.comment(link, remark=Remark("My own remark."))

    body = Client().get(address).content.decode()

    shown = [words in body for words in ["A reviewer’s own", "Ben’s own", "My own"]]
    assert shown == [False, False, True]


def test_comment_is_kept_and_shown_with_the_replies(link, address):
    response = Client(enforce_csrf_checks=True, headers={"origin": "null"}).post(
        address,
        {
            "remark-quote": "Standing up on day 1",
            "remark-text": "Not after a nail.",
            "remark-replacement": "Standing",
        },
    )
    said = Comment.objects.get()
    commenting.reply(said, by=make_editor(), text="Which nail?")
    body = Client().get(address).content.decode()

    assert (response.status_code, response["Location"]) == (302, f"{address}?done#said")
    assert (said.advice, said.quote, said.text, said.replacement) == (
        link,
        "Standing up on day 1",
        "Not after a nail.",
        "Standing",
    )
    for words in ["Standing up on day 1", "Not after a nail.", "Which nail?", "Edgar Editor"]:
        assert words in body


def test_words_can_be_proposed_away(address):
    Client().post(address, {"remark-quote": "with help", "remark-take_out": "on"})

    assert Comment.objects.get().replacement == ""


UNREAD = {
    "nothing": ({}, "Write your comment."),
    "words that do not stand there": (
        {"remark-text": "Wrong.", "remark-quote": "a moon of cheese"},
        "The words “a moon of cheese” do not stand together in one part of the page",
    ),
    "other words for none": (
        {"remark-text": "x", "remark-replacement": "Better"},
        "Quote the words that you would replace.",
    ),
    "too much": ({"remark-text": "a" * 5001}, "That is too long: 5,000 characters is the most."),
}


@pytest.mark.parametrize("case", UNREAD)
def test_what_cannot_be_read_is_said_and_what_was_typed_is_kept(address, case):
    typed, sentence = UNREAD[case]

    response = Client().post(address, typed)

    body = response.content.decode()
    assert response.status_code == 422
    assert sentence in body
    assert all(words in body for words in typed.values())
    assert not Comment.objects.exists()


def test_must_fix_cannot_be_asked_for(address):
    Client().post(address, {"remark-text": "Change it.", "remark-kind": "medical", "remark-must_fix": "on"})

    assert [(said.must_fix, said.role) for said in Comment.objects.all()] == [(False, "")]


def test_full_link_takes_nothing_more_and_shows_what_was_typed(link, address, monkeypatch):
    for number in range(100):
        advising.comment(link, remark=Remark(f"Remark {number}."))

    response = Client().post(address, {"remark-text": "The hundred-and-first."})

    assert response.status_code == 409
    assert "100 comments were made by this link" in response.content.decode()
    assert "The hundred-and-first." in response.content.decode()
    assert "<textarea" not in Client().get(address).content.decode()
    assert Comment.objects.count() == 100


def revoked(link):
    advising.revoke(link, by=make_editor())


def recalled(link):
    submission.recall(link.edition, by=link.edition.article.owner, reason="Not yet.")


CLOSED = {
    revoked: "The editors ended it on",
    recalled: "is no longer the one that the editors work on",
}


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("ending", CLOSED)
def test_closed_link_is_gone_and_says_whom_to_write_to(link, address, ending, method):
    ending(link)

    response = getattr(Client(), method)(address, {"remark-text": "Late."} if method == "post" else None)

    body = response.content.decode()
    assert response.status_code == 410
    assert (CLOSED[ending] in body, link.by.email in body) == (method != "head", method != "head")
    assert "Walking after a hip fracture" not in body
    assert not Comment.objects.exists()


def test_expired_link_is_gone_and_says_since_when(link, address):
    with clock.set_to(link.expires_at):
        response = Client().get(address)

    assert response.status_code == 410
    assert f"It worked until {link.expires_at:%-d %B %Y}" in response.content.decode()


@pytest.mark.parametrize("token", ["a" * 43, "x", "..", "%00", "é"])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_token_that_was_never_ours_is_not_found(link, token, method):
    assert getattr(Client(), method)(f"/advice/{token}/").status_code == 404


ANSWERS = {
    "open": (lambda client, address: client.get(address), 200),
    "head": (lambda client, address: client.head(address), 200),
    "without the last slash": (lambda client, address: client.get(address[:-1]), 200),
    "unread": (lambda client, address: client.post(address, {}), 422),
    "said": (lambda client, address: client.post(address, {"remark-text": "Good."}), 302),
    "not allowed": (lambda client, address: client.delete(address), 405),
    "unknown": (lambda client, address: client.get("/advice/none/"), 404),
    "deeper": (lambda client, address: client.get(f"{address}more/"), 404),
    "too much": (lambda client, address: client.post(address, {"a": "x" * 3_000_000}), 400),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_every_answer_is_kept_and_named_by_nobody(link, address, case):
    do, status = ANSWERS[case]

    response = do(Client(), address)

    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Content-Security-Policy"] == Client().get("/articles/")["Content-Security-Policy"]
    assert "ETag" not in response.headers
    assert response.cookies == {}


def test_gone_answer_is_kept_and_named_by_nobody(link, address):
    revoked(link)

    response = Client().get(address)

    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_failure_is_kept_and_named_by_nobody(link, address, monkeypatch):
    monkeypatch.setattr("reviewers.outside.page.render", lambda *_: 1 / 0)

    response = Client(raise_request_exception=False).get(address)

    assert (response.status_code, response["Referrer-Policy"]) == (500, "no-referrer")
    assert token_of(link) not in response.content.decode()


def test_other_pages_keep_their_own_policy():
    assert Client().get("/articles/")["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_changes_nothing(link, address, method, django_assert_num_queries):
    entries = AuditEntry.objects.count()

    with_queries = getattr(Client(), method)(address)

    assert with_queries.status_code == 200
    assert AuditEntry.objects.count() == entries
    assert not link.edition.first_views.exists()
    assert not Session.objects.exists()


def test_page_holds_its_own_address_nowhere(link, address):
    assert token_of(link) not in Client().get(address).content.decode()


def lines_of(caplog):
    shape = WithoutSecrets(
        settings.LOGGING["formatters"]["line"]["format"],
        style=settings.LOGGING["formatters"]["line"]["style"],
    )
    return [shape.format(record) for record in caplog.records]


def test_log_never_holds_the_token(link, address, caplog, monkeypatch):
    token = token_of(link)
    with caplog.at_level(logging.DEBUG, logger="django.request"):
        Client().delete(address)
        Client().get(f"{address}more/")
        with clock.set_to(link.expires_at + timedelta(days=1)):
            Client().get(address)
        monkeypatch.setattr("reviewers.outside.page.render", lambda *_: 1 / 0)
        Client(raise_request_exception=False).get(address)

    lines = lines_of(caplog)
    assert len(lines) == 4
    assert [line for line in lines if token in line] == []
    assert [line for line in lines if "/advice/…" not in line] == []


@pytest.mark.parametrize(
    "path", ["/admin/welcome/{0}/", "/admin/reset/MQ/{0}/", "/advice/{0}/", "/advice/{0}"]
)
def test_log_holds_no_link_that_is_a_secret(path):
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 1, "Not Found: %s", (path.format("se-cret_1:x"),), None
    )

    assert "se-cret" not in WithoutSecrets().format(record)


def test_log_is_formatted_so_on_a_real_site():
    assert settings.LOGGING["formatters"]["line"]["class"] == "cliniccontent.log_lines.WithoutSecrets"


def test_its_images_come_by_the_link_and_by_nothing_else(link, address):
    figure, other = make_figure(), make_figure()
    body = f"![A stick.](figure:{figure.digest})\n\n{make_content()['body']}"
    asked = ask(make_edition(make_article(body=body)))
    page = f"/advice/{token_of(asked)}/"
    client = Client()

    [shown] = re.findall(r'<img src="([^"]+)"', client.get(page).content.decode())

    assert shown == f"{page}figures/{figure.digest}.png"
    image = client.get(shown)
    assert (image.status_code, image.headers["Content-Type"]) == (200, "image/png")
    assert image.headers["Cache-Control"] == "no-store"
    assert "ETag" not in image.headers
    for elsewhere in [
        f"/figures/{figure.digest}.png",
        f"{address}figures/{figure.digest}.png",
        f"{page}figures/{other.digest}.png",
        f"/advice/nobody/figures/{figure.digest}.png",
    ]:
        assert client.get(elsewhere).status_code == 404
    advising.revoke(asked, by=make_editor())
    assert client.get(shown).status_code == 404
