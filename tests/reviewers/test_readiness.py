"""What comes before a signature: who it is, what they declared, whether they may be named; and what is frozen of it."""

from datetime import date, timedelta

import pytest

from articles import clock
from articles.models import Author, User
from reviewers import declarations, identity, policy, publishing, signoff
from reviewers.models import Credential, Declaration, IdentityCheck, Reviewer, Role
from reviewers.obstacles import obstacles
from tests.factories import (
    in_days,
    make_article,
    make_edition,
    make_editor,
    make_publisher,
    make_ready,
    make_reviewer,
    sign,
)

pytestmark = pytest.mark.django_db

What = Declaration.What


def refused(reviewer: Reviewer, edition=None, role: str = Role.MEDICAL) -> list[str]:
    with pytest.raises(signoff.CannotSign) as refusal:
        sign(edition or make_edition(), reviewer, role)
    return refusal.value.reasons


def test_first_signature_asks_for_identity_declarations_and_consent():
    reviewer = make_reviewer(name="Nia New", ready=False)

    assert refused(reviewer) == [
        "Nobody has verified the identity of Nia New yet: ask an editor.",
        declarations.MISSING[What.EQUIVALENCE],
        declarations.MISSING[What.GUIDANCE],
        "Nia New has not agreed that their name is published: only they can do so.",
    ]
    make_ready(reviewer)

    assert sign(make_edition(), reviewer).printed_name == "Nia New"


def test_nobody_verifies_their_own_identity():
    reviewer = make_reviewer(ready=False)
    reviewer.user.groups.set(make_editor().groups.all())

    with pytest.raises(identity.CannotVerify, match="their own identity"):
        identity.verify_identity(reviewer, by=reviewer.user, how="I know myself")

    assert not IdentityCheck.objects.exists()


@pytest.mark.parametrize("how", ["", "   ", "\n"])
def test_identity_check_says_how(how: str):
    with pytest.raises(identity.CannotVerify, match="Say how you made sure"):
        identity.verify_identity(make_reviewer(ready=False), by=make_editor(), how=how)


def test_only_editors_verify_identity():
    with pytest.raises(identity.CannotVerify, match="Only editors may do this"):
        identity.verify_identity(make_reviewer(ready=False), by=make_publisher(), how="Met")


def test_nobody_declares_for_another():
    reviewer = make_reviewer(ready=False)

    with pytest.raises(declarations.CannotDeclare, match="Only"):
        declarations.declare(reviewer, What.NAMED, by=make_editor())
    with pytest.raises(declarations.CannotDeclare, match="Only"):
        declarations.state_interests(reviewer, "None.", by=make_editor())


def test_declaration_in_the_words_of_an_earlier_version_is_asked_for_again(monkeypatch):
    reviewer = make_reviewer()
    monkeypatch.setitem(declarations.VERSION, What.EQUIVALENCE, "2031-01")

    assert refused(reviewer) == [declarations.MISSING[What.EQUIVALENCE]]


def test_reset_asks_for_identity_again_and_is_shown_for_a_day():
    reviewer = make_reviewer(name="Rae Reset")
    User.objects.filter(pk=reviewer.user_id).update(access_reset_at=clock.now())

    assert refused(reviewer) == [
        "Nobody has verified the identity of Rae Reset since the account was reset: ask an editor."
    ]

    reset_at = clock.now()
    identity.verify_identity(
        Reviewer.objects.get(pk=reviewer.pk), by=make_editor(), how="By video, passport seen"
    )
    signed = sign(make_edition(), reviewer)
    assert signed.access_reset_at is not None
    assert signed.access_reset_at <= reset_at


@pytest.mark.parametrize(("hours", "shown"), [(23.9, True), (24, False), (25, False)])
def test_reset_is_shown_for_a_day_and_no_longer(hours: float, shown: bool):
    user = make_reviewer().user
    user.access_reset_at = clock.now()

    assert bool(policy.recent_reset(user, user.access_reset_at + timedelta(hours=hours))) == shown


def test_withdrawn_consent_works_forward():
    signed_by = make_reviewer(name="Fay Forward")
    live = make_edition()
    sign(live, signed_by)
    sign(live, make_reviewer(Role.EDITORIAL), Role.EDITORIAL)
    publishing.publish(live, by=make_publisher())
    waiting = make_edition()
    sign(waiting, signed_by)
    sign(waiting, make_reviewer(Role.EDITORIAL), Role.EDITORIAL)

    declarations.declare(signed_by, What.NOT_NAMED, by=signed_by.user)

    sentence = "Fay Forward has not agreed that their name is published: only they can do so."
    assert live.publications.live().exists()
    assert obstacles(waiting) == [f"The medical sign-off by Fay Forward does not count: {sentence}"]
    assert refused(signed_by) == [sentence]
    declarations.declare(signed_by, What.NAMED, by=signed_by.user)
    assert obstacles(waiting) == []


def test_forged_declaration_does_not_count():
    reviewer = make_reviewer(ready=False)
    for what in [What.EQUIVALENCE, What.GUIDANCE, What.NAMED]:
        Declaration.objects.create(
            reviewer=reviewer, what=what, version=declarations.VERSION[what], at=clock.now(), seal="x"
        )

    assert not declarations.may_be_named(reviewer)
    assert not declarations.holds(reviewer, What.EQUIVALENCE)


