"""What a browser asks for before it uses or makes a passkey: options as JSON, read by passkeys.js."""

import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from articles import second_factor

_DIGEST = re.compile("[0-9a-f]{64}")


@require_POST
def challenge(request: HttpRequest) -> HttpResponse:
    """The options for a passkey of the person who is logged in, bound to the digest in `bound_to`, or to nothing."""
    bound_to = request.POST.get("bound_to", "")
    if bound_to and not _DIGEST.fullmatch(bound_to):
        return JsonResponse(
            {"error": "A passkey signs a digest of 64 hexadecimal digits, or none."}, status=400
        )
    if not second_factor.passkeys.owned_by(request.user):
        return JsonResponse({"error": "You have no passkey. You add one under Account security."}, status=409)
    return JsonResponse(second_factor.passkeys.begin_asking(request.user, request, bound_to=bound_to))


@require_POST
def adding_challenge(request: HttpRequest) -> HttpResponse:
    """The options with which this browser makes a passkey."""
    return JsonResponse(second_factor.passkeys.begin_adding(request.user, request))


@require_POST
def log_in_challenge(request: HttpRequest) -> HttpResponse:
    """The options for whoever is about to log in: the same for everyone, as nobody knows yet who it is."""
    response = JsonResponse(second_factor.passkeys.begin_asking(None, request, bound_to=""))
    response["Cache-Control"] = "no-store"
    return response
