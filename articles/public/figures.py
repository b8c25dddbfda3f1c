"""The files of figures: for everybody while a page that may be read shows them, for staff always, else for nobody.

The address names the bytes; the right to see them is asked anew with each request, a conditional one included.
"""

import logging
import re

from django.http import Http404, HttpRequest, HttpResponse

from articles.figures import reading as files
from articles.public.showing import Right, right_to
from articles.public.views import page

_logger = logging.getLogger(__name__)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TYPES = {
    "avif": "image/avif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
_GONE = "This image was taken down with the page that showed it.\n"


@page
def figure(request: HttpRequest, digest: str, extension: str) -> HttpResponse:
    """One rendition's bytes, 410 when the page that showed it is gone, 404 for everything else.

    What is sent was hashed before: other bytes under the name are not found, with an alarm in the log.
    """
    if extension not in _TYPES or not _DIGEST.fullmatch(digest):
        raise Http404
    right = right_to(digest, extension)
    if right is Right.SHOWN:
        response = file_answer(digest, extension)
        response.headers["ETag"] = f'"{digest}"'
        return response
    if request.user.is_staff and request.user.has_perm("articles.view_article"):
        response = file_answer(digest, extension)
        response.headers["Cache-Control"] = "private, no-store"
        return response
    if right is Right.GONE:
        return HttpResponse(_GONE, content_type="text/plain; charset=utf-8", status=410)
    raise Http404


def file_answer(digest: str, extension: str) -> HttpResponse:
    """The bytes of a file that may be seen by whoever asks. Raises Http404 for none, and for other bytes."""
    content = files.kept(digest, extension)
    if content is None:
        raise Http404
    if not files.are_named(content, digest):
        _logger.critical("The file of figure %s.%s holds other bytes than it is named by.", digest, extension)
        raise Http404
    return HttpResponse(
        content, content_type=_TYPES[extension], headers={"X-Content-Type-Options": "nosniff"}
    )
