"""Taking one's own signature back: what will happen, why, and whose hand it is."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from articles.acts import Refused, record_refusal
from articles.admin.cleaning import CleanTextMixin
from articles.models import Publication
from reviewers import signoff as signing
from reviewers.models import Schedule, SignOff

from .signing import SigningForm


class RevokeForm(SigningForm, CleanTextMixin, forms.Form):
    """The reason, and the credentials, of a revocation."""

    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Where the page is public, readers are shown it at its address, with your part and the time.",
        error_messages={"required": "Say why you revoke the signature."},
    )


@sensitive_post_parameters("revoke-password", "revoke-code", "revoke-assertion")
def respond(request: HttpRequest, signoff: SignOff, context: dict[str, Any]) -> HttpResponse:
    """Show the page, or revoke: 403 for anybody but the signer and without credentials, 422 without a reason."""
    reasons, status = _objections(request, signoff)
    form: RevokeForm | None = None
    if not reasons:
        posted = request.POST if request.method == "POST" else None
        form = RevokeForm(posted, prefix="revoke", user=request.user)
        if posted is not None:
            status, reasons = _revoke(request, signoff, form)
            if status == 302:
                return HttpResponseRedirect(
                    reverse("admin:reviewers_edition_review", args=[signoff.edition_id])
                )
    elif request.method == "POST":
        record_refusal("revoke", by=request.user, article=signoff.edition.article, reasons=reasons)
    context |= {
        "title": "Revoke a signature",
        "signoff": signoff,
        "form": form,
        "reasons": reasons,
        "consequences": _consequences(signoff),
        "bound_to": signing.revoking(signoff),
    }
    return TemplateResponse(request, "reviewers/desk/revoke.html", context, status=status)


def _revoke(request: HttpRequest, signoff: SignOff, form: RevokeForm) -> tuple[int, list[str]]:
    if not form.is_valid():
        if form.nothing_shown:
            article = signoff.edition.article
            record_refusal("revoke", by=request.user, article=article, reasons=form.nothing_shown)
        return (403 if form.nothing_shown else 422), []
    try:
        signing.revoke(
            signoff,
            reviewer=signoff.signer,
            reason=form.cleaned_data["reason"],
            credentials=form.credentials,
            request=request,
        )
    except signing.WrongCredentials as refusal:
        # django-axes would put a page of its own in place of ours, and the reason would be lost.
        request.axes_locked_out = False
        return 403, refusal.reasons
    except Refused as refusal:
        return 409, refusal.reasons
    messages.success(request, "Revoked. Nothing is public by this signature any more.")
    return 302, []


def _objections(request: HttpRequest, signoff: SignOff) -> tuple[list[str], int]:
    if signoff.signer.user_id != request.user.pk:
        return [f"This signature is {signoff.printed_name}'s: only they can revoke it."], 403
    if hasattr(signoff, "revocation"):
        return [
            f"You revoked this signature on {signoff.revocation.at:%-d %B %Y}: {signoff.revocation.reason}"
        ], 409
    return [], 200


def _consequences(signoff: SignOff) -> list[str]:
    """What a revocation does, as things stand now."""
    public = Publication.objects.filter(edition_id=signoff.edition_id, round=signoff.round)
    found = []
    if public.filter(ended_at=None).exists():
        found.append(
            f"The page “{signoff.edition.article}” goes down at once. Its address then says that a reviewer took "
            "a signature back, when, and your reason."
        )
    if public.exclude(ended_at=None).exists():
        found.append("What was archived under this signature is no longer shown to readers.")
    found += [
        "The signature no longer counts. It stays on record, and so does this revocation, in your name.",
        "It cannot be undone: whoever wants the page asks for new signatures.",
    ]
    if Schedule.objects.waiting().filter(edition__article=signoff.edition.article_id).exists():
        found.append("The scheduled publication of the article is called off.")
    return found
