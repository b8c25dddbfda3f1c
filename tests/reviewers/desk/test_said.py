"""What a reviewer is told at once: what was refused, that it is signed, and that something is missing."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Edition
from reviewers import declarations
from reviewers.models import Declaration
from tests.factories import make_edition, make_editor, make_reviewer

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def review(edition: Edition) -> str:
    return reverse("admin:reviewers_edition_review", args=[edition.pk])


@pytest.mark.parametrize("decision", ["sign", "changes"])
def test_a_form_that_cannot_be_read_leads_to_what_is_wrong(decision: str):
    edition, reviewer = make_edition(), make_reviewer()

    page = client_of(reviewer.user).post(review(edition), {"decision": decision}).content.decode()

    assert page.count('id="refused"') == 1
    box = page.split('id="refused"')[1].split("</div>")[0]
    assert re.search(r"<li>\w.+</li>", box)


def test_the_forms_lead_to_what_was_refused_and_else_to_the_top_of_the_page():
    edition, reviewer = make_edition(), make_reviewer()

    page = client_of(reviewer.user).get(review(edition)).content.decode()

    # A browser keeps the fragment when it is sent on: with one that exists it would pass by “Signed.”
    fragments = set(re.findall(r'<form method="post" action="#(\w+)"', page))
    assert fragments == {"refused"}
    assert 'id="refused"' not in page


def test_the_first_page_says_that_something_is_missing():
    reviewer = make_reviewer()
    first = reverse("admin:index")
    missing = "Something is still missing before you can sign."

    assert missing not in client_of(reviewer.user).get(first).content.decode()
    declarations.declare(reviewer, Declaration.What.NOT_NAMED, by=reviewer.user)
    assert missing in client_of(reviewer.user).get(first).content.decode()
    assert missing not in client_of(make_editor()).get(first).content.decode()
