"""Everything is accounted for: each act leaves its entry with the values that matter, each refusal its reasons."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles import clock, filing, naming, seals, trashing
from articles.figures import removing
from articles.figures.words import Words, change_words
from articles.models import Article, AuditEntry, Topic
from articles.refusals import Refused
from reviewers import (
    answering,
    commenting,
    declarations,
    erasing,
    exporting,
    identity,
    inviting,
    prompts,
    publishing,
    reminding,
    requesting,
    scheduling,
    signoff,
    submission,
    viewing,
    withdrawing,
)
from reviewers.commenting import Remark
from reviewers.models import AdviceLink, ReviewRequest, Role
from reviewers.outside import advising
from tests import factories
from tests.factories import (
    CREDENTIALS,
    PASSWORD,
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_request,
    make_reviewer,
    make_signed_edition,
    make_user,
    sign,
)

pytestmark = pytest.mark.django_db
Told = tuple[str, dict[str, Any]]


def soon() -> Any:
    return clock.now() + timedelta(days=1)


def article_created() -> Told:
    article = make_article()
    version = article.versions.get()
    return "article_created", {"version": 1, "sha256": version.sha256}


def article_saved() -> Told:
    article = make_article()
    factories.change(article, title="Another title")
    return "article_saved", {"version": 2, "changed": ["title"]}


def version_named() -> Told:
    version = make_article().versions.get()
    made = naming.name_version(version, name="As read by legal", by=make_editor())
    return "version_named", {"row": made.pk, "version": 1, "name": "As read by legal"}


def article_trashed() -> Told:
    article = make_article(title="Not needed", slug="not-needed")
    trashing.trash(article, by=article.owner)
    return "article_trashed", {"title": "Not needed", "slug": "not-needed"}


def article_restored() -> Told:
    article = make_article(title="Needed", slug="needed")
    trashing.trash(article, by=article.owner)
    trashing.restore(article, by=article.owner)
    return "article_restored", {"title": "Needed", "slug": "needed"}


def reminded() -> Told:
    reviewer = make_reviewer()
    edition = make_edition(requests=[(reviewer, Role.MEDICAL, factories.in_days(7))])
    reminding.remind_now(edition.article, by=make_editor())
    return "reminded", {"requests": [edition.review_requests.get().pk], "reviewers": [str(reviewer)]}


def edition_submitted() -> Told:
    edition = make_edition()
    return "edition_submitted", {
        "edition": 1,
        "digest": edition.digest,
        "change_kind": "first",
        "required_roles": ["editorial", "medical"],
        "requests": [],
    }


def review_requested() -> Told:
    edition, reviewer = make_edition(), make_reviewer()
    due = factories.in_days(7)
    made = requesting.request_review(edition, by=make_editor(), requests=[(reviewer, Role.MEDICAL, due)])
    asked = {
        "request": made[0].pk,
        "reviewer": str(reviewer),
        "profile": reviewer.pk,
        "role": "medical",
        "due": due.isoformat(),
    }
    return "review_requested", {"edition": 1, "round": 1, "requests": [asked]}


def request_ended() -> Told:
    edition = make_edition(requests=[(make_reviewer(), Role.MEDICAL, factories.in_days(7))])
    asked, to = edition.review_requests.get(), make_reviewer()
    made = requesting.reassign(
        asked, to=to, due_on=factories.in_days(9), by=make_editor(), reason="They are on leave."
    )
    ended = {"request": asked.pk, "outcome": "reassigned", "reason": "They are on leave."}
    return "request_ended", {"edition": 1, "ended": [ended], "requests": requesting.as_data([made])}


def first_viewed() -> Told:
    viewing.record_first_view(make_edition(), make_reviewer().user)
    return "first_viewed", {"edition": 1}


def edition_recalled() -> Told:
    edition = make_edition()
    submission.recall(edition, by=edition.article.owner, reason="Not yet.")
    return "edition_recalled", {"edition": 1, "reason": "Not yet."}


def signed() -> Told:
    signature = sign(make_edition(), make_reviewer())
    return "signed", {
        "signoff": str(signature.uuid),
        "seal": signature.seal,
        "digest": signature.digest,
        "verdict": signature.edition.verdicts.get().pk,
        "role": "medical",
        "round": 1,
        "scope": "whole",
    }


def changes_requested() -> Told:
    edition = make_edition()
    answering.request_changes(
        edition,
        reviewer=make_reviewer(),
        role=Role.MEDICAL,
        comments=[Remark("Day 2.", quote="day 1", must_fix=True)],
    )
    comments = commenting.as_data(edition.comments.all())
    assert (comments[0]["quote"], comments[0]["text"], comments[0]["must_fix"]) == ("day 1", "Day 2.", 1)
    return "changes_requested", {"comments": comments, "verdict": edition.verdicts.get().pk}


def commented() -> Told:
    comment = commenting.comment(make_edition(), reviewer=make_reviewer(), remark=Remark("Nice."))
    return "commented", {"comments": commenting.as_data([comment])}


def replied() -> Told:
    comment = commenting.comment(make_edition(), reviewer=make_reviewer(), remark=Remark("Nice."))
    reply = commenting.reply(comment, by=make_editor(), text="Thank you.")
    return "replied", {"comment": comment.pk, "reply": reply.pk, "what": "reply", "text": "Thank you."}


def prompts_answered() -> Told:
    edition, reviewer = make_edition(), make_reviewer()
    made = prompts.answer_prompts(
        edition, reviewer=reviewer, instrument="discern", answers={"aims": prompts.Answer("4", "Nearly.")}
    )
    return "prompts_answered", {
        "edition": 1,
        "prompts": made.pk,
        "profile": reviewer.pk,
        "instrument": "discern",
        "version": "1",
        "answers": prompts.read(made),
    }


def advice_asked() -> Told:
    link = _advice_link()
    return "advice_asked", {
        "edition": 1,
        "link": link.pk,
        "name": "Ada Okoye, PhD",
        "email": "ada@example.org",
        "question": "Is the dose right?",
        "expires": clock.stamp(link.expires_at),
    }


def advice_ended() -> Told:
    link = _advice_link()
    advising.revoke(link, by=make_editor())
    return "advice_ended", {
        "edition": 1,
        "link": link.pk,
        "name": "Ada Okoye, PhD",
        "email": "ada@example.org",
        "expires": clock.stamp(link.expires_at),
    }


def _advice_link() -> AdviceLink:
    return advising.ask_advice(
        make_edition(),
        by=make_editor(),
        printed_name="Ada Okoye, PhD",
        email="Ada@example.org",
        question="Is the dose right?",
    )


def declined() -> Told:
    reviewer = make_reviewer()
    edition = make_edition(requests=[(reviewer, Role.MEDICAL, factories.in_days(7))])
    answering.decline(edition, reviewer=reviewer, role=Role.MEDICAL, reason="no_time")
    return "declined", {"role": "medical", "reason": "no_time", "verdict": edition.verdicts.get().pk}


def signature_revoked() -> Told:
    signature = sign(make_edition(), make_reviewer())
    signoff.revoke(
        signature,
        reviewer=signature.signer,
        reason="Misread.",
        credentials=CREDENTIALS,
        request=make_request(),
    )
    return "signature_revoked", {"signoff": str(signature.uuid), "reason": "Misread.", "removed": []}


def published() -> Told:
    publication = make_publication()
    return "published", {
        "publication": str(publication.uuid),
        "seal": publication.seal,
        "slug": publication.slug,
        "round": 1,
    }


def publication_ended() -> Told:
    publication = make_publication()
    publishing.withdraw(publication.article, by=make_publisher(), reason="The dose was wrong.")
    publication.refresh_from_db()
    return "publication_ended", {
        "publication": str(publication.uuid),
        "because": "withdrawn",
        "role": "publisher",
        "notice": "The dose was wrong.",
        "seal": publication.ending_seal,
    }


def retracted() -> Told:
    publication = make_publication()
    publishing.retract(publication.article, by=make_publisher(), reason="It was wrong.", affected="All.")
    return "publication_ended", {"because": "retracted", "notice": "It was wrong.\n\nAffected: All."}


def removed() -> Told:
    publication = make_publication()
    publishing.retract(publication.article, by=make_publisher(), reason="It was wrong.", affected="All.")
    publishing.withdraw(publication.article, by=make_publisher(), reason="It does harm.")
    return "removed", {"publications": [str(publication.uuid)], "reason": "It does harm."}


def scheduled() -> Told:
    at = soon()
    planned = scheduling.schedule(make_signed_edition(), publish_at=at, by=make_publisher())
    return "scheduled", {"schedule": planned.pk, "publish_at": clock.stamp(at), "edition": 1}


def schedule_ended() -> Told:
    planned = scheduling.schedule(make_signed_edition(), publish_at=soon(), by=make_publisher())
    scheduling.cancel(planned, by=make_publisher(), reason="Too early.")
    return "schedule_ended", {"schedule": planned.pk, "outcome": "cancelled", "reason": "Too early."}


def withdrawal_planned() -> Told:
    at, article = soon(), make_publication().article
    plan = withdrawing.plan_withdrawal(article, withdraw_at=at, by=make_publisher(), reason="Recalled drug.")
    return "withdrawal_planned", {
        "plan": plan.pk,
        "withdraw_at": clock.stamp(at),
        "reason": "Recalled drug.",
    }


def withdrawal_plan_ended() -> Told:
    article = make_publication().article
    plan = withdrawing.plan_withdrawal(article, withdraw_at=soon(), by=make_publisher(), reason="A recall.")
    withdrawing.cancel_plan(plan, by=make_publisher(), reason="It stays.")
    return "withdrawal_plan_ended", {"plan": plan.pk, "outcome": "cancelled", "reason": "It stays."}


def figure_uploaded() -> Told:
    figure = factories.make_figure(factories.make_image(500, 20))
    sizes = [{"digest": size.digest, "width": size.width} for size in figure.renditions.all()]
    said = {"caption": "Walking, drawn.", "credit": "Ines Abara", "licence": "CC BY 4.0"}
    return "figure_uploaded", {"figure": figure.digest, "renditions": sizes} | said


def figure_changed() -> Told:
    figure, editor = factories.make_figure(), make_editor()
    change_words(figure, Words("Other words."), by=editor, seen=Words.of(figure))
    changed = {
        "caption": ["Walking, drawn.", "Other words."],
        "credit": ["Ines Abara", ""],
        "licence": ["CC BY 4.0", ""],
    }
    return "figure_changed", {"figure": figure.digest, "changed": changed}


def figure_deleted() -> Told:
    figure = factories.make_figure()
    removing.delete(figure, by=make_editor())
    return "figure_deleted", {"figure": figure.digest, "caption": "Walking, drawn.", "because": "deleted"}


def refused() -> Told:
    with pytest.raises(Refused):
        publishing.publish(make_edition(), by=make_publisher())
    reasons = ["The editorial sign-off is missing.", "The medical sign-off is missing."]
    return "refused", {"attempt": "publish", "reasons": reasons}


def logged_in() -> Told:
    Client().post("/admin/login/", {"username": make_editor().email, "password": PASSWORD})
    return "logged_in", {}


def logged_out() -> Told:
    client = Client()
    client.force_login(make_editor())
    client.post("/admin/logout/")
    return "logged_out", {}


def login_failed() -> Told:
    email = make_editor().email
    Client().post("/admin/login/", {"username": email, "password": "wrong"})
    return "login_failed", {"email": email}


def locked_out() -> Told:
    email = make_editor().email
    for _ in range(6):
        Client().post("/admin/login/", {"username": email, "password": "wrong"})
    return "locked_out", {"email": email}


def access_changed() -> Told:
    user, client = make_user("writer"), Client()
    client.force_login(make_user(is_superuser=True))
    client.post(f"/admin/articles/user/{user.pk}/change/", {"email": user.email, "is_active": "on"})
    changed = {"groups": ["writer", ""], "is_staff": ["yes", "no"]}
    return "access_changed", {"user": user.pk, "changed": changed}


def invited() -> Told:
    reviewer = inviting.invite(
        by=make_editor(),
        email="mira@example.org",
        given_name="Mira",
        family_name="Medic",
        roles=["medical"],
    )
    return "invited", {"reviewer": reviewer.pk, "email": "mira@example.org", "roles": ["medical"]}


def identity_verified() -> Told:
    reviewer = make_reviewer(ready=False)
    check = identity.verify_identity(reviewer, by=make_editor(), how="Met in person")
    return "identity_verified", {"reviewer": reviewer.pk, "check": check.pk, "how": "Met in person"}


def declared() -> Told:
    reviewer = make_reviewer(ready=False)
    made = declarations.declare(reviewer, "named", by=reviewer.user)
    return "declared", {"declaration": made.pk, "what": "named", "seal": made.seal, "version": made.version}


def interests_stated() -> Told:
    reviewer = make_reviewer(ready=False)
    made = declarations.state_interests(reviewer, "Shares in Examplix.", by=reviewer.user)
    return "interests_stated", {"disclosure": made.pk, "statement": "Shares in Examplix."}


def exported() -> Told:
    exporting.export(make_article(), by=make_editor()).close()
    return "exported", {"what": "record of the article"}


def erased() -> Told:
    make_article()
    erasing.erase([1], by=make_user(), reason="Art. 17 GDPR.")
    entry = AuditEntry.objects.get(number=1)
    told = [["version", entry.article_id, 1]]
    return "erased", {
        "reason": "Art. 17 GDPR.",
        "entries": [{"number": 1, "event": "article_created", "told": told}],
    }


ACTS: dict[str, Callable[[], Told]] = {
    act.__name__: act
    for act in [
        article_created,
        article_saved,
        article_trashed,
        article_restored,
        reminded,
        version_named,
        edition_submitted,
        review_requested,
        request_ended,
        first_viewed,
        edition_recalled,
        signed,
        changes_requested,
        commented,
        replied,
        prompts_answered,
        advice_asked,
        advice_ended,
        declined,
        signature_revoked,
        published,
        publication_ended,
        retracted,
        removed,
        scheduled,
        schedule_ended,
        withdrawal_planned,
        withdrawal_plan_ended,
        figure_uploaded,
        figure_changed,
        figure_deleted,
        refused,
        logged_in,
        logged_out,
        login_failed,
        locked_out,
        access_changed,
        invited,
        identity_verified,
        declared,
        interests_stated,
        exported,
        erased,
    ]
}
# Shown where the demonstration is loaded, and where the key is changed (tests/attacks/test_tampering.py).
ELSEWHERE = {"demonstration", "signing_key_changed"}


def test_every_event_has_its_act_here():
    assert set(ACTS) - {"retracted"} | ELSEWHERE == set(AuditEntry.Event.values)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_act_leaves_its_entry_with_its_values(act: Callable[[], Told]):
    event, values = act()

    entry = AuditEntry.objects.filter(event=event).latest("number")
    data = json.loads(entry.data)
    assert {name: data.get(name) for name in values} == values
    nobody = {"login_failed", "locked_out"}
    assert (entry.actor is None) == (event in nobody)
    assert seals.holds(entry.sealed_payload(), entry.seal)


def _in_the_trash() -> Article:
    article = make_article()
    trashing.trash(article, by=article.owner)
    return article


REFUSALS: dict[str, Callable[[], object]] = {
    "save": lambda: _stale_save(),
    "trash": lambda: trashing.trash(make_edition().article, by=make_editor()),
    "restore": lambda: trashing.restore(make_article(), by=make_editor()),
    "set owner": lambda: filing.set_owner(make_article(), make_user(is_active=False), by=make_editor()),
    "add topic": lambda: filing.add_topic(_in_the_trash(), Topic.objects.first(), by=make_editor()),
    "remove topic": lambda: filing.remove_topic(_in_the_trash(), Topic.objects.first(), by=make_editor()),
    "remind": lambda: reminding.remind_now(make_article(), by=make_editor()),
    "name a version": lambda: naming.name_version(
        make_article().versions.get(), name="n" * 121, by=make_editor()
    ),
    "submit": lambda: make_edition(by=make_user()),
    "recall": lambda: submission.recall(make_edition(), by=make_user(), reason="No."),
    "request review": lambda: requesting.request_review(make_edition(), by=make_user(), requests=[]),
    "ask for advice": lambda: advising.ask_advice(
        make_edition(), by=make_user(), printed_name="A", email="a@example.org", question="Why?"
    ),
    "revoke a link for advice": lambda: advising.revoke(_advice_link(), by=make_user()),
    "answer prompts": lambda: prompts.answer_prompts(
        make_edition(), reviewer=make_reviewer(), instrument="discern", answers={}
    ),
    "claim review": lambda: requesting.claim(make_edition(), reviewer=make_reviewer(), role=Role.EDITORIAL),
    "reassign review": lambda: requesting.reassign(
        _asked(), to=make_reviewer(), due_on=factories.in_days(9), by=make_user(), reason="Leave."
    ),
    "call off review": lambda: requesting.call_off(_asked(), by=make_editor(), reason=""),
    "sign": lambda: sign(make_edition(), make_reviewer(Role.EDITORIAL)),
    "request changes": lambda: answering.request_changes(
        make_edition(), reviewer=make_reviewer(), role=Role.MEDICAL, comments=[]
    ),
    "decline": lambda: answering.decline(
        make_edition(), reviewer=make_reviewer(), role="medical", reason="x"
    ),
    "revoke": lambda: _revoke_anothers(),
    "publish": lambda: publishing.publish(make_signed_edition(), by=make_user()),
    "withdraw": lambda: publishing.withdraw(make_article(), by=make_publisher(), reason="No."),
    "retract": lambda: publishing.retract(make_article(), by=make_publisher(), reason="No.", affected="All."),
    "schedule": lambda: scheduling.schedule(make_edition(), publish_at=clock.now(), by=make_publisher()),
    "plan withdrawal": lambda: withdrawing.plan_withdrawal(
        make_article(), withdraw_at=soon(), by=make_publisher(), reason="No."
    ),
    "verify identity": lambda: identity.verify_identity(make_reviewer(), by=make_user(), how="Met"),
    "declare": lambda: declarations.declare(make_reviewer(), "named", by=make_user()),
    "state interests": lambda: declarations.state_interests(make_reviewer(), "None.", by=make_user()),
    "invite": lambda: inviting.invite(
        by=make_user(), email="a@example.org", given_name="A", family_name="B", roles=["medical"]
    ),
    "export": lambda: exporting.export(make_article(), by=make_user()),
}


def _asked() -> ReviewRequest:
    edition = make_edition(requests=[(make_reviewer(), Role.MEDICAL, factories.in_days(7))])
    return edition.review_requests.get()


def _stale_save() -> None:
    article = make_article()
    factories.change(article, title="Another title")
    content = factories.writing.document.content_of(article)
    factories.writing.save(article, content, by=article.owner, seen=1)


def _revoke_anothers() -> None:
    signature = sign(make_edition(), make_reviewer())
    signoff.revoke(
        signature, reviewer=make_reviewer(), reason="No.", credentials=CREDENTIALS, request=make_request()
    )


@pytest.mark.parametrize("attempt", REFUSALS)
def test_refusal_is_on_record_with_its_reasons(attempt: str):
    with pytest.raises(Refused) as refusal:
        REFUSALS[attempt]()

    entry = AuditEntry.objects.latest("number")
    assert (entry.event, json.loads(entry.data)) == (
        "refused",
        {"attempt": attempt, "reasons": refusal.value.reasons},
    )
