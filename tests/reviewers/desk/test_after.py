"""The pages of the acts on what is live or waits for its time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group as DjangoGroup
from django.test import Client
from django.urls import reverse

from articles import clock
from articles.groups import Group
from articles.models import Article, PlannedWithdrawal, Publication, User
from reviewers import declarations, publishing, scheduling, withdrawing
from reviewers.models import ReviewRequest, Role, Schedule
from tests.factories import (
    change,
    make_article,
    make_editor,
    make_publication,
    make_publisher,
    make_reviewer,
    make_signed_edition,
    make_user,
    make_writer,
)

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def editing_publisher() -> User:
    user = make_publisher()
    user.groups.add(DjangoGroup.objects.get(name=Group.EDITOR))
    return user


def url(article: Article, act: str) -> str:
    return reverse(f"admin:articles_article_{act}", args=[article.pk])


def typed(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


def in_days(days: int) -> datetime:
    return (clock.now() + timedelta(days=days)).replace(second=0, microsecond=0)


def scheduled() -> Schedule:
    return scheduling.schedule(make_signed_edition(), publish_at=in_days(3), by=make_publisher())


def test_moving_a_schedule():
    planned = scheduled()
    article, client = planned.edition.article, client_of(make_publisher())
    shown = client.get(url(article, "move")).content.decode()
    assert f'value="{typed(planned.publish_at)}"' in shown
    assert "Everything is checked again then" in shown

    data = {"schedule": planned.pk, "publish_at": typed(in_days(5))}
    response = client.post(url(article, "move"), data, follow=True)

    assert "Edition 1 is now scheduled for" in response.content.decode()
    assert Schedule.objects.waiting().get().publish_at == in_days(5)
    again = client.post(url(article, "move"), data)
    assert again.status_code == 422
    assert "This schedule is over already" in again.content.decode()


@pytest.mark.parametrize(
    ("zone", "at", "sentence"),
    [
        (
            "Europe/Zurich",
            "2027-03-28T02:30",
            "there is no 02:30 in the time zone Europe/Zurich: write 2027-03-28T01:30+01:00 or "
            "2027-03-28T03:30+02:00.",
        ),
        (
            "Europe/Zurich",
            "2027-10-31T02:30",
            "02:30 comes twice in the time zone Europe/Zurich: write 2027-10-31T02:30+02:00 for the first or "
            "2027-10-31T02:30+01:00 for the second.",
        ),
        (
            "America/New_York",
            "2027-03-14T02:30",
            "there is no 02:30 in the time zone America/New_York: write 2027-03-14T01:30-05:00 or "
            "2027-03-14T03:30-04:00.",
        ),
        (
            "America/New_York",
            "2027-11-07T01:30",
            "01:30 comes twice in the time zone America/New_York: write 2027-11-07T01:30-04:00 for the first or "
            "2027-11-07T01:30-05:00 for the second.",
        ),
    ],
)
@pytest.mark.parametrize("act", ["schedule", "move", "plan"])
def test_an_hour_that_is_missing_or_comes_twice(settings, act: str, zone: str, at: str, sentence: str):
    settings.TIME_ZONE = zone
    with clock.set_to(datetime(2027, 2, 1, tzinfo=UTC)):
        if act == "plan":
            article, data = make_publication().article, {"reason": "It expires."}
        else:
            edition = make_signed_edition()
            article, data = edition.article, {"edition": edition.number}
        if act == "move":
            planned = scheduling.schedule(edition, publish_at=in_days(3), by=make_publisher())
            data = {"schedule": planned.pk}
        field = "withdraw_at" if act == "plan" else "publish_at"
        client = client_of(make_publisher())

        refused = client.post(url(article, act), data | {field: at})

        assert refused.status_code == 422
        page = refused.content.decode()
        assert sentence in page
        assert f'<input type="text" name="{field}" value="{at}"' in page
        offered = [word.strip(".") for word in sentence.split() if word.startswith("2027-")]
        assert client.post(url(article, act), data | {field: offered[1]}).status_code == 302
    rows = PlannedWithdrawal.objects.values_list("withdraw_at") if act == "plan" else None
    stored = (rows or Schedule.objects.waiting().values_list("publish_at")).get()[0]
    assert stored == datetime.fromisoformat(offered[1])
    assert stored.utcoffset() == timedelta(0)


@pytest.mark.parametrize("zone", ["Europe/Zurich", "America/New_York"])
def test_an_ordinary_hour_is_taken_in_the_sites_zone(settings, zone: str):
    settings.TIME_ZONE = zone
    with clock.set_to(datetime(2027, 2, 1, tzinfo=UTC)):
        edition = make_signed_edition()
        data = {"edition": edition.number, "publish_at": "2027-07-01T09:00"}
        assert client_of(make_publisher()).post(url(edition.article, "schedule"), data).status_code == 302

    hours = {"Europe/Zurich": 7, "America/New_York": 13}[zone]
    assert Schedule.objects.get().publish_at == datetime(2027, 7, 1, hours, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("", "Say when the article is to leave."),
        ("soon", "Write the time as"),
        ("0001-01-01T00:00", "Write the time as"),
        ("9999-12-31T23:59", "more than two years ahead"),
        ("9999-12-31T23:59-12:00", "more than two years ahead"),
        ("2027-02-30T09:00", "Write the time as"),
        ("2027-02-03T09:00+99:00", "Write the time as"),
    ],
)
def test_a_moment_that_cannot_be_read(at: str, sentence: str):
    article = make_publication().article

    response = client_of(make_editor()).post(
        url(article, "plan"), {"withdraw_at": at, "reason": "It expires."}
    )

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_planning_a_withdrawal_and_cancelling_it():
    article, client = make_publication().article, client_of(make_editor())
    assert "Plan a withdrawal" in client.get(url(article, "change")).content.decode()
    shown = client.get(url(article, "plan")).content.decode()
    assert "answer with your reason, the time and your role" in shown

    data = {"withdraw_at": typed(in_days(5)), "reason": "The guideline expires."}
    done = client.post(url(article, "plan"), data, follow=True).content.decode()

    assert "The article leaves the site at" in done
    assert "as Edgar Editor planned: The guideline expires." in done
    assert "Cancel the planned withdrawal" in done
    assert "Plan a withdrawal" not in done
    assert client.get(url(article, "plan")).status_code == 409
    plan = PlannedWithdrawal.objects.get()
    confirm = client.get(url(article, "keep")).content.decode()
    assert "the article stays on the site" in confirm
    kept = client.post(url(article, "keep"), {"plan": plan.pk, "reason": ""}, follow=True).content.decode()
    assert "The planned withdrawal is cancelled" in kept
    assert plan.end.outcome == "cancelled"
    assert client.get(url(article, "keep")).status_code == 409


def test_a_planned_withdrawal_that_is_over_is_not_cancelled():
    article = make_publication().article
    plan = withdrawing.plan_withdrawal(article, withdraw_at=in_days(1), by=make_editor(), reason="Expires.")

    with clock.set_to(in_days(2)):
        response = client_of(make_publisher()).post(url(article, "keep"), {"plan": plan.pk})
        desk = client_of(make_publisher()).get(url(article, "change")).content.decode()

    assert response.status_code == 409
    assert "it comes back by new signatures only" in response.content.decode()
    assert "Withdrawn on" in desk
    assert "See the page" not in desk


def test_retracting():
    article, client = make_publication().article, client_of(make_editor())
    shown = client.get(url(article, "retract")).content.decode()
    assert "The text stays readable at its address, marked as retracted" in shown
    lacking = client.post(url(article, "retract"), {"reason": "The dose is wrong."})
    assert (lacking.status_code, "Say which parts are affected" in lacking.content.decode()) == (422, True)

    data = {"reason": "The dose is wrong.", "affected": "The whole article."}
    done = client.post(url(article, "retract"), data, follow=True).content.decode()

    assert "The article is retracted" in done
    assert "Retracted on" in done
    assert Publication.objects.get().ended_because == "retracted"
    assert url(article, "withdraw") in done
    assert url(article, "retract") not in done
    assert client.get(url(article, "retract")).status_code == 409
    withdrawn = client.post(url(article, "withdraw"), {"reason": "It names a patient."}, follow=True)
    assert "Withdrawn on" in withdrawn.content.decode()


def _radio(page: str, role: str) -> str:
    return " ".join(part.split("</label>")[0] for part in page.split(f'name="reviewer-{role}"')[1:])


def test_asking_for_a_re_review():
    article = make_publication().article
    reviewer = make_reviewer(name="Rhea Reader")
    declarations.state_interests(reviewer, "Fees from Example Pharma in 2025.", by=reviewer.user)
    make_reviewer(Role.EDITORIAL, name="Other Role")
    make_reviewer(name="Wanda Writer")
    signed_editorially = article.editions.get().signoffs.get(role=Role.EDITORIAL).signer
    signed_editorially.roles = ["medical", "editorial"]
    signed_editorially.save()
    client = client_of(make_editor())

    shown = client.get(url(article, "rereview")).content.decode()

    medical = _radio(shown, "medical")
    assert "Rhea Reader, MD" in medical
    assert "Interests: Fees from Example Pharma in 2025." in shown
    for name in ["Other Role", "Wanda Writer", signed_editorially.name]:
        assert name not in medical
    due = (clock.today() + timedelta(days=9)).isoformat()
    data = {"edition": 1, "reviewer-medical": reviewer.pk, "due-medical": due, "due-editorial": due}
    done = client.post(url(article, "rereview"), data, follow=True)
    assert "Rhea Reader is asked to read edition 1 again." in done.content.decode()
    request = ReviewRequest.objects.get()
    assert (request.reviewer, request.round, request.due_on.isoformat()) == (reviewer, 2, due)


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"reviewer-medical": ""}, 409, "Say whom you ask, and by when."),
        ({"reviewer-medical": "999999"}, 422, "choose another"),
        ({"reviewer-medical": "x"}, 422, "choose another"),
        ({"due-medical": "soon"}, 422, "Write the day as"),
        ({"due-medical": "1999-01-01"}, 422, "The day lies in the past."),
        ({"edition": ""}, 422, "it names no edition"),
        ({"edition": "7"}, 422, "Another edition is live by now"),
    ],
)
def test_a_re_review_that_cannot_be_asked_for(changes: dict, status: int, sentence: str):
    article, reviewer = make_publication().article, make_reviewer()
    due = clock.today().isoformat()
    data = {"edition": 1, "reviewer-medical": reviewer.pk, "due-medical": due, "due-editorial": due}

    response = client_of(make_editor()).post(url(article, "rereview"), data | changes)

    assert response.status_code == status
    assert sentence in response.content.decode()
    assert not ReviewRequest.objects.exists()


def test_the_page_of_a_re_review_costs_no_more_for_more_people(django_assert_max_num_queries):
    article, client = make_publication().article, client_of(make_editor())
    counts = []
    for people in [3, 9]:
        for _ in range(people):
            make_reviewer()
        with django_assert_max_num_queries(40) as counted:
            client.get(url(article, "rereview"))
        counts.append(len(counted))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("act", ["move", "plan", "keep", "retract", "rereview"])
def test_nothing_to_act_on_is_said(act: str):
    response = client_of(editing_publisher()).get(url(make_article(), act))

    assert response.status_code == 409
    assert "This cannot be done:" in response.content.decode()


@pytest.mark.parametrize(
    ("act", "who"),
    [
        ("move", make_editor),
        ("plan", make_writer),
        ("keep", make_writer),
        ("retract", make_writer),
        ("rereview", make_publisher),
    ],
)
def test_without_the_right_nothing_is_done(act: str, who):
    client, article = client_of(who()), make_publication().article

    assert client.get(url(article, act)).status_code == 403
    response = client.post(url(article, act), {})
    assert response.status_code == 403
    assert "Only " in response.content.decode()


def test_the_desk_shows_each_act_where_it_applies():
    article = make_publication().article
    client = client_of(editing_publisher())

    def acts() -> set[str]:
        page = client.get(url(article, "change")).content.decode()
        return {
            act
            for act in ["move", "cancel", "plan", "keep", "retract", "rereview", "withdraw"]
            if f'href="{url(article, act)}"' in page
        }

    assert acts() == {"plan", "retract", "rereview", "withdraw"}
    change(article, title="A better title")
    scheduling.schedule(make_signed_edition(article), publish_at=in_days(3), by=make_publisher())
    assert acts() == {"plan", "retract", "rereview", "withdraw", "move", "cancel"}
    withdrawing.plan_withdrawal(article, withdraw_at=in_days(2), by=make_editor(), reason="Expires.")
    assert acts() == {"keep", "retract", "rereview", "withdraw", "move", "cancel"}
    publishing.retract(article, by=make_editor(), reason="Wrong.", affected="All.")
    assert acts() == {"withdraw"}
    publishing.withdraw(article, by=make_user("reviewer"), reason="Wrong.")
    assert acts() == set()
