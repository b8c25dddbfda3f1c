import pytest

from articles.preflight import findings
from articles.preflight.addresses import is_web_address
from articles.preflight.form.identifiers import is_doi, is_nct, is_orcid, is_pmid

from .documents import AUTHOR, QUOTATION, REFERENCE, found, in_body, make_document

GOOD = [
    (is_doi, "10.1056/NEJMoa2034577"),
    (is_doi, "10.1182/blood-2023-180000"),
    (is_doi, "10.1000.10/123"),
    (is_doi, "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"),
    (is_pmid, "1"),
    (is_pmid, "38123456"),
    (is_nct, "NCT03331198"),
    (is_orcid, "0000-0002-1825-0097"),
    (is_orcid, "0000-0002-1694-233X"),
    (is_web_address, "https://example.org"),
    (is_web_address, "http://example.org:8080/a?b=c#d"),
    (is_web_address, "https://münchen.example/ä"),
    (is_web_address, "https://192.0.2.1/"),
]
BAD = [
    (is_doi, ""),
    (is_doi, "https://doi.org/10.1056/NEJMoa2034577"),
    (is_doi, "doi:10.1056/NEJMoa2034577"),
    (is_doi, "10.105/a"),
    (is_doi, "11.1056/a"),
    (is_doi, "10.1056/"),
    (is_doi, "10.1056/a."),
    (is_doi, "10.1056/a b"),
    (is_doi, "10.1056/a–b"),
    (is_pmid, "0123"),
    (is_pmid, "123456789"),
    (is_pmid, "PMID 123"),
    (is_pmid, "１２３"),
    (is_nct, "NCT0333119"),
    (is_nct, "NCT033311988"),
    (is_nct, "nct03331198"),
    (is_nct, "NCT0333119O"),
    (is_orcid, "0000-0002-1825-0098"),
    (is_orcid, "0000-0002-1694-233x"),
    (is_orcid, "0000000218250097"),
    (is_orcid, "https://orcid.org/0000-0002-1825-0097"),
    (is_web_address, ""),
    (is_web_address, "example.org"),
    (is_web_address, "http://"),
    (is_web_address, "https://example"),
    (is_web_address, "https://example..org"),
    (is_web_address, "https://exa mple.org"),
    (is_web_address, "ftp://example.org"),
    (is_web_address, "https://[1"),
    (is_web_address, "https://example.org:port/"),
    (is_web_address, "javascript:alert(1)"),
]


@pytest.mark.parametrize(("question", "text"), GOOD)
def test_a_well_formed_identifier_is_taken(question, text: str):
    assert question(text)


@pytest.mark.parametrize(("question", "text"), BAD)
def test_a_badly_formed_identifier_is_refused(question, text: str):
    assert not question(text)


FIELDS = [
    ({"authors": [AUTHOR | {"orcid": "0000-0002-1825-0098"}]}, "orcid", "authors.0.orcid"),
    ({"source": {"name": "", "url": "example.org"}}, "url", "source.url"),
    ({"quotations": [QUOTATION | {"url": "http://"}]}, "url", "quotations.0.url"),
    ({"references": [REFERENCE | {"url": "www.example.org"}]}, "url", "references.0.url"),
    ({"references": [REFERENCE | {"doi": "doi:10.1000/1"}]}, "doi", "references.0.doi"),
    ({"references": [REFERENCE | {"pmid": "PMC12"}]}, "pmid", "references.0.pmid"),
    ({"references": [REFERENCE | {"nct": "NCT1"}]}, "nct", "references.0.nct"),
]


@pytest.mark.parametrize(("changes", "name", "place"), FIELDS)
def test_each_field_holds_what_it_is_for(changes: dict, name: str, place: str):
    assert [(f.severity, f.rule, f.place) for f in findings(make_document(**changes))] == [
        ("block", f"badly-formed-{name}", place)
    ]


IN_TEXT = [
    ("The trial NCT0123456 is open.", "badly-formed-nct", "NCT0123456"),
    ("The trial NCTO1234567 is open.", "badly-formed-nct", "NCTO1234567"),
    ("See PMID: 123456789.", "badly-formed-pmid", "PMID: 123456789"),
    ("See doi: 11.1056/abc.", "badly-formed-doi", "doi: 11.1056/abc."),
    ("See doi:10.12/abc for it.", "badly-formed-doi", "doi:10.12/abc"),
]


@pytest.mark.parametrize(("text", "rule", "words"), IN_TEXT)
def test_a_badly_formed_identifier_in_the_text_blocks(text: str, rule: str, words: str):
    assert found(in_body(text)) == [("block", rule, words)]


@pytest.mark.parametrize(
    "text",
    [
        "The trials NCT01234567 and NCT 01234567 are open (NCT01234567).",
        "See PMID: 12345678; PMID 1; PMIDs are numbers.",
        "See doi:10.1056/NEJMoa2034577, doi: 10.1000/a, DOI 10.1000/b and https://doi.org/10.1000/c.",
        "The DOI of a paper never changes; doi: is a prefix.",
        "A ratio of 10.5/1 and 10.1/12 and 1.5/2.",
    ],
)
def test_identifiers_in_the_text_are_left_alone(text: str):
    assert found(in_body(text)) == []
