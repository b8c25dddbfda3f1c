import pytest

from .documents import found, in_body, make_document

BOILERPLATE = [
    "Continue and leave this site for the form",
    "The Oncology Network is owned and operated by Acme Inc.",
    "This website is owned by Acme.",
    "Your Privacy Choices",
    "© 2024 Acme Inc. All rights reserved.",
    "Copyright 2024 Acme",
    "You are now leaving our pages",
    "No registration required.",
    "Back to top",
    "Terms of Use | Privacy Policy | Contact us",
    "Subscribe to our newsletter.",
    "This website uses cookies.",
    "Share this article on Facebook",
]


@pytest.mark.parametrize("text", BOILERPLATE)
def test_lines_of_a_website_block(text: str):
    assert [line[:2] for line in found(in_body(text))] == [("block", "site-boilerplate")]


CONTENT = [
    "Hospitals here are owned and operated by private firms, and costs rose.",
    "Most clinics in the county are owned by doctors.",
    "Respect for patients' privacy choices matters.",
    "Share the decision with your doctor.",
    "Read more about side effects in the next section.",
    "Home care is an option.",
    "Register with a doctor near you.",
    "No registration was required for the trial in some countries.",
    "The copyright of the questionnaire is held by its authors.",
    "Cookies and cakes are high in sugar.",
]


@pytest.mark.parametrize("text", CONTENT)
def test_what_an_article_says_of_such_things_is_left_alone(text: str):
    assert found(in_body(text)) == []


def test_a_leaving_notice_is_also_an_offer_without_a_link():
    text = "Click below to leave this site and continue to the form"

    assert [line[:2] for line in found(in_body(text))] == [
        ("block", "link-without-target"),
        ("block", "site-boilerplate"),
    ]


def test_boilerplate_is_found_in_a_summary():
    assert found(make_document(summary="All rights reserved.")) == [
        ("block", "site-boilerplate", "All rights reserved.")
    ]
