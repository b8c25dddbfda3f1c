"""The second round on the review screen: what was asked for, what became of it, and how the rounds went."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Edition
from reviewers import answering, commenting, publishing, submission
from reviewers.commenting import Remark
from reviewers.models import Reviewer, Role
from tests.factories import (
    acknowledge_all,
    answer_all,
    change,
    in_days,
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_reviewer,
    sign,
)

pytestmark = pytest.mark.django_db

MOST = 30


@pytest.fixture
def reviewer() -> Reviewer:
    return make_reviewer(name="Mira Medic")


@pytest.fixture
def sent_back(reviewer: Reviewer) -> Edition:
    """A first edition that was sent back with three comments."""
    edition = make_edition(requests=[(reviewer, Role.MEDICAL, in_days(7))])
    answering.request_changes(
        edition,
        reviewer=reviewer,
        role="medical",
        comments=[
            Remark("Say how many.", quote="Most people can walk", must_fix=True),
            Remark("Name the trial.", must_fix=True),
            Remark("A better word?", quote="rest in between"),
        ],
        note="Nearly there.",
    )
    return edition


def second(first: Edition, reviewer: Reviewer, **changes) -> Edition:
    """The next edition, with the changes, after the editors answered each must-fix."""
    article = first.article
    if changes:
        change(article, **changes)
    answers = dict.fromkeys(answer_all(article), "Mended: nine in ten.")
    return submission.submit(
        article,
        by=article.owner,
        change_kind="first",
        change_note="",
        acknowledgements=acknowledge_all(article),
        answers=answers,
        requests=[(reviewer, Role.MEDICAL, in_days(7))],
    )


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(edition: Edition) -> str:
    return reverse("admin:reviewers_edition_review", args=[edition.pk])


def section(page: str, name: str) -> str:
    """The words of a section of the screen, with single spaces between them."""
    part = page.split(f'id="{name}"', 1)[1].split("</section>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def statements(user, edition: Edition) -> int:
    client = client_of(user)
    client.get(url(edition))  # the first look is put on record
    with CaptureQueriesContext(connection) as made:
        assert client.get(url(edition)).status_code == 200
    return len(made)


def test_the_second_round_opens_on_what_was_asked_for(sent_back: Edition, reviewer: Reviewer):
    edition = second(
        sent_back, reviewer, summary="Nine in ten people walk on the day after surgery, with help."
    )

    page = client_of(reviewer.user).get(url(edition)).content.decode()

    told = section(page, "asked-for")
    assert page.index('id="asked-for"') < page.index('id="edition"')
    assert "Say how many." in told
    assert "Name the trial." in told
    assert told.count("Mended: nine in ten.") == 2
    assert told.count("The text changed.") == 1
    assert "What the words became: removed: Most" in told
    assert "added: Nine in ten people" in told
    assert "The words stand as they stood." in told  # the suggestion
    assert 'id="comment-' not in section(page, "discussion")


def test_the_words_that_stand_now_are_those_of_the_part_that_was_spoken_of(
    sent_back: Edition, reviewer: Reviewer
):
    edition = second(sent_back, reviewer, summary="Ask your team.")

    page = client_of(reviewer.user).get(url(edition)).content.decode()

    assert "added: Ask your team" in section(page, "asked-for")


def test_words_that_cannot_be_followed_lead_to_all_that_changed(sent_back: Edition, reviewer: Reviewer):
    article = sent_back.article
    commenting.comment(
        sent_back,
        reviewer=reviewer,
        remark=Remark("Is this so?", quote="Standing up on day 1 is safe", must_fix=True),
        role="medical",
    )
    edition = second(sent_back, reviewer, key_points=[])

    page = client_of(reviewer.user).get(url(edition)).content.decode()

    told = section(page, "asked-for")
    assert "Is this so?" in told
    assert "Standing up on day 1 is safe" in told
    assert article.pk == edition.article_id
    assert client_of(reviewer.user).get(f"{url(edition)}?against=1").status_code == 200


def test_accepting_all_answers_lets_one_sign(sent_back: Edition, reviewer: Reviewer):
    edition = second(sent_back, reviewer, summary="Nine in ten people walk early, with help.")
    client = client_of(reviewer.user)
    before = client.get(url(edition)).content.decode()
    form = before.split('class="accept-all"')[0].rsplit("<form", 1)[1]
    address = re.search(r'action="([^"]+)"', form)[1]
    seen = re.search(r'name="seen" value="([^"]+)"', before)[1]

    after = client.post(address, {"seen": seen}, follow=True).content.decode()

    assert before.count('class="accept-all"') == 1
    assert "Medical review and approval</button>" not in before
    assert "Accepted: 2 answers." in after
    assert ">Medical review and approval</button>" in after
    assert section(after, "asked-for").count("Settled: accepted by Mira Medic") == 2


def test_what_others_asked_for_follows_with_the_comments(sent_back: Edition, reviewer: Reviewer):
    other = make_reviewer(name="Otto Other")
    commenting.comment(
        sent_back, reviewer=other, remark=Remark("And the dose?", must_fix=True), role="medical"
    )
    edition = second(sent_back, reviewer, title="Walking early")

    page = client_of(reviewer.user).get(url(edition)).content.decode()
    theirs = client_of(other.user).get(url(edition)).content.decode()

    assert "And the dose?" not in section(page, "asked-for")
    assert "And the dose?" in section(page, "discussion")
    assert "And the dose?" in section(theirs, "asked-for")
    assert "Say how many." in section(theirs, "discussion")


def test_the_first_round_asks_for_nothing(sent_back: Edition, reviewer: Reviewer):
    for user in [reviewer.user, make_editor()]:
        assert 'id="asked-for"' not in client_of(user).get(url(sent_back)).content.decode()


def test_the_rounds_tell_what_was_decided_and_how_comments_were_settled(
    sent_back: Edition, reviewer: Reviewer
):
    edition = second(sent_back, reviewer, summary="Nine in ten people walk early, with help.")
    commenting.accept(sent_back.comments.earliest("pk"), by=reviewer.user)
    sign_off_by = make_reviewer(Role.EDITORIAL, name="Edda Editorial")
    answering.request_changes(
        edition, reviewer=sign_off_by, role="editorial", comments=[Remark("Shorter.", must_fix=True)]
    )

    told = section(client_of(make_editor()).get(url(edition)).content.decode(), "rounds")

    this, before = told.split("Edition 1 ")
    assert "Edition 2, this one submitted by Wanda Writer" in this
    assert "Edda Editorial: changes requested (editorial review" in this
    assert "1 comment: 1 open." in this
    assert "Mira Medic: changes requested (medical review" in before
    assert "“Nearly there.”" in before
    assert "3 comments: 1 accepted by their writers, 1 answered by the editors, 1 open." in before
    assert "What changed since edition 1" in before


def test_rounds_begin_after_what_was_published_last(reviewer: Reviewer):
    article = make_publication().article
    change(article, title="Walking early")
    recalled = make_edition(article, change_note="First try.")
    submission.recall(recalled, by=article.owner, reason="A slip.")
    edition = make_edition(article, change_note="Second try.")

    told = section(client_of(reviewer.user).get(url(edition)).content.decode(), "rounds")

    assert "Second try." in told
    assert "First try. Recalled: A slip." in told
    assert "Edition 1 " not in told


def compared(page: str) -> list[str]:
    """The headings of the comparisons on the screen."""
    return [" ".join(words.split()) for words in re.findall(r'differences-heading">(.*?)</h2>', page)]


def test_one_comparison_for_each_edition_that_was_read(reviewer: Reviewer):
    article = make_publication().article
    change(article, title="Walking early")
    mine = make_edition(article)
    sign(mine, reviewer)
    submission.recall(mine, by=article.owner, reason="A slip.")
    change(article, title="Walking soon")
    back = make_edition(article)
    must = [Remark("Say how many.", must_fix=True)]
    answering.request_changes(back, reviewer=reviewer, role="medical", comments=must)
    change(article, title="Walking at once")
    edition = make_edition(article)

    def headings(user, query: str = "") -> list[str]:
        return compared(client_of(user).get(f"{url(edition)}{query}").content.decode())

    since = "What changed since edition"
    assert headings(reviewer.user) == [
        f"{since} 3, which you sent back",
        f"{since} 2, which you signed",
        f"{since} 1, which is live",
    ]
    assert headings(make_editor()) == [f"{since} 1, which is live"]
    assert headings(make_editor(), "?against=2")[0] == f"{since} 2, which you chose to compare"
    assert headings(make_editor(), "?against=1") == [f"{since} 1, which is live"]
    for nonsense in ["4", "5", "0", "-1", "x", "9" * 30]:
        assert headings(make_editor(), f"?against={nonsense}") == [f"{since} 1, which is live"]


def test_what_is_live_and_was_signed_is_compared_once(reviewer: Reviewer):
    edition = make_edition()
    sign(edition, reviewer)
    sign(edition, make_reviewer(Role.EDITORIAL), Role.EDITORIAL)
    publishing.publish(edition, by=make_publisher())
    change(edition.article, title="Walking early")
    newer = make_edition(edition.article)

    page = client_of(reviewer.user).get(url(newer)).content.decode()

    assert compared(page) == ["What changed since edition 1, which you signed and which is live"]


LONG = "\n\n".join(
    f"Paragraph {number} tells of walking early, of the {number} people who did and of those who did not."
    for number in range(1, 280)
)


@pytest.mark.parametrize(
    ("few", "many"), [(6, 12), pytest.param(20, 100, marks=pytest.mark.slow)], ids=["some", "a hundred"]
)
def test_statements_do_not_grow_with_comments_or_rounds(reviewer: Reviewer, few: int, many: int):
    other, editor = make_reviewer(name="Otto Other"), make_editor()
    head = "## What happens\n\nA physiotherapist helps [@walking].\n\n## What you can do\n\n"
    article = make_publication(make_article(body=head + LONG)).article
    seen: dict[int, list[int]] = {}
    for count, number in [(few, 2), (many, 3)]:
        change(article, title=f"Walking early, take {number}")
        edition = make_edition(article, requests=[(reviewer, Role.MEDICAL, in_days(7))])
        for place in range(1, count + 1):
            remark = Remark(f"Is it {place}?", quote=f"the {place} people", must_fix=place % 2 == 0)
            writer = reviewer if place % 3 else other
            role = "medical" if remark.must_fix else ""
            made = commenting.comment(edition, reviewer=writer, remark=remark, role=role)
            commenting.reply(made, by=editor, text="Let me see.")
        asked = [statements(user, edition) for user in [reviewer.user, editor]]
        answering.request_changes(edition, reviewer=reviewer, role="medical")
        change(article, title=f"Walking soon, take {number}")
        again = make_edition(article, requests=[(reviewer, Role.MEDICAL, in_days(7))])
        seen[count] = [*asked, *(statements(user, again) for user in [reviewer.user, editor])]
        submission.recall(again, by=article.owner, reason="Once more.")

    assert seen[few] == seen[many]
    assert max(seen[many]) <= MOST
