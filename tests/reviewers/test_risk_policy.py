"""Which roles must sign: by kind, by how much a change matters, by who declares an interest in what the text names."""

import pytest

from articles.models import Edition
from reviewers import policy, publishing, signoff, submission
from reviewers.declarations import state_interests
from reviewers.models import Role
from reviewers.obstacles import obstacles
from tests.factories import (
    change,
    in_days,
    make_article,
    make_content,
    make_edition,
    make_publication,
    make_publisher,
    make_reviewer,
    sign,
)

pytestmark = pytest.mark.django_db

BOTH = ["editorial", "medical"]
THREE = ["editorial", "medical", "second_medical"]


def test_roles_are_asked_for_by_kind(settings):
    settings.REQUIRED_SIGNOFFS_BY_KIND = {"clinical_news": ("medical", "statistical")}

    assert policy.required_roles("explainer") == BOTH
    assert policy.required_roles("clinical_news") == ["medical", "statistical"]


def test_second_clinician_is_asked_for_where_the_site_wants_one(settings):
    settings.SECOND_CLINICIAN_FOR = frozenset({"explainer"})

    assert policy.required_roles("explainer", substantive=True) == THREE
    assert policy.required_roles("explainer", substantive=False) == BOTH
    assert policy.required_roles("clinical_news", substantive=True) == BOTH


def test_risk_is_computed_from_what_changed_and_frozen(settings):
    settings.SECOND_CLINICIAN_FOR = frozenset({"explainer"})
    first = make_publication(make_article(title="Walking after a hip fractrue"))
    assert first.edition.required_role_list == THREE

    change(first.article, title="Walking after a hip fracture")
    typo = make_edition(first.article, change_kind="minor", change_note="A typing error.")
    submission.recall(typo, by=first.article.owner, reason="One more change.")
    change(first.article, summary="Most people can walk on day 2 after surgery, with help.")
    dose = make_edition(first.article, change_kind="minor", change_note="The day.")

    assert (typo.private_part["risk"]["level"], typo.required_role_list) == ("minor", BOTH)
    assert (dose.private_part["risk"]["level"], dose.required_role_list) == ("substantive", THREE)
    assert dose.private_part["risk"]["reasons"]


def test_editors_may_raise_the_risk_and_never_lower_it(settings):
    settings.SECOND_CLINICIAN_FOR = frozenset({"explainer"})
    first = make_publication(make_article(title="Walking after a hip fractrue"))
    change(first.article, title="Walking after a hip fracture")

    raised = make_edition(first.article, change_kind="minor", change_note="A typing error.", raised=True)

    assert raised.required_role_list == THREE
    assert (raised.private_part["risk"]["level"], raised.private_part["risk"]["raised"]) == ("substantive", 1)


def test_edition_with_three_roles_needs_three_people():
    medical, editorial = make_reviewer(), make_reviewer(Role.EDITORIAL)
    edition = make_edition(article_naming("Walkerol"))
    sign(edition, medical)
    sign(edition, editorial, Role.EDITORIAL)

    assert obstacles(edition) == ["The second medical sign-off is missing."]
    with pytest.raises(signoff.CannotSign, match="in the medical role already"):
        sign(edition, medical, Role.SECOND_MEDICAL)
    sign(edition, make_reviewer(), Role.SECOND_MEDICAL)
    assert publishing.publish(edition, by=make_publisher()).edition == edition


def article_naming(product: str):
    """An article whose author takes fees from the maker of what the text names."""
    content = make_content()
    author = content["authors"][0] | {"interests": f"Fees from Northpoint Pharma for talks on {product}."}
    return make_article(
        summary=f"Most people walk soon, and {product} does not change that.", authors=[author]
    )


def test_authors_interest_in_a_product_of_the_text_asks_for_a_second_clinician():
    edition = make_edition(article_naming("Walkerol"))

    assert edition.required_role_list == THREE
    assert edition.private_part["risk"]["interests"] == [
        "Wanda Writer declares an interest in Walkerol, which the text names."
    ]


def test_interest_in_something_else_asks_for_nothing():
    content = make_content()
    author = content["authors"][0] | {"interests": "Fees from Northpoint Pharma for talks on Sleeperol."}

    assert make_edition(make_article(authors=[author])).required_role_list == BOTH


def test_reviewers_interest_is_known_when_they_are_asked():
    reviewer = make_reviewer(name="Ira Interest")
    state_interests(reviewer, "Shares in the maker of Walkerol.", by=reviewer.user)
    article = make_article(summary="Most people walk soon, and Walkerol does not change that.")

    edition = make_edition(article, requests=[(reviewer, Role.MEDICAL, in_days(7))])

    assert edition.required_role_list == THREE
    assert "Ira Interest declares an interest in Walkerol" in edition.private_part["risk"]["interests"][0]


def test_interest_stated_with_the_signature_needs_a_second_clinician():
    edition = make_edition(make_article(summary="Most people walk soon; Walkerol does not change that."))
    reviewer = make_reviewer()

    with pytest.raises(signoff.CannotSign, match="You declare an interest in Walkerol"):
        sign(edition, reviewer, interests="I hold shares in the maker of Walkerol.")

    assert not edition.signoffs.exists()


@pytest.mark.parametrize("kind", ["minor", "update"])
def test_only_a_correction_says_what_was_wrong(kind: str):
    article = make_publication().article
    change(article, title="Another title")
    correction = submission.Correction(wrong="a", right="b", where="c", severity="minor")

    with pytest.raises(submission.CannotSubmit, match="Only a correction says what was wrong"):
        make_edition(article, change_kind=kind, correction=correction)


@pytest.mark.parametrize(
    ("correction", "reason"),
    [
        (None, "Say what was wrong, what is right now, where, and how much it mattered."),
        (submission.Correction("", "b", "c", "minor"), "Say what was wrong: readers see it in the notice."),
        (
            submission.Correction("a", " ", "c", "minor"),
            "Say what is right now: readers see it in the notice.",
        ),
        (submission.Correction("a", "b", "", "minor"), "Say where it stood: readers see it in the notice."),
        (submission.Correction("a", "b", "c", "dire"), "Say how much the error mattered."),
    ],
)
def test_correction_says_all_that_icmje_asks(correction: submission.Correction | None, reason: str):
    article = make_publication().article
    change(article, title="Another title")

    with pytest.raises(submission.CannotSubmit) as refusal:
        make_edition(article, change_kind="correction", change_note="Day 1.", correction=correction)

    assert refusal.value.reasons == [reason]


def test_correction_stands_in_the_signed_element():
    article = make_publication().article
    change(article, title="Another title")

    edition = make_edition(article, change_kind="correction", change_note="The day was wrong.")

    assert edition.content["change"]["severity"] == Edition.Severity.MAJOR
    for words in ["Day 1 was printed as day 2.", "It is day 1.", "In the summary."]:
        assert words in edition.html
