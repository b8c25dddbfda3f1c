"""Comments on exact words, as people write and answer them: what is shown, what is refused, and where to."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.groups import Group
from articles.models import AuditEntry, Edition
from reviewers import commenting, submission
from reviewers.commenting import Remark
from reviewers.desk.discussing import discussion
from reviewers.desk.remarking import RemarkForm
from reviewers.desk.text_fragments import fragment
from reviewers.models import Comment, Reply, Reviewer, Role
from tests.factories import (
    answer_all,
    change,
    make_article,
    make_edition,
    make_editor,
    make_reviewer,
    make_user,
)

pytestmark = pytest.mark.django_db

WORDS = "Most people can walk on the day after surgery"


@pytest.fixture
def reviewer() -> Reviewer:
    return make_reviewer(name="Mira Medic")


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def client_of(user, **options) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def screen(edition: Edition) -> str:
    return reverse("admin:reviewers_edition_review", args=[edition.pk])


def adding(edition: Edition) -> str:
    return reverse("admin:reviewers_edition_comments", args=[edition.pk])


def acting(comment: Comment, act: str, edition: Edition | None = None) -> str:
    return reverse(
        "admin:reviewers_edition_comment_act", args=[(edition or comment.edition).pk, comment.pk, act]
    )


def remark(**fields: str) -> dict[str, str]:
    return {f"remark-{name}": value for name, value in fields.items()}


def said(edition: Edition, reviewer: Reviewer, **fields) -> Comment:
    fields = {"text": "Say how many.", "quote": WORDS, "must_fix": True} | fields
    role = Role.MEDICAL if fields["must_fix"] else ""
    return commenting.comment(edition, reviewer=reviewer, remark=Remark(**fields), role=role)


def page_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def errors_beside(page: BeautifulSoup, name: str) -> list[str]:
    """The sentences that a field is described by."""
    field = page.find(attrs={"name": f"remark-{name}"})
    box = field.find_parent(class_=["field", "box"])
    return [item.get_text() for item in box.select(".errorlist li")]


def offers(edition: Edition, user, comment: Comment) -> list[str]:
    shown = discussion(edition, user)
    threads = shown["threads"] + shown["settled_threads"]
    return [offer.key for thread in threads if thread.comment == comment for offer in thread.offers]


def test_a_must_fix_with_a_proposal_is_written_and_led_back_to(edition: Edition, reviewer: Reviewer):
    data = remark(quote=WORDS, text="Say how many.", kind="medical", replacement="Nine in ten people walk")

    response = client_of(reviewer.user).post(adding(edition), data)

    comment = Comment.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"{screen(edition)}?done=1#comment-{comment.pk}"
    assert (comment.quote, comment.text, comment.role, comment.must_fix, comment.replacement) == (
        WORDS,
        "Say how many.",
        "medical",
        True,
        "Nine in ten people walk",
    )


def test_the_review_screen_shows_the_thread(edition: Edition, reviewer: Reviewer):
    comment = said(edition, reviewer, replacement="Nine in ten people walk")
    commenting.reply(comment, by=make_editor(), text="We look it up.")

    page = page_of(client_of(reviewer.user).get(screen(edition)))

    thread = page.find(id=f"comment-{comment.pk}")
    assert thread.select_one(".state").text == "Open: must be changed before anyone can sign"
    assert "Mira Medic, medical review" in thread.h3.text
    assert thread.select_one("blockquote del").text == WORDS
    assert thread.select_one("blockquote ins").text == "Nine in ten people walk"
    assert "We look it up." in thread.select_one(".replies").text
    assert thread.select_one("a.in-text")["href"] == "#edition:~:text=" + WORDS.replace(" ", "%20")


def test_words_can_be_taken_out(edition: Edition, reviewer: Reviewer):
    client_of(reviewer.user).post(adding(edition), remark(quote=WORDS, kind="suggestion", take_out="on"))

    comment = Comment.objects.get()
    assert (comment.replacement, comment.must_fix, comment.role) == ("", False, "")


def test_the_context_tells_which_of_two_places_is_meant(reviewer: Reviewer):
    edition = make_edition(
        make_article(body="## One\n\nA dose of 5 mg.\n\n## Two\n\nNever a dose of 5 mg.\n")
    )
    data = remark(
        quote="5 mg", text="Say when.", kind="suggestion", prefix="Two Never a dose of ", suffix="."
    )

    client_of(reviewer.user).post(adding(edition), data)

    assert Comment.objects.get().prefix.endswith("Never a dose of ")


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        (
            {"quote": "no such words", "text": "Why?"},
            "quote",
            "The words “no such words” do not stand together in one part of the page: copy them from it exactly.",
        ),
        (
            {"quote": "day", "text": "Why?"},
            "quote",
            "places: copy a few words more, so that it is clear which.",
        ),
        ({"quote": WORDS}, "text", "Write your comment."),
        ({"quote": WORDS, "kind": "medical"}, "text", "Say what must be changed."),
        ({"text": "x" * 5001}, "text", "That is too long: 5,000 characters is the most."),
        ({"quote": "x" * 5001, "text": "Why?"}, "quote", "That is too long: 5,000 characters is the most."),
        ({"replacement": "Others"}, "quote", "Quote the words that you would replace."),
        (
            {"quote": WORDS, "replacement": f" {WORDS}\n"},
            "replacement",
            "The words that you propose are the same as those that stand there.",
        ),
        (
            {"quote": WORDS, "replacement": "Others", "take_out": "on"},
            "take_out",
            "Propose other words, or take these out: not both.",
        ),
        (
            {"quote": WORDS, "text": "Why?", "kind": "statistical"},
            "kind",
            "Select a valid choice. statistical is not one of the available choices.",
        ),
    ],
)
def test_what_is_refused_is_said_beside_the_field_with_everything_kept(
    edition: Edition, reviewer: Reviewer, data: dict[str, str], field: str, sentence: str
):
    response = client_of(reviewer.user).post(adding(edition), remark(**{"kind": "suggestion"} | data))

    page = page_of(response)
    assert response.status_code == 422
    assert [sentence in error for error in errors_beside(page, field)] == [True]
    for name in {"quote", "text", "replacement"} & set(data):
        assert page.find(attrs={"name": f"remark-{name}"}).text.removeprefix("\n") == data[name]
    assert page.find(id="edition").decode_contents().strip()
    assert not Comment.objects.exists()


def test_a_comment_on_a_recalled_edition_is_refused_with_what_was_typed(edition: Edition, reviewer: Reviewer):
    submission.recall(edition, by=edition.article.owner, reason="Too early.")

    response = client_of(reviewer.user).post(adding(edition), remark(text="Mind this.", kind="suggestion"))

    assert response.status_code == 409
    page = page_of(response)
    assert "was recalled" in page.select_one("#refused").text
    assert page.find(attrs={"name": "remark-text"}).text.strip() == "Mind this."
    assert AuditEntry.objects.filter(event="refused", actor=reviewer.user).exists()


def test_who_signs_in_no_role_is_asked_for_none(edition: Edition):
    statistician = make_reviewer(Role.STATISTICAL)

    page = page_of(client_of(statistician.user).get(screen(edition)))
    client_of(statistician.user).post(adding(edition), remark(text="Mind this.", kind="medical"))

    assert page.find(attrs={"name": "remark-text"})
    assert page.find(attrs={"name": "remark-kind"}) is None
    assert Comment.objects.get().must_fix is False


def test_someone_with_two_roles_chooses_one(edition: Edition):
    both = make_reviewer(Role.MEDICAL, Role.EDITORIAL)

    form = discussion(edition, both.user)["remark_form"]

    assert [value for value, _label in form.fields["kind"].choices] == ["suggestion", "editorial", "medical"]


@pytest.mark.parametrize("group", ["writer", "editor", "publisher", "auditor", None])
def test_who_is_no_reviewer_cannot_comment_and_is_told_why(edition: Edition, group: str | None):
    user = make_user(*filter(None, [group]), name="Otto Other", is_superuser=group is None)

    shown = page_of(client_of(user).get(screen(edition)))
    response = client_of(user).post(adding(edition), remark(text="Mind this.", kind="suggestion"))

    assert shown.find(id="remark") is None
    assert "Otto Other is none of them" in shown.find(id="discussion").text
    assert response.status_code == 403
    assert "Mind this." in response.content.decode()
    assert not Comment.objects.exists()
    assert AuditEntry.objects.filter(event="refused", actor=user).exists()


def test_a_reviewer_without_a_profile_is_told_so(edition: Edition):
    user = make_user(Group.REVIEWER, name="Nora New")

    response = client_of(user).post(adding(edition), remark(text="Mind this.", kind="suggestion"))

    assert response.status_code == 403
    assert "Nora New has no reviewer’s profile" in response.content.decode()


def test_from_a_comment_to_its_settlement(edition: Edition, reviewer: Reviewer):
    comment, editor, mira = said(edition, reviewer), client_of(make_editor()), client_of(reviewer.user)

    answered = editor.post(acting(comment, "resolve"), {"text": "We say nine in ten."})
    answer = comment.replies.latest("pk")
    accepted = mira.post(acting(comment, "accept"), {"seen": str(answer.pk)}, follow=True)

    assert answered["Location"] == f"{screen(edition)}?done=1#comment-{comment.pk}"
    page = page_of(accepted)
    assert "Accepted: the comment is settled." in page.text
    assert page.select_one("details.settled summary").text == "Settled (1)"
    assert (
        page.select_one(f"details.settled #comment-{comment.pk} .state").text
        == "Settled: accepted by Mira Medic"
    )
    assert not Comment.objects.blocking(edition).exists()


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        ([], "Open: must be changed before anyone can sign"),
        (["resolve"], "Answered by the editors: waiting for Mira Medic"),
        (["resolve", "reopen"], "Open again: must be changed before anyone can sign"),
        (["take_back"], "Settled: taken back by Mira Medic"),
        (["settle"], "Settled: by Olga Other"),
    ],
)
def test_the_state_is_said_in_words(edition: Edition, reviewer: Reviewer, acts: list[str], state: str):
    comment = said(edition, reviewer)
    other = make_reviewer(name="Olga Other").user
    people = {"resolve": make_editor(), "settle": other}
    for act in acts:
        getattr(commenting, act)(comment, by=people.get(act, reviewer.user), text="So.")

    for reader, waits in [(other, "waiting for Mira Medic"), (reviewer.user, "waiting for you")]:
        shown = discussion(edition, reader)
        states = [thread.state for thread in shown["threads"] + shown["settled_threads"]]
        assert states == [state.replace("waiting for Mira Medic", waits)]


def test_each_is_offered_what_they_may_do_now(edition: Edition, reviewer: Reviewer):
    comment, editor = said(edition, reviewer), make_editor()
    other, auditor = make_reviewer(name="Olga Other").user, make_user("auditor")
    root = make_user(name="Ada Root", is_superuser=True)

    before = [offers(edition, user, comment) for user in [reviewer.user, editor, other, auditor, root]]
    commenting.resolve(comment, by=editor, text="So.")
    after = [offers(edition, user, comment) for user in [reviewer.user, editor, other, auditor, root]]

    assert before == [["reply", "take-back"], ["resolve", "reply"], ["reply", "settle"], [], []]
    assert after == [["accept", "reopen", "reply", "take-back"], ["reply"], ["reply", "settle"], [], []]


def test_a_refused_answer_keeps_what_was_typed(edition: Edition, reviewer: Reviewer):
    comment = said(edition, reviewer)
    client = client_of(make_editor())

    empty = client.post(acting(comment, "resolve"), {"text": " "})
    long = client.post(acting(comment, "resolve"), {"text": "x" * 5001})
    commenting.take_back(comment, by=reviewer.user)
    late = client.post(acting(comment, "resolve"), {"text": "We say nine in ten."})

    assert [empty.status_code, long.status_code, late.status_code] == [409, 422, 409]
    assert "Say how you answer the comment" in empty.content.decode()
    assert "x" * 5001 in page_of(long).find(id=f"resolve-{comment.pk}").text
    assert "This comment is settled already." in late.content.decode()
    assert "We say nine in ten." in late.content.decode()
    assert [reply.what for reply in comment.replies.all()] == ["taken_back"]


def test_an_answer_that_nobody_saw_is_not_accepted(edition: Edition, reviewer: Reviewer):
    comment, editor = said(edition, reviewer), make_editor()
    seen = commenting.resolve(comment, by=editor, text="We say nine in ten.")
    commenting.reopen(comment, by=reviewer.user, text="Of whom?")
    commenting.resolve(comment, by=editor, text="We leave it.")
    client = client_of(reviewer.user)

    for data in [{"seen": str(seen.pk)}, {}]:
        response = client.post(acting(comment, "accept"), data)
        assert response.status_code == 409
        assert "read their answer first" in response.content.decode()
    client.post(reverse("admin:reviewers_edition_comments_accept", args=[edition.pk]), {"seen": str(seen.pk)})

    assert not comment.replies.filter(what=Reply.What.ACCEPTED).exists()


def test_all_answers_that_were_seen_are_accepted_at_once(edition: Edition, reviewer: Reviewer):
    comments = [said(edition, reviewer, text=text) for text in ["One.", "Two."]]
    foreign = said(edition, make_reviewer(name="Olga Other"), text="Three.")
    later = said(edition, reviewer, text="Four.")
    for comment in [*comments, foreign]:
        commenting.resolve(comment, by=make_editor(), text="So.")
    offered = discussion(edition, reviewer.user)["accept_all"]
    others = str(foreign.replies.get().pk)
    commenting.resolve(later, by=make_editor(), text="So.")

    response = client_of(reviewer.user).post(
        offered["url"], {"seen": f"{offered['seen']} {others} x {'9' * 40}"}, follow=True
    )

    assert offered["count"] == 2
    assert "Accepted: 2 answers." in response.content.decode()
    assert set(Comment.objects.unsettled()) == {foreign, later}
    assert not AuditEntry.objects.filter(event="refused").exists()


def test_there_may_be_nothing_to_accept(edition: Edition, reviewer: Reviewer):
    url = reverse("admin:reviewers_edition_comments_accept", args=[edition.pk])

    response = client_of(reviewer.user).post(url, follow=True)

    assert "There is no answer to accept: open the page anew." in response.content.decode()


def test_a_comment_of_another_article_is_not_found(edition: Edition, reviewer: Reviewer):
    comment, other = said(edition, reviewer), make_edition()
    client = client_of(reviewer.user)

    assert client.post(acting(comment, "reply", other), {"text": "Hello."}).status_code == 404
    assert client.post(acting(comment, "publish"), {"text": "Hello."}).status_code == 404
    assert client.post(f"{adding(edition)}{'9' * 30}/reply/", {"text": "Hello."}).status_code == 404
    assert client.post(f"/admin/articles/edition/{'9' * 30}/comments/").status_code == 404
    assert not comment.replies.exists()


def test_a_comment_on_a_later_edition_is_not_of_this_one(reviewer: Reviewer):
    first = make_edition()
    submission.recall(first, by=first.article.owner, reason="Too early.")
    change(first.article, title="Walking again")
    later = said(make_edition(first.article), reviewer)

    response = client_of(reviewer.user).post(acting(later, "reply", first), {"text": "Hello."})

    assert response.status_code == 404


def test_comments_are_posted_and_by_nobody_elses_page(edition: Edition, reviewer: Reviewer):
    comment = said(edition, reviewer)
    paths = [
        adding(edition),
        acting(comment, "reply"),
        reverse("admin:reviewers_edition_comments_accept", args=[edition.pk]),
    ]
    client, strict = client_of(reviewer.user), client_of(reviewer.user, enforce_csrf_checks=True)

    assert [client.get(path).status_code for path in paths] == [405] * 3
    assert [strict.post(path, {"text": "Hello."}).status_code for path in paths] == [403] * 3
    assert [Client().post(path, {"text": "Hello."}).status_code for path in paths] == [401] * 3
    assert not comment.replies.exists()


def test_what_is_open_is_carried_to_the_next_edition(reviewer: Reviewer):
    first = make_edition()
    stands = said(first, reviewer, text="Say how many.")
    gone = said(first, reviewer, quote="Walk a little every day", text="How much?")
    settled = said(first, reviewer, text="Never mind.")
    commenting.take_back(settled, by=reviewer.user)
    change(
        first.article,
        body="## What happens after surgery\n\nYou stand up.\n\n## At home\n\nRest.\n",
    )
    second = make_edition(first.article, answers=answer_all(first.article))

    threads = discussion(second, reviewer.user)["threads"]
    page = page_of(client_of(reviewer.user).get(screen(second)))

    assert [(thread.comment, thread.text_changed, bool(thread.link)) for thread in threads] == [
        (stands, False, True),
        (gone, True, False),
    ]
    assert page.select(f"#discussion #comment-{settled.pk}") == []
    shown = page.find(id=f"comment-{gone.pk}")
    assert "The text changed. It was about these words of edition 1:" in shown.text
    assert shown.blockquote.text == "Walk a little every day"
    assert "data-start" not in shown.attrs
    answered = client_of(reviewer.user).post(acting(gone, "reopen", second), {"text": "It says nothing."})
    assert answered["Location"] == f"{screen(second)}?done=1#comment-{gone.pk}"


def test_offsets_are_those_of_the_articles_text(edition: Edition, reviewer: Reviewer):
    comment = said(edition, reviewer)

    thread = page_of(client_of(reviewer.user).get(screen(edition))).find(id=f"comment-{comment.pk}")

    text = " ".join(BeautifulSoup(edition.html, "html.parser").get_text().split())
    assert text[int(thread["data-start"]) : int(thread["data-end"])] == WORDS


def test_the_statements_do_not_grow_with_the_comments(edition: Edition, reviewer: Reviewer):
    other, editor = make_reviewer(name="Olga Other"), make_editor()
    commenting.reply(said(edition, reviewer), by=other.user, text="Yes.")
    commenting.resolve(said(edition, other), by=editor, text="So.")
    statements(edition, reviewer.user)  # what is looked up once for all pages is by now
    few = statements(edition, reviewer.user)
    for number in range(10):
        commenting.reply(said(edition, reviewer), by=other.user, text="Yes.")
        commenting.resolve(said(edition, other, text=f"{number}"), by=editor, text="So.")

    many = statements(edition, reviewer.user)

    assert len(discussion(edition, reviewer.user)["threads"]) == 22
    assert many == few


def statements(edition: Edition, user) -> int:
    with CaptureQueriesContext(connection) as captured:
        discussion(edition, user)
    return len(captured)


def test_a_link_to_words_is_encoded_whole():
    assert fragment("a-b, c & “d”", beside="edition") == (
        "#edition:~:text=a%2Db%2C%20c%20%26%20%E2%80%9Cd%E2%80%9D"
    )
    assert fragment("5 mg", prefix="ut words before ", suffix=" and words aft", beside="edition") == (
        "#edition:~:text=words%20before-,5%20mg,-and%20words"
    )
    many = " ".join(f"word{number}" for number in range(40))
    assert fragment(many) == (
        "#:~:text=word0%20word1%20word2%20word3%20word4,word35%20word36%20word37%20word38%20word39"
    )


def test_the_form_can_be_used_without_roles_and_without_a_page():
    form = RemarkForm(remark(quote="Any words", text="Mind this.", kind="medical"))

    assert form.is_valid()
    assert form.remark() == Remark("Mind this.", quote="Any words")
