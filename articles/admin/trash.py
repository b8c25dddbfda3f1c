"""An article in the trash, on its own page: it is read, and saved only once it is out again."""

from typing import Any

from django.http import HttpRequest

from articles import trashing
from articles.models import Article


class TrashedIsReadOnly:
    """Shows what is in the trash without fields to type in. Who had the form open before keeps what they typed."""

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if obj is not None and obj.trashed_at and request.method in {"GET", "HEAD"}:
            return False
        return super().has_change_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> Any:
        if obj is not None and request.method == "POST" and (reasons := trashing.trashed_objections(obj)):
            request.refused = f"{' '.join(reasons)} Nothing of what you typed is lost."
        return super().get_form(request, obj, **kwargs)
