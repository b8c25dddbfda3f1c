"""What every page of the desk shares: one door for saving, nothing deleted, bad input answered with a 4xx."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class DeskAdmin(admin.ModelAdmin):
    """A page of the desk. Nothing is deleted here, copied by "save as new", or changed in bulk."""

    actions = None
    save_as = False
    show_full_result_count = False
    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if "_saveasnew" in request.POST:
            # Django takes this name for "make a new one" even where save_as is off.
            request.POST = request.POST.copy()
            del request.POST["_saveasnew"]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if any("\0" in value for value in request.GET.values()):
            raise BadRequest("An address with a NUL character asks for nothing.")
        return super().changelist_view(request, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context.setdefault("show_save_and_add_another", False)
        context.setdefault("show_save_and_continue", False)
        response = super().render_change_form(request, context, *args, **kwargs)
        if context["errors"]:
            response.status_code = 422
        return response


class ReadOnlyAdmin(DeskAdmin):
    """Records: everyone with the right to view them may read them here, and nobody may change them."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
