"""People with an account, or only a browser, who would sign as somebody else, or without the second pair of eyes."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from articles import second_factor, text
from articles.admin.audit import defused
from articles.groups import Group
from articles.models import AuditEntry
from reviewers import declarations, independence, policy
from reviewers.interests import none_declared, products_in_both
from reviewers.risk import assess
from reviewers.signoff import CannotSign
from tests.authenticating import HOST, add_passkey, make_request, set_up_app
from tests.factories import (
    PASSWORD,
    make_article,
    make_content,
    make_edition,
    make_editor,
    make_reviewer,
    make_user,
    sign,
)

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_link_in_a_mail_leads_to_this_site_whatever_host_the_request_named():
    user = make_user()

    with override_settings(ALLOWED_HOSTS=["*"]):
        Client().post(reverse("admin_password_reset"), {"email": user.email}, HTTP_HOST="evil.example")

    assert len(mail.outbox) == 1
    assert "evil.example" not in mail.outbox[0].body + mail.outbox[0].subject
    assert "//testserver/admin/reset/" in mail.outbox[0].body


def test_nobody_floods_a_mailbox_or_the_trail_with_links():
    user = make_user()

    for _ in range(10):
        answer = Client().post(reverse("admin_password_reset"), {"email": user.email})
        assert answer.status_code == 302

    assert len(mail.outbox) == 3
    assert AuditEntry.objects.count() == 3


def test_an_administrator_can_mail_a_link_all_the_same():
    user, root = make_user(), make_user(is_superuser=True)
    for _ in range(3):
        Client().post(reverse("admin_password_reset"), {"email": user.email})

    client_of(root).post(reverse("admin:articles_user_link", args=[user.pk]))

    assert len(mail.outbox) == 4


def test_a_changed_address_asks_anew_who_the_person_is():
    root, reviewer = make_user(is_superuser=True), make_reviewer()
    user = reviewer.user
    assert policy.identity_is_verified(reviewer)
    form = {"first_name": "A", "last_name": "B", "is_active": "on", "is_staff": "on", "groups": []}
    url = reverse("admin:articles_user_change", args=[user.pk])

    client_of(root).post(url, form | {"email": user.email})
    reviewer.user.refresh_from_db()
    assert policy.identity_is_verified(reviewer)

    client_of(root).post(url, form | {"email": "mine@example.net"})
    reviewer.user.refresh_from_db()
    assert reviewer.user.email == "mine@example.net"
    assert not policy.identity_is_verified(reviewer)


def test_nobody_changes_their_own_profile():
    user = make_user(Group.EDITOR, Group.REVIEWER, name="Ed Reviewer")
    reviewer = make_reviewer(user=user, name="Ed Reviewer")
    url = reverse("admin:reviewers_reviewer_change", args=[reviewer.pk])
    client = client_of(user)
    page = client.get(url)
    form = {"given_name": "Nora", "family_name": "Nobel", "roles": ["medical"], "slug": reviewer.slug}

    answer = client.post(url, form)

    assert page.status_code == 200
    assert 'name="given_name"' not in page.content.decode()
    assert answer.status_code == 403
    reviewer.refresh_from_db()
    assert reviewer.name == "Ed Reviewer"
    assert 'name="given_name"' in client_of(make_editor()).get(url).content.decode()


def test_an_interest_on_record_counts_although_the_signature_says_none():
    content = make_content(summary="Most people can take ibuprofen on the day after surgery, with help.")
    edition, reviewer = make_edition(make_article(**content)), make_reviewer()
    declarations.state_interests(reviewer, "I advise a maker of ibuprofen.", by=reviewer.user)

    with pytest.raises(CannotSign, match="ibuprofen"):
        sign(edition, reviewer, interests="None.")


@pytest.mark.parametrize(
    "written",
    [
        "Zor\u200bvexa",
        "Zor\u00advexa",
        "Zor\u2060vexa",
        "Zor\u200dvexa",
        "Z\u034forvexa",
        "Zоrvexа",  # Cyrillic о and а
        "Ζorvexa",  # Greek capital zeta
        "Ｚｏｒｖｅｘａ",
        "Zórvexa",
        "ZORVEXA",
    ],
)
def test_a_product_is_found_however_its_name_is_disguised(written):
    document = make_content(summary="In the trial, people took Zorvexa each day.")
    disguised = make_content(summary=f"In the trial, people took {written} each day.")

    assert products_in_both(f"I hold shares in {written}.", document)
    assert products_in_both("I hold shares in Zorvexa.", disguised)


def test_a_drug_is_found_however_it_is_disguised():
    document = make_content(summary="Most people can take ibuprofen.")

    for written in ["ibu\u200bprofen", "ibuprоfen", "Ibu\u00adprofen"]:
        assert products_in_both(f"I am paid for {written}.", document), written


def test_none_in_disguise_is_still_none_and_something_is_not():
    assert none_declared("No\u200bne.")
    assert not none_declared("None except Zorvexa.")


@pytest.mark.parametrize(
    "name", ["Wanda Wri\u200bter", "Wanda Wrіter", "Dr Wánda Writer", "WRITER, Wanda", "Ｗanda Writer"]
)
def test_a_disguised_name_is_no_other_person(name):
    edition = make_edition()  # Wanda Writer's

    reviewer = make_reviewer(name=name)

    assert policy.independence_objections(reviewer, edition, "medical")


def test_names_of_others_are_others():
    assert independence.plain_name("Wanda Writer") != independence.plain_name("Wanda Wright")


def test_codes_cannot_be_guessed_from_many_addresses():
    user = make_user()
    app = set_up_app(user)
    other = make_user()
    others_app = set_up_app(other)

    for number in range(second_factor.factors.TRIES):
        request = make_request()
        request.META["REMOTE_ADDR"] = f"198.51.100.{number}"
        assert second_factor.check(user, request, code="000000") is None

    assert second_factor.check(user, make_request(), code=app.code()) is None
    assert second_factor.check(other, make_request(), code=others_app.code()) == "totp"
    cache.clear()
    assert second_factor.check(user, make_request(), code=app.code()) == "totp"


def test_codes_that_are_right_use_up_no_tries():
    user = make_user()
    set_up_app(user)

    for code in second_factor.recovery.make(user):
        assert second_factor.check(user, make_request(), code=code) == "recovery_code"
    for _ in range(second_factor.factors.TRIES - 1):
        second_factor.check(user, make_request(), code="000000")
    code = second_factor.recovery.make(user)[0]
    assert second_factor.check(user, make_request(), code=code) == "recovery_code"


def test_what_no_xml_may_hold_never_enters():
    assert text.clean("a\ufffeb\uffffc") == "abc"
    assert re.fullmatch(
        r"[\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*", text.clean("".join(map(chr, range(0x10000))))
    )


def test_a_passkey_that_is_asked_on_the_page_takes_a_signature_back():
    """What cannot be asked for on the page would keep up what somebody with only a passkey wants down."""
    edition, reviewer = make_edition(), make_reviewer()
    signed = sign(edition, reviewer)
    passkey, client = add_passkey(reviewer.user), client_of(reviewer.user)
    url = reverse("admin:reviewers_signoff_revoke", args=[signed.pk])
    bound_to = re.search(r'data-bound-to="([^"]*)"', client.get(url).content.decode())[1]

    options = client.post(reverse("security_challenge"), {"bound_to": bound_to}, headers={"host": HOST})
    assert options.status_code == 200
    answer = passkey.answer(options.json())
    given = {"revoke-reason": "I was wrong.", "revoke-password": PASSWORD, "revoke-assertion": answer}
    other = {name.replace("revoke-", "sign-"): value for name, value in given.items()}
    review = reverse("admin:reviewers_edition_review", args=[edition.pk])

    assert bound_to != edition.digest
    assert client.post(url, given, headers={"host": HOST}).status_code == 302
    assert client.post(url, given, headers={"host": HOST}).status_code == 409
    assert client.post(review, other | {"decision": "sign"}, headers={"host": HOST}).status_code in (403, 422)


@pytest.mark.parametrize("cell", ["=1+1", "＝1+1", " =1+1", "\u00a0@SUM(A1)", "\t-1", "＋1", "@x"])
def test_no_cell_is_taken_for_a_formula(cell):
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ada Root", "a=b", " ", "2026"])
def test_what_is_no_formula_stays_as_it_is(cell):
    assert defused(cell) == cell


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[a](https://a.example/x(1)/../evil)", "[a](https://a.example/x(1)/./evil)"),
        ("https://a.example/x(b)c", "https://a.example/x(b).c"),
        ("[a](https://a.example/x_(b))", "[a](https://a.example/x_(B))"),
    ],
)
def test_the_whole_address_of_a_link_counts(old, new):
    assert assess(make(old), make(new)).risk == "substantive"


def make(summary: str) -> dict:
    return make_content(uuid="u", summary=summary, key_points=[], references=[])
