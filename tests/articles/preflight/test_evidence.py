"""Key points, and what in them must be borne out."""

import pytest

from articles.preflight import findings
from articles.preflight.form.claims import checkable

from .documents import found, make_document, make_key_point

CHECKABLE = [
    ("Response was seen in 45% of patients.", "45%"),
    ("Response was seen in 45 % of patients.", "45"),
    ("Half of the patients responded.", "Half"),
    ("One in five patients responded.", "One in five"),
    ("A third of patients responded.", "A third"),
    ("The risk doubled.", "doubled"),
    ("The risk was twice as high.", "twice"),
    ("A threefold rise was seen.", "threefold"),
    ("It was given after two prior lines.", "two"),
    ("It was approved in spring.", "approved"),
    ("The approval came late.", "approval"),
    ("The agency authorised it.", "authorised"),
    ("It is the only therapy.", "only"),
    ("It is the first such therapy.", "first"),
    ("The first-in-class drug.", "first-in-class"),
    ("In March 2024 it came.", "In March"),
    ("Since 2019 it is used.", "2019"),
    ("On 3 May it came.", "3"),
    ("The 5-year survival is good.", "5"),
    ("Doses of 20mg are given.", "20"),
    ("With n=30 it was small.", "30"),
    ("It was a median of ≥2 prior treatments.", "2"),
    ("EXAMPLE-189 enrolled 616 patients.", "616"),
    ("Grade 3 events were seen in 9%.", "9%"),
    ("Levels of IL-6 fell by 30 percent.", "30"),
    ("患者の20%に効いた。", "20%"),
    ("The mid-2024 results are in.", "2024"),
    ("A course costs $300,000.", "300,000"),
    ("The phase 3 results came in June.", "June"),
    ("Thirty patients took part.", "Thirty"),
]


@pytest.mark.parametrize(("text", "words"), CHECKABLE)
def test_a_number_date_or_claim_can_be_checked(text: str, words: str):
    span = checkable(text)

    assert span is not None
    assert text[slice(*span)] == words


NOT_CHECKABLE = """
BCL2 inhibitors remain a standard option.
Drugs that block CD19 or CD20 are in use.
COVID-19 vaccines are advised.
Deletion 17p predicts a poor outcome, and so does del(17p).
TP53 and IGHV status matter.
People with type 2 diabetes should be screened.
A phase 3 trial is under way, after a phase 1/2 trial.
Grade 3 or 4 events were rare, and so were grades ≥3.
It is used as first-line therapy, or as a first line of treatment.
First-degree relatives should be screened.
Ask at first contact.
Not only smokers are at risk.
Take it only if your doctor agrees.
Second-line therapy is an option.
HER2-positive and HER2-low tumours respond to PD-1/PD-L1 inhibitors.
CDK4/6 and IL-12/23 inhibitors help.
5-FU and 5-fluorouracil are toxic.
Vitamin B12, vitamin D3 and omega-3 fatty acids are stored.
The EXAMPLE CLL 004 trial goes on, and so does EXAMPLE-189.
The half-life of the drug is long.
One of the drugs causes a rash.
You may feel tired.
A double-blind trial was done.
Factor VIII levels fell.
A 12-lead ECG is needed.
The BA.2.86 variant spreads fast.
The p53 pathway and 4-1BB signalling matter.
2D and 3D imaging are used.
The 5-HT3 receptor is blocked.
""".strip().split("\n")


@pytest.mark.parametrize("text", NOT_CHECKABLE)
def test_a_number_that_is_part_of_a_name_is_no_claim(text: str):
    assert checkable(text) is None


def test_a_key_point_with_a_number_and_no_evidence_blocks():
    document = make_document(key_points=[make_key_point("Response was seen in 45% of patients.")])

    assert found(document) == [
        ("block", "key-point-without-evidence", "Response was seen in 45% of patients.")
    ]


def test_a_key_point_without_a_number_and_without_evidence_warns():
    document = make_document(key_points=[make_key_point("Rest helps.")])

    assert found(document) == [("warn", "key-point-without-evidence", "Rest helps.")]


def test_a_citation_alone_is_no_evidence():
    document = make_document(key_points=[make_key_point("Response was seen in 45% [@ash2025].")])

    assert [line[:2] for line in found(document)] == [("block", "key-point-without-evidence")]


def test_a_digit_in_a_citation_is_no_number():
    document = make_document(key_points=[make_key_point("Rest helps [@ash2025].")])

    assert [line[:2] for line in found(document)] == [("warn", "key-point-without-evidence")]


def test_evidence_of_an_unknown_reference_blocks():
    point = make_key_point("Rest helps.", quote="Rest helps", reference="nobody")

    assert [(f.severity, f.rule, f.place, f.words) for f in findings(make_document(key_points=[point]))] == [
        ("block", "evidence-without-reference", "key_points.0.evidence.0.reference", "nobody"),
        ("warn", "key-point-without-evidence", "key_points.0.text", "Rest helps."),
    ]


@pytest.mark.parametrize(("text", "severity"), [("Rest helps in 45%.", "block"), ("Rest helps.", "warn")])
def test_evidence_without_the_words_of_its_reference_is_found(text: str, severity: str):
    point = make_key_point(text, quote=" ")

    assert [(f.severity, f.rule, f.place) for f in findings(make_document(key_points=[point]))] == [
        (severity, "evidence-without-quote", "key_points.0.evidence.0.quote"),
        (severity, "key-point-without-evidence", "key_points.0.text"),
    ]
