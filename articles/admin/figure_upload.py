"""Images coming in: by the editor's script, one at a time, and by the upload page, several at once."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from articles.figures.decoding import MAX_BYTES, BadImage
from articles.figures.storing import store
from articles.models import Figure
from articles.refusals import Refused

from .answers import SIGNED_OUT, refusal, to_script
from .cleaning import CleanTextMixin
from .figure_rows import as_data, found
from .numbers import number_in

if TYPE_CHECKING:
    from .figures import FigureAdmin

ON_A_PAGE = 24
_TOO_LARGE = f"The file is larger than {MAX_BYTES // 1_000_000} MB. Make it smaller and choose it again."
_ENVELOPE = 100_000  # what a request holds beside the image
_MAY_NOT = "You may not upload images."


def pages(desk: "FigureAdmin") -> list[URLPattern]:
    """The two addresses that the editor's script asks."""
    return [
        path("upload/", _bounded(desk, to_script(desk, upload)), name="articles_figure_upload"),
        path("choose/", never_cache(partial(choose, desk)), name="articles_figure_choose"),
    ]


def upload(desk: "FigureAdmin", request: HttpRequest) -> HttpResponse:
    """POST of one `image`, with its words or without: 201 and what to write into the text, or a sentence."""
    if not desk.has_add_permission(request):
        raise PermissionDenied(_MAY_NOT)
    if request.content_type != "multipart/form-data":
        return refusal(415, "Send the image as a form does: multipart/form-data, in the field “image”.")
    image = request.FILES.get("image")
    if image is None:
        return refusal(400, "There is no image in what was sent.")
    if image.size > MAX_BYTES:
        return refusal(413, _TOO_LARGE)
    words = {name: request.POST.get(name, "") for name in ["caption", "credit", "licence"]}
    try:
        figure = store(image.read(), by=request.user, **words)
    except Refused as problem:
        return refusal(400, str(problem))
    return JsonResponse(as_data(figure), status=201)


def choose(desk: "FigureAdmin", request: HttpRequest) -> HttpResponse:
    """GET of the figures whose words hold each word of `q`, a `page` of them, newest first."""
    if not desk.admin_site.has_permission(request):
        return refusal(401, SIGNED_OUT)
    if not desk.has_view_permission(request):
        return refusal(403, "You may not see the images.")
    if request.method != "GET":
        return refusal(405, "This address takes GET alone.")
    words, page = request.GET.get("q", ""), number_in(request.GET.get("page", "1"), digits=4)
    if "\0" in words or len(words) > 200 or not page:
        return refusal(400, "This is no search for images.")
    start = (page - 1) * ON_A_PAGE
    figures = list(found(words)[start : start + ON_A_PAGE + 1])
    data = [as_data(figure) for figure in figures[:ON_A_PAGE]]
    return JsonResponse({"figures": data, "more": len(figures) > ON_A_PAGE})


def _bounded(desk: "FigureAdmin", answered: Any) -> Any:
    """The view, which never reads a body that is too large to hold an image that is taken."""

    @csrf_exempt  # `answered` checks the token; to check it here would read the body first
    def view(request: HttpRequest) -> HttpResponse:
        length = number_in(request.META.get("CONTENT_LENGTH")) or 0
        if desk.admin_site.has_permission(request) and length > MAX_BYTES + _ENVELOPE:
            return refusal(413, _TOO_LARGE)
        try:
            return answered(request)
        except MultiPartParserError:
            return refusal(400, "What was sent broke off. Choose the image again.")

    return view


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ImagesField(forms.FileField):
    """Several files: whether they are images is for the act to say, of each by itself."""

    widget = ManyFilesInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"})

    def clean(self, data: list[Any], initial: Any = None) -> list[Any]:
        # An empty file is a bad image like others, with its sentence beside theirs.
        if not data:
            raise forms.ValidationError("Choose at least one image.")
        return data


class UploadForm(CleanTextMixin, forms.Form):
    images = ImagesField(
        label="Images",
        help_text=f"JPEG, PNG, WebP or AVIF, {MAX_BYTES // 1_000_000} MB each. You can choose several.",
    )
    caption = forms.CharField(
        max_length=1000,
        required=False,
        help_text="What stands under the image.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    credit = forms.CharField(
        max_length=300, required=False, help_text="Who made it, as it should be printed."
    )
    licence = forms.CharField(
        max_length=200,
        required=False,
        help_text="By which right it is shown: CC BY 4.0, own work, by permission of …",
    )

    def __init__(self, data: Any = None, files: MultiValueDict | None = None) -> None:
        super().__init__(data, {"images": files.getlist("images")} if files is not None else None)


def upload_page(desk: "FigureAdmin", request: HttpRequest) -> HttpResponse:
    """The page to upload on: the good images are kept, and each bad one has its sentence."""
    if not desk.has_add_permission(request):
        raise PermissionDenied
    form, kept, refused = UploadForm(), [], []
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            kept, refused = _keep(form.cleaned_data, request)
            if not refused:
                return _kept(request, kept)
    context = desk.page(request, "Upload images") | {"form": form, "kept": kept, "refused": refused}
    status = 422 if refused or form.errors else 200
    return TemplateResponse(request, "articles/admin/figure_upload.html", context, status=status)


def _keep(cleaned: dict[str, Any], request: HttpRequest) -> tuple[list[Figure], list[tuple[str, str]]]:
    words = {name: cleaned[name] for name in ["caption", "credit", "licence"]}
    kept: list[Figure] = []
    refused: list[tuple[str, str]] = []
    for file in cleaned["images"]:
        try:
            if file.size > MAX_BYTES:
                raise BadImage(_TOO_LARGE)
            kept.append(store(file.read(), by=request.user, **words))
        except Refused as problem:
            refused.append((file.name, str(problem)))
    return kept, refused


def _kept(request: HttpRequest, kept: list[Figure]) -> HttpResponse:
    if len(kept) == 1:
        messages.success(request, "The image is kept. Write what stands under it, and whose it is.")
        return HttpResponseRedirect(reverse("admin:articles_figure_change", args=[kept[0].pk]))
    messages.success(request, f"{len(kept)} images are kept. Give each its own caption.")
    return HttpResponseRedirect(reverse("admin:articles_figure_changelist"))
