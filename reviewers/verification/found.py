"""The rows of one kind, held beside what the audit chain tells of them, both ways."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from .flaw import Flaw, flaw
from .told import UNKNOWN, Name, Told, words


class Found:
    """The rows of one kind that are there."""

    def __init__(self, noun: str, model: type[Model]) -> None:
        self.noun, self.table = noun, model._meta.db_table
        self.rows: dict[Name, tuple[int, Any]] = {}
        self.twice: list[Flaw] = []

    def add(self, row: Model, name: Name, value: Any) -> None:
        """Take in one row: its name among those of its kind, and what it says."""
        if name in self.rows and self.rows[name][1] != value:
            self.twice.append(flaw(row, f"There are two rows for {self.noun} {words(name)}."))
        self.rows[name] = (row.pk, value)

    def against(self, told: Told) -> Iterator[Flaw]:
        """What is there and not told of as it is, and what is told of and not there."""
        yield from self.twice
        known = told.of[self.noun]
        for name, (row, value) in self.rows.items():
            if name not in known:
                yield Flaw(self.table, row, f"The audit trail does not tell of {self.noun} {words(name)}.")
            elif known[name] is not UNKNOWN and known[name] != value:
                yield Flaw(self.table, row, f"The {self.noun} {words(name)} is not as the audit trail tells.")
        for name in known.keys() - self.rows.keys():
            yield Flaw(self.table, 0, f"The audit trail tells of {self.noun} {words(name)}, which is gone.")
