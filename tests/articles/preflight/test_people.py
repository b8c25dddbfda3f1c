"""Names, credentials and affiliations, and who said what is quoted."""

import pytest

from articles.preflight import findings

from .documents import AUTHOR, QUOTATION, found, make_document

NAMES = [
    "Ann Ash",
    "José García-López",
    "Seán O’Brien",
    "J. R. Smith",
    "John Smith Jr.",
    "John Smith, Jr.",
    "William (Bill) Stone",
    "李 小龙",
    "Marie-Claire d’Aubigné",
    "Jan van 't Veer",
    "Nguyễn Văn A.",
    "Mary Ann L.",
    "The NADIR-2 Study Group",
    "World Health Organization",
    "G.R. Lee",
    "St. John Smith",
    "Abd al-Rahman",
    "Müller-Lüdenscheidt",
    "山田 太郎",
    "Dr. Ann Ash",
    "Ann Ash III",
    "“Bill” Stone",
    "Smith & Jones",
]
CREDENTIALS = [
    "MD",
    "PhD",
    "FRCP (Edin)",
    "MSc (Oxon)",
    "B.Sc.",
    "RN-BC",
    "MD/PhD",
    "Dr. med.",
    "LL.M.",
    "Pharm.D.",
    "MBBS (Hons)",
    "MDCM (retired)",
    "M.S.Ed.",
    "CCRN-K",
]
AFFILIATIONS = [
    "Dept. of Medicine, Univ. of Example, Town",
    "Texas A&M University",
    "St. Jude’s Hospital (London)",
    "Inserm U1015",
    "Harbour Foundation; King’s College",
    "Hospital #2",
    "Institute 3/4",
    "Univ. of N.C.",
    "Yahoo! Health",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_left_alone(name: str):
    assert found(make_document(authors=[AUTHOR | {"name": name}])) == []


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_a_credential_is_left_alone(credential: str):
    assert found(make_document(authors=[AUTHOR | {"credentials": [credential]}])) == []


@pytest.mark.parametrize("affiliation", AFFILIATIONS)
def test_an_affiliation_is_left_alone(affiliation: str):
    assert found(make_document(authors=[AUTHOR | {"affiliation": affiliation}])) == []


STRAY = [
    ("name", "Ann Ash,"),
    ("name", "Ann Ash;"),
    ("name", "Ann Ash1,2"),
    ("name", "Ann Ash*"),
    ("name", ", Ann Ash"),
    ("name", "Ann Ash, MD"),
    ("name", "Ann Ash †"),
    ("name", "Ann: Ash"),
    ("name", "Ann Ash."),
    ("name", "Ash, Ann"),
    ("name", "Ann_Ash"),
    ("name", "- Ann Ash"),
    ("affiliation", "Dept. of Medicine,"),
    ("affiliation", ", London"),
    ("affiliation", "Example Univ., , Town"),
    ("affiliation", "Clinic*"),
]


@pytest.mark.parametrize(("field", "text"), STRAY)
def test_a_sign_that_is_no_part_of_a_name_warns(field: str, text: str):
    assert found(make_document(authors=[AUTHOR | {field: text}])) == [("warn", "stray-punctuation", text)]


@pytest.mark.parametrize("credential", ["MD,", ";MD", "MD*", "MD;", "-MD"])
def test_a_sign_that_is_no_part_of_a_credential_warns(credential: str):
    document = make_document(authors=[AUTHOR | {"credentials": ["PhD", credential]}])

    assert [(f.severity, f.rule, f.words, f.place) for f in findings(document)] == [
        ("warn", "stray-punctuation", credential, "authors.0.credentials.1")
    ]


def test_a_quotation_without_its_speaker_blocks():
    document = make_document(quotations=[QUOTATION | {"speaker": ""}])

    assert [(f.severity, f.rule, f.place) for f in findings(document)] == [
        ("block", "quotation-without-speaker", "quotations.0.speaker")
    ]


def test_a_quotation_without_its_source_warns():
    document = make_document(quotations=[QUOTATION | {"url": ""}])

    assert [(f.severity, f.rule, f.place) for f in findings(document)] == [
        ("warn", "quotation-without-source", "quotations.0.url")
    ]


@pytest.mark.parametrize("interests", ["", " \n"])
def test_an_author_of_whom_nothing_is_said_about_interests_blocks(interests: str):
    document = make_document(authors=[AUTHOR, AUTHOR | {"name": "Beth Birch", "interests": interests}])

    assert [(f.severity, f.rule, f.place, f.mend) for f in findings(document)] == [
        (
            "block",
            "interests-not-stated",
            "authors.1.interests",
            "Say whether Beth Birch has interests to disclose: choose “None” if there are none.",
        )
    ]


def test_an_author_with_interests_is_in_order():
    assert findings(make_document(authors=[AUTHOR | {"interests": "Paid by Northlight Diagnostics."}])) == []