def test_what_qualified_the_signer_is_frozen_and_later_changes_change_nothing():
    edition, reviewer = make_edition(), make_reviewer()
    signed = sign(edition, reviewer)
    sign(edition, make_reviewer(Role.EDITORIAL), Role.EDITORIAL)

    reviewer.held_credentials.update(verified_on=in_days(0), verified_by=make_editor(), number="Z 9")

    assert obstacles(edition) == []
    held = signed.qualification_part["credentials"]
    assert [credential["verified_on"] for credential in held] == ["2000-01-02"]
    assert "number" not in held[0]


def test_credential_that_lapses_before_the_publication_counts_no_more():
    edition, reviewer = make_edition(), make_reviewer(name="Lee Lapsed")
    sign(edition, reviewer)
    sign(edition, make_reviewer(Role.EDITORIAL), Role.EDITORIAL)
    reviewer.held_credentials.update(valid_until=in_days(3))

    assert obstacles(edition, in_days(3)) == []
    assert "holds no credential that is in force" in obstacles(edition, in_days(4))[0]


def retired_reviewer(name: str) -> Reviewer:
    reviewer = make_reviewer(name=name)
    reviewer.held_credentials.update(status=Credential.Status.RETIRED)
    return reviewer


def test_retired_clinician_signs_alone_by_default_and_is_shown_as_retired():
    edition = make_edition()
    signed = sign(edition, retired_reviewer("Rolf Retired"))
    sign(edition, make_reviewer(Role.EDITORIAL), Role.EDITORIAL)

    published = publishing.publish(edition, by=make_publisher())

    assert signed.is_retired
    assert [person["standing"] for person in published.reviewer_list] == ["active", "retired"]


def test_retired_clinician_signs_beside_an_active_one_where_the_site_wants_that(settings):
    settings.RETIRED_MAY_SIGN_ALONE = False
    alone = make_edition()
    settings.SECOND_CLINICIAN_FOR = frozenset({"explainer"})
    with_another = make_edition()

    assert "this site asks for an active clinician" in refused(retired_reviewer("Rolf Retired"), alone)[0]
    sign(with_another, retired_reviewer("Rosa Retired"))
    sign(with_another, make_reviewer(Role.EDITORIAL), Role.EDITORIAL)
    sign(with_another, retired_reviewer("Rudi Retired"), Role.SECOND_MEDICAL)
    assert obstacles(with_another) == [
        "Both clinicians who signed are retired, and this site asks for an active one."
    ]


def test_two_accounts_of_one_person_are_an_objection():
    reviewer, other = make_reviewer(name="Ann One"), make_reviewer(name="Ann Two")
    orcid = "0000-0002-1825-0097"
    Reviewer.objects.update(orcid=orcid)
    User.objects.filter(pk=other.user_id).update(email=reviewer.user.email.replace("@", "+2@"))

    assert refused(Reviewer.objects.get(pk=reviewer.pk)) == [
        f"Another account has the ORCID iD {orcid} too: one person signs by one account.",
        f"Another account has the mailbox of {reviewer.user.email} too: one person signs by one account.",
    ]


def test_author_is_known_by_orcid_under_another_name():
    content = {"name": "A. Other", "credentials": [], "affiliation": "", "orcid": "0000-0002-1825-0097"}
    edition = make_edition(make_article(authors=[content | {"interests": "None."}]))
    assert Author.objects.filter(orcid="0000-0002-1825-0097").exists()
    reviewer = make_reviewer(name="Ada Signer")
    reviewer.orcid = "0000-0002-1825-0097"
    reviewer.save()

    assert refused(reviewer, edition) == [
        "Ada Signer, MD wrote, edited or submitted this text: nobody signs their own work."
    ]


def test_second_factor_is_asked_for_where_it_is_required(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    reviewer, publisher = make_reviewer(name="Fay Factor"), make_publisher()

    sentence = "has set up no second factor yet: only they can do so, under “Account security”."
    assert refused(reviewer) == [f"Fay Factor {sentence}"]
    assert policy.refusals(publisher, "publish") == [f"{publisher} {sentence}"]
    assert policy.refusals(publisher, "withdraw") == []


@pytest.mark.parametrize("role", [Role.MEDICAL, Role.SECOND_MEDICAL, Role.STATISTICAL])
def test_clinical_and_statistical_roles_need_a_credential(role: str):
    reviewer = make_reviewer(Role.MEDICAL, Role.STATISTICAL)
    Credential.objects.filter(reviewer=reviewer).delete()

    assert policy.qualification_objections(reviewer, role, date(2026, 3, 3)) == [
        f"{reviewer} holds no credential that is in force on 3 March 2026 and verified by someone else."
    ]
    assert (
        policy.qualification_objections(make_reviewer(Role.EDITORIAL), Role.EDITORIAL, date(2026, 3, 3)) == []
    )


def test_forged_identity_check_does_not_count():
    reviewer = make_reviewer(name="Fay Forged", ready=False)
    IdentityCheck.objects.create(reviewer=reviewer, how="By SQL", by=make_editor(), at=clock.now(), seal="x")

    assert not policy.identity_is_verified(reviewer)


def test_scheduled_publication_is_called_off_without_a_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    publisher = make_publisher()

    assert policy.refusals(publisher, "publish") != []
    assert policy.refusals(publisher, "cancel") == []
