"""Editions that nobody submitted, written by SQL with the guards in place. Digests need no key, seals do."""

import pytest

from reviewers import obstacles, signoff, states
from reviewers.models import Role
from tests.attacks.forging import append_entry, forged_edition, named
from tests.factories import make_article, make_reviewer, make_user, sign

pytestmark = pytest.mark.django_db


def test_edition_forged_by_insert_is_signed_and_published_by_nobody():
    writer = make_user("writer", "reviewer", name="Rita Both")
    edition = forged_edition(make_article(writer))

    with pytest.raises(signoff.CannotSign):
        sign(edition, make_reviewer(Role.MEDICAL, user=writer, name=str(writer)))

    assert obstacles.edition_objections(edition) != []


def test_forged_edition_with_a_forged_entry_is_named():
    edition = forged_edition(make_article())

    append_entry("edition_submitted", edition.article, edition=1, digest=edition.digest)
    states.refresh(edition.article)

    assert named() != []
