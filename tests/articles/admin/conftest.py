"""The groups with their permissions, as a second `migrate` leaves them."""

import pytest

from articles.groups import after_migrate as give_articles
from reviewers.groups import after_migrate as give_reviewers


@pytest.fixture(autouse=True)
def _permissions(db: None) -> None:
    give_articles("default")
    give_reviewers("default")
