"""Receipts: what a signer keeps, outside this site, of what they signed. Each is written in the act."""

import json

from articles import audit, clock, mailing
from reviewers.models import Revocation, SignOff


def signed(signoff: SignOff) -> None:
    """Mail the signer what they signed: the exact bytes, the signature, and the chain's head at that moment."""
    edition = signoff.edition
    signature = {"payload": signoff.sealed_payload(), "seal": signoff.seal, "manifest": edition.manifest}
    name = f"{edition.article.slug}-edition-{edition.number}"
    mailing.write(
        to=signoff.signer.user.email,
        subject=f"Your signature: {edition.title}",
        body=f"Dear {signoff.printed_name},\n\nYou signed this. Keep this mail: with the attached files it shows what "
        f"you signed, whatever becomes of the site.\n\n{_facts(signoff)}\n"
        f"Audit chain's head: {audit.head()}\n\n"
        f"The file {name}.html holds the exact bytes that you signed: their SHA-256 is the HTML digest above. "
        f"{name}-signature.json holds your signature with its seal and the manifest whose SHA-256 is the digest.\n\n"
        "If this was not you, tell the editors at once, and revoke the signature.\n",
        attachments=[
            mailing.Attachment(f"{name}.html", "text/html", edition.html),
            mailing.Attachment(
                f"{name}-signature.json",
                "application/json",
                json.dumps(signature, ensure_ascii=False, sort_keys=True, indent=1) + "\n",
            ),
        ],
    )


def revoked(revocation: Revocation) -> None:
    """Mail the signer that their signature is revoked, and the article's owner that the page is down."""
    signoff = revocation.signoff
    edition = signoff.edition
    facts = (
        f"{_facts(signoff)}Revoked: {clock.stamp(revocation.at)}\nReason: {revocation.reason}\n"
        f"Audit chain's head: {audit.head()}\n"
    )
    for user in dict.fromkeys([signoff.signer.user, edition.article.owner]):
        mailing.write(
            to=user.email,
            subject=f"Signature revoked: {edition.title}",
            body=f"{signoff.printed_name} revoked this signature. What was public by it is off the site.\n\n{facts}",
        )


def _facts(signoff: SignOff) -> str:
    edition = signoff.edition
    return (
        f"Article: {edition.title}\n"
        f"Edition: {edition.number}\n"
        f"Digest: {edition.digest}\n"
        f"HTML digest: {edition.html_sha256}\n"
        f"Signed by: {', '.join(part for part in [signoff.printed_name, signoff.credentials] if part)}\n"
        f"Meaning: {signoff.get_meaning_display()}\n"
        f"Scope: {signoff.get_scope_display()}\n"
        f"Round: {signoff.round}\n"
        f"Interests: {signoff.interests}\n"
        f"Signed at: {clock.stamp(signoff.signed_at)}\n"
    )
