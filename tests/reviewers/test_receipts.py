"""What a signer keeps of what they signed."""

import hashlib
import json

import pytest
from django.core import mail

from articles import audit, document, seals
from articles.models import OutgoingMail
from reviewers import signoff
from tests.factories import (
    CREDENTIALS,
    make_article,
    make_edition,
    make_publication,
    make_request,
    make_reviewer,
    sign,
)

pytestmark = pytest.mark.django_db


def test_signer_is_mailed_the_exact_bytes_and_the_signature(django_capture_on_commit_callbacks):
    body = "## Café\n\nTwo  spaces, a “quote”, CRLF none, 10^9^ cells.\n\n## At home\n\nRest.\n"
    reviewer = make_reviewer()
    with django_capture_on_commit_callbacks(execute=True):
        edition = make_edition(make_article(body=body, key_points=[]))
        signed = sign(edition, reviewer)

    sent = next(message for message in mail.outbox if message.subject.startswith("Your signature"))
    html, signature = sent.attachments
    assert sent.to == [reviewer.user.email]
    assert hashlib.sha256(html.get_payload(decode=True)).hexdigest() == edition.html_sha256
    kept = json.loads(signature.get_payload(decode=True))
    assert seals.holds(kept["payload"], kept["seal"])
    assert document.sha256(kept["manifest"]) == edition.digest == kept["payload"]["digest"]
    for said in [edition.digest, signed.get_meaning_display(), "The whole page", "Interests: None."]:
        assert said in sent.body


def test_receipt_bears_the_head_of_the_chain_with_the_signature_in_it():
    sign(make_edition(), make_reviewer())

    body = OutgoingMail.objects.filter(subject__startswith="Your signature").latest("pk").body
    assert f"Audit chain's head: {audit.head()}" in body


def test_revocation_is_mailed_to_the_signer_and_the_owner():
    live = make_publication()
    signed = live.edition.signoffs.get(role="medical")

    signoff.revoke(
        signed,
        reviewer=signed.signer,
        reason="I misread it.",
        credentials=CREDENTIALS,
        request=make_request(),
    )

    told = OutgoingMail.objects.filter(subject__startswith="Signature revoked")
    assert {message.to for message in told} == {signed.signer.user.email, live.article.owner.email}
    assert all("I misread it." in message.body for message in told)
