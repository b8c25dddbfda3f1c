"""What `verify` finds."""

from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True)
class Flaw:
    """One thing that does not hold: which table and row, and what is wrong with it in a sentence."""

    table: str
    row: int
    sentence: str


def flaw(row: Model, sentence: str) -> Flaw:
    """What is wrong with a row."""
    return Flaw(row._meta.db_table, row.pk, sentence)
