"""Statements of interests: what says “none”, and which names a statement shares with an article."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.text import NONE
from reviewers.interests import none_declared, products_in_both
from tests.factories import make_content

BASE = make_content()


def content(body: str = "", **changes: Any) -> dict[str, Any]:
    return BASE | {"body": body} | changes


@pytest.mark.parametrize(
    "statement",
    [
        NONE,
        "none",
        " NONE ",
        "Nil.",
        "None declared.",
        "None to declare",
        "Nothing to disclose",
        "Nothing to declare.",
        "No interests to declare",
        "No interests.",
        "No conflicts of interest",
        "No conflict of interest to disclose.",
        "No competing interests.",
        "I have no interests to declare.",
        "I have nothing to declare.",
        "I declare no competing interests.",
        "I declare that I have no conflicts of interest.",
        "There are no conflicts of interest.",
        "Competing interests: none declared.",
        "Conflicts of interest: None.",
        "The author has no disclosures.",
        "No financial or other interests to declare.",
        "Nothing to disclose in the past 36 months.",
    ],
)
def test_forms_of_none_are_known(statement: str):
    assert none_declared(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "",
        ".",
        "-",
        "n/a",
        "No",
        "Unknown",
        "None except lecture fees from Harbour Pharma.",
        "None, but my wife works for Harbour Pharma.",
        "None of my interests matter here.",
        "Nothing to disclose apart from fees.",
        "No financial interests to declare.",
        "No relevant interests.",
        "I have no interest in the products named here.",
        "I have no interests to declare. I own shares in Harbour Pharma.",
        "Nonesuch Pharma",
        "Not none.",
        "I have had this illness myself. I have no financial interests to declare.",
    ],
)
def test_what_says_more_or_less_than_none_is_not_none(statement: str):
    assert not none_declared(statement)


IN_BOTH = [
    # drugs, in any case and place
    ("I lectured on denosumab.", "Denosumab is given twice a year.", ["denosumab"]),
    ("Fees for talks on Ibrutinib.", "They took ibrutinib.", ["Ibrutinib"]),
    ("A trial of insulin glargine.", "They take insulin.", ["insulin"]),
    ("Advice on statins.", "A statin lowers cholesterol.", ["statins"]),
    ("Talks on aspirin, then warfarin; aspirin again.", "Warfarin or aspirin.", ["aspirin", "warfarin"]),
    ("Talks on metformin’s place.", "Some take metformin.", ["metformin"]),
    ("I studied co‑amoxicillin.", "They had co-amoxicillin.", ["co‑amoxicillin"]),
    ("I studied peg-filgrastim.", "They had pegfilgrastim.", ["peg-filgrastim"]),
    # brands, devices and companies
    ("Fees from Pfizer.", "The maker is Pfizer.", ["Pfizer"]),
    ("Pfizer paid me.", "The maker is Pfizer.", ["Pfizer"]),
    ("Fees from Pfizer Ltd.", "It is made by Pfizer.", ["Pfizer"]),
    ("Fees from Eli Lilly and Pfizer.", "It is made by Pfizer with Eli Lilly.", ["Eli Lilly", "Pfizer"]),
    ("Fees from Eli Lilly. Lilly paid twice.", "It is made by Eli Lilly.", ["Eli Lilly"]),
    ("Shares in Harbour Pharma.", "Sponsored by Harbour Pharma.", ["Harbour Pharma"]),
    ("Shares in Harbour Pharma.", "Harbour Pharma paid for it.", ["Harbour Pharma"]),
    ("Shares in HARBOUR PHARMA.", "It was paid by Harbour Pharma.", ["HARBOUR PHARMA"]),
    ("Harbour Pharma's board pays me.", "It was paid by Harbour Pharma’s owners.", ["Harbour Pharma"]),
    ("Grant from Bristol-Myers Squibb.", "It is made by Bristol Myers Squibb.", ["Bristol-Myers Squibb"]),
    ("Grant from Johnson & Johnson.", "It is made by Johnson & Johnson.", ["Johnson & Johnson"]),
    ("Talks on Prolia.", "They took Prolia® twice.", ["Prolia"]),
    ("Talks on Prolia®.", "They took Prolia twice.", ["Prolia"]),
    ("Talks on Prolia™.", "Prolia™ is given twice a year.", ["Prolia"]),
    ("Talks on **Prolia**.", "They took *Prolia* twice.", ["Prolia"]),
    ("I advise Dexcom on sensors.", "They wore a Dexcom sensor.", ["Dexcom"]),
    ("Fees from GSK.", "It is made by GSK.", ["GSK"]),
    ("Fees from GSK (2024) and MSD (2025).", "It is made by MSD and not by GSK.", ["GSK", "MSD"]),
    ("A grant of the Amgen Foundation.", "It is made by Amgen.", ["Amgen"]),
    ("Fees from Pfizer.", "When Pfizer began, few knew.", ["Pfizer"]),
    ("Fees from Novo Nordisk.", "- It is made\n- by Novo Nordisk", ["Novo Nordisk"]),
    ("Fees from Pfizer.", "See [the page of Pfizer](https://example.org/pfizer).", ["Pfizer"]),
    ("Fees from Pﬁzer.", "It is made by Pfizer.", ["Pﬁzer"]),
    ("Fees from Danish Novo Nordisk.", "It is made by Novo Nordisk.", ["Novo Nordisk"]),
]


@pytest.mark.parametrize(("statement", "body", "found"), IN_BOTH)
def test_names_in_both_are_found(statement: str, body: str, found: list[str]):
    assert products_in_both(statement, content(body)) == found


SILENT = [
    ("", "It is made by Pfizer."),
    (NONE, "None of them. They said None."),
    ("Fees from Pfizer.", "It is made by Novartis."),
    ("Fees from Pfizer.", "The pfizer of old."),
    ("I like apples.", "They sell Apples and apples."),
    ("In March I spoke.", "It was in March."),
    ("On Monday I spoke.", "It was on Monday."),
    ("I work at the University.", "They met at the University."),
    ("I work at the University of Leeds.", "They met at the University of Leeds."),
    ("I work at Leeds University Hospital.", "They met at Leeds University Hospital."),
    ("I work at Harbour Lane Clinic.", "They met at Harbour Lane Clinic."),
    ("I work in the Department of Medicine.", "She leads the Department of Medicine."),
    ("I am in the Osteoporosis Society.", "So says the Osteoporosis Society."),
    ("I sit on the Board of Medicine.", "So says the Board of Medicine."),
    ("I review for the Journal of Examples.", "It stood in the Journal of Examples."),
    ("I review for The Lancet.", "It stood in The Lancet."),
    ("Speaker fees.", "The Speaker said so."),
    ("Research grants.", "It is a matter of Research."),
    ("I treat CLL.", "Chronic lymphocytic leukaemia (CLL) is slow. Those with CLL wait."),
    ("I treat COPD.", "Many have COPD."),
    ("I work for the NHS.", "They asked the NHS."),
    ("I have an MD.", "She is an MD."),
    ("I have Crohn's disease.", "Those with Crohn's disease rest."),
    ("I have Parkinson's.", "Those with Parkinson's rest."),
    ("I know Whipple disease.", "They had Whipple disease."),
    ("I live in Germany.", "It was tried in Germany."),
    ("I am German.", "It was a German study."),
    ("I worked in the United States.", "It was tried in the United States."),
    ("I worked in New Zealand.", "It was tried in New Zealand."),
    ("I worked in Saudi Arabia.", "It was tried in Saudi Arabia."),
    ("Dr Wanda Writer is my sister.", "We asked Wanda Writer."),
    ("Walking is my hobby.", "Walking helps. So they say: Walking is good."),
    ("Walking tours.", "## Why Walking Helps Your Heart\n\nIt does."),
    ("Surgery is my trade.", "They had Surgery."),
    ("In April I spoke of cancer.", "In April they excel at cancer."),
    ("I have no interests.", "He said that I have none."),
    ("A company that makes these tablets paid me.", "A Company makes these tablets."),
    ("Fees from A and B.", "So say A and B."),
    ("I was paid 500 in 2024.", "It was 500 in 2024."),
    ("Dr Smith paid me.", "We asked Dr Smith."),
    ("I use peptides.", "They are peptides."),
    ("See Pfizer.", "It is at https://example.org/Pfizer and [here](https://x.org/Pfizer)."),
]


@pytest.mark.parametrize(("statement", "body"), SILENT)
def test_ordinary_words_are_passed_over(statement: str, body: str):
    assert products_in_both(statement, content(body)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "What Prolia does"},
        {"summary": "It is about Prolia."},
        {"key_points": [{"text": "They took Prolia.", "evidence": []}]},
        {"key_points": [{"text": "It helps.", "evidence": [{"reference": "a", "quote": "we gave Prolia"}]}]},
        {"quotations": [{"text": "I took Prolia.", "speaker": "Ada Obi"}]},
        {"source": {"name": "Prolia", "url": ""}},
        {"body": "## What is Prolia\n\nIt."},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_every_part_is_read(changes: dict[str, Any]):
    assert products_in_both("Fees for talks on Prolia.", content(**changes)) == ["Prolia"]


def test_references_are_read_for_drugs_alone():
    document = content(references=[{"text": "Obi A, Lind B. Trial of denosumab. Journal of Examples."}])

    assert products_in_both("I wrote on denosumab with Lind.", document) == ["denosumab"]


def test_a_company_that_employs_an_author_is_still_a_company():
    document = content(
        "It is made by Harbour Pharma.", authors=[{"name": "Ada Obi", "affiliation": "Harbour Pharma"}]
    )

    assert products_in_both("Shares in Harbour Pharma.", document) == ["Harbour Pharma"]


PIECES = (
    "Pfizer Eli Lilly ® ™ 's - . \n\n # aspirin Aspirin CLL (CLL) of University Dr & [a](b) the The In March"
)
TEXT = st.lists(st.sampled_from(PIECES.split(" ")) | st.text(st.characters(codec=None), max_size=20)).map(
    " ".join
)
steady = settings(
    max_examples=300,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@steady
@given(TEXT, TEXT, TEXT)
def test_whatever_is_found_stands_in_the_statement(statement: str, body: str, title: str):
    found = products_in_both(statement, content(body, title=title))

    assert all(name and name in statement for name in found)
    assert len(set(found)) == len(found)
    assert isinstance(none_declared(statement), bool)


@steady
@given(TEXT)
def test_an_article_without_words_shares_nothing(statement: str):
    empty: dict[str, Any] = {"body": "", "title": "", "summary": ""}

    assert products_in_both(statement, empty) == []
