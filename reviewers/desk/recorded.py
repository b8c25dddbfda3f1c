"""Rows that say who may sign: only editors change them, and each change is on record."""

from typing import Any

from django.http import HttpRequest

from articles.admin.base import DeskAdmin
from articles.groups import Group, belongs
from reviewers import people


class RecordedAdmin(DeskAdmin):
    """Each change is in the audit trail with its old and new values. A superuser who is no editor may look."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and belongs(request.user, Group.EDITOR)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and belongs(request.user, Group.EDITOR)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        before = people.values_of(self.model.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)
        people.record_change(obj, by=request.user, before=before)
