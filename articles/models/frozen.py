"""Rows that are written once. Triggers hold the same rule against SQL (`articles.guards`)."""

from typing import Any, NoReturn

from django.db import models


class Frozen(Exception):
    """Somebody tried to change or delete a row that is evidence."""


class InsertOnlyQuerySet(models.QuerySet):
    def update(self, **values: Any) -> NoReturn:
        raise Frozen(f"{self.model._meta.verbose_name_plural} cannot be changed.")

    def delete(self) -> NoReturn:
        raise Frozen(f"{self.model._meta.verbose_name_plural} cannot be deleted.")


class InsertOnlyModel(models.Model):
    """A row that is written once: a version, an edition, a sign-off, an audit entry.

    Raises Frozen on any later save and on deletion.
    """

    objects = InsertOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Frozen(f"{self._meta.verbose_name} {self.pk} cannot be changed.")
        super().save(**kwargs | {"force_insert": True})

    def delete(self, using: str | None = None, keep_parents: bool = False) -> NoReturn:
        raise Frozen(f"{self._meta.verbose_name} {self.pk} cannot be deleted.")
