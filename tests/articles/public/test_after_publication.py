"""What comes down by itself: decided by time, on the very next request, without anything having run."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from articles.models import PlannedWithdrawal, Publication
from tests.articles.public.steps import (
    MARCH,
    at,
    correct,
    plan_withdrawal,
    publish,
    republish,
    retract,
    review_again,
    take_back,
    withdraw,
    words,
)

pytestmark = pytest.mark.django_db

LISTS = ["/", "/articles/", "/topics/", "/topics/bones/", "/corrections/"]
LEAVES = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)


def addresses_of(publication, *numbers):
    slug = publication.slug
    return [
        publication.get_absolute_url(),
        reverse("history", args=[slug]),
        *(reverse("edition", args=[slug, number]) for number in numbers),
    ]


@pytest.fixture
def lapsing(settings):
    """An article, corrected once, on a site that shows no article that is more than 30 days overdue."""
    settings.WITHDRAW_OVERDUE_AFTER_DAYS = 30
    return correct(publish())


def test_article_leaves_the_site_when_its_overdue_review_lapses(client, lapsing):
    last_day = lapsing.lapses_on - timedelta(days=1)
    midnight = datetime(lapsing.lapses_on.year, lapsing.lapses_on.month, lapsing.lapses_on.day, tzinfo=UTC)
    addresses = [*addresses_of(lapsing, 1, 2), reverse("correction", args=[lapsing.slug, 2])]

    before = [at(midnight - timedelta(seconds=1), client, address) for address in addresses]
    after = [at(midnight, client, address) for address in addresses]

    assert [response.status_code for response in before] == [200] * 5
    assert [response.status_code for response in after] == [410] * 5
    assert "Its medical review was overdue since 2 April 2027" in words(after[0])
    assert f"It has not been shown since {last_day.day + 1} May 2027." in words(after[0])
    assert not [response for response in after if b"Walking" in response.content]
    assert Publication.objects.live().get() == lapsing


def test_lapsed_article_is_in_no_list(client, lapsing):
    late = datetime(2028, 1, 1, tzinfo=UTC)

    shown = [at(late, client, address) for address in LISTS]

    assert not [response for response in shown if b"Walking" in response.content]
    assert at(MARCH + timedelta(days=31), client, "/articles/").content.count(b"Walking, corrected") == 1


def test_article_leaves_the_site_at_its_planned_time(client):
    publication = republish(publish())
    plan_withdrawal(publication, LEAVES, at=MARCH + timedelta(days=40))
    addresses = addresses_of(publication, 1, 2)

    before = [at(LEAVES - timedelta(microseconds=1), client, address).status_code for address in addresses]
    after = [at(LEAVES, client, address) for address in addresses]

    assert before == [200] * 4
    assert [response.status_code for response in after] == [410] * 4
    assert "A publisher withdrew it on 1 June 2026, 06:00 UTC, for this reason:" in words(after[0])
    assert b"The &lt;b&gt;licence&lt;/b&gt; ends." in after[0].content
    assert not [response for response in after if b"Walking" in response.content]
    assert Publication.objects.live().get() == publication
    assert PlannedWithdrawal.objects.waiting().count() == 1


def test_article_that_leaves_as_planned_is_in_no_list_but_the_withdrawals(client):
    publication = publish()
    plan_withdrawal(publication, LEAVES)

    shown = {address: words(at(LEAVES, client, address)) for address in LISTS}

    assert [address for address, page in shown.items() if "Walking" in page] == ["/corrections/"]
    assert "Withdrawal, 1 June 2026 Walking after a hip fracture" in shown["/corrections/"]


def test_old_address_of_what_has_left_says_so_without_a_detour(client):
    first = publish(slug="old-address")
    first.article.slug = "new-address"
    first.article.save()
    second = republish(first)
    plan_withdrawal(second, LEAVES, at=MARCH + timedelta(days=40))

    assert at(LEAVES, client, "/articles/old-address/").status_code == 410
    assert at(LEAVES, client, "/articles/old-address/history/").status_code == 410


def test_withdrawal_says_the_role_it_was_made_in_whatever_became_of_the_person(client):
    publication = publish()
    ended = withdraw(publication)
    ended.ended_by.groups.clear()

    assert "An editor withdrew it on 2 May 2026" in words(client.get(publication.get_absolute_url()))


def test_edition_whose_signature_was_taken_back_after_its_time_is_gone_alone(client):
    first = publish()
    second = republish(first)
    take_back(first, at=MARCH + timedelta(days=50))

    gone = client.get(reverse("edition", args=[first.slug, 1]))

    assert gone.status_code == 410
    assert "A reviewer withdrew it on 22 April 2026, 09:30 UTC, for this reason:" in words(gone)
    assert "I misread the table." in words(gone)
    assert client.get(second.get_absolute_url()).status_code == 200
    assert client.get(reverse("edition", args=[first.slug, 2])).status_code == 200


def test_withdrawal_after_a_retraction_takes_the_text_away(client):
    publication = publish()
    retract(publication)
    withdraw(publication, at=MARCH + timedelta(days=70))
    addresses = [
        *addresses_of(publication, 1),
        reverse("retraction", args=[publication.slug]),
    ]

    responses = [client.get(address) for address in addresses]

    assert [response.status_code for response in responses] == [410] * 4
    assert "An editor withdrew it on 12 May 2026" in words(responses[0])
    assert not [response for response in responses if b"Walking" in response.content]
    index = words(client.get("/corrections/"))
    assert index.index("Withdrawal, 12 May 2026") < index.index("Retraction, 2 May 2026")


def test_what_came_back_links_to_no_edition_that_was_withdrawn_with_it(client):
    first = publish()
    corrected = correct(first)
    withdraw(corrected)
    review_again(corrected, at=MARCH + timedelta(days=90))
    archived = f"/articles/{first.slug}/editions/1/"

    page = client.get(f"/articles/{first.slug}/")

    assert (page.status_code, client.get(archived).status_code) == (200, 410)
    assert f'href="{archived}"'.encode() not in page.content
