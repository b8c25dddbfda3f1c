"""What lets anyone check a page without trusting the site: its record, the keys, the checking program, the feed."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from articles import keys
from articles.public import reading, records, standing
from articles.public.views import page

PROGRAM = "verify_record.py"


@page
def record(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The newest record of an edition, or with `?version=` an earlier one: the stored text, byte for byte.

    It is there after a withdrawal, too, without the text; 404 with an alarm in the log when it is not genuine.
    """
    version = _version(request)
    found = standing.of_article(slug)
    publication = reading.of_edition(found.latest, number)
    newest = records.newest(slug, number)
    if newest is None or publication is None:
        raise Http404
    if slug != found.latest.slug:
        address = reverse("record", args=[found.latest.slug, number])
        return redirect(address + (f"?version={version}" if version else ""), permanent=True)
    asked = newest if version is None else records.newest(slug, number, version)
    if asked is None or records.read(newest) is None:
        raise Http404
    said = records.read(asked)
    if said is None:
        raise Http404
    # Coming down is decided by time, so a record can still hold what left the site a moment ago.
    if said["facts"]["document"] and (found.gone or standing.of_edition(publication)[0]):
        words = (
            "The text was taken down, and this record, which holds it, with it. Ask for a newer one later.\n"
        )
        return HttpResponse(words, content_type="text/plain; charset=utf-8", status=410)
    return HttpResponse(records.as_file(asked), content_type="application/json")


@page
def signing_keys(request: HttpRequest) -> HttpResponse:
    """The public halves of the keys that the site signs, or signed, with, and when."""
    return JsonResponse({"keys": keys.history()})


@page
def program(request: HttpRequest) -> HttpResponse:
    """The checking program itself, to be read before it is run."""
    try:
        text = Path(settings.BASE_DIR, PROGRAM).read_bytes()
    except OSError as missing:
        raise Http404 from missing
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _version(request: HttpRequest) -> int | None:
    asked = request.GET.get("version")
    if asked is None:
        return None
    if not asked.isascii() or not asked.isdecimal() or len(asked) > 9:
        raise Http404
    return int(asked)
