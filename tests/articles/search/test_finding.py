"""Finding articles by words: where they may stand, in which order they come, and what is forgiven."""

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import writing
from articles.models import Article, SearchText
from articles.search import finding, indexing
from articles.search.words import words
from tests.factories import change, make_article, make_editor, make_user

pytestmark = pytest.mark.django_db


def reference(**values: str) -> dict[str, str]:
    empty = dict.fromkeys(["text", "url", "doi", "pmid", "nct"], "")
    return {"uuid": str(uuid.uuid4()), "key": "source"} | empty | values


def titles(text: str) -> list[str]:
    """What a search finds, in its order, the newest first among equals."""
    search = finding.find(text)
    found = Article.objects.filter(search.hits()).order_by(search.rank(), "-pk")
    return [article.title for article in found]


def make(title: str, **changes: Any) -> Article:
    empty = {"key_points": [], "references": [], "authors": [], "body": "", "summary": ""}
    return make_article(title=title, **empty | changes)


def test_every_part_of_an_article_is_searched():
    quotation = {"text": "Quoted", "speaker": "Spoken", "credentials": [], "affiliation": "Placed", "url": ""}
    author = {"name": "Ana Byline", "credentials": [], "affiliation": "", "orcid": "", "interests": ""}
    article = make(
        "Titled",
        by=make_user(name="Olga Owner"),
        slug="addressed",
        summary="Summed",
        body="Bodied",
        key_points=[{"uuid": str(uuid.uuid4()), "text": "Pointed", "evidence": []}],
        quotations=[quotation],
        authors=[author],
        references=[
            reference(
                key="keyed", text="Sourced", doi="10.1056/NEJMoa1511939", pmid="26639149", nct="NCT01206062"
            )
        ],
        source={"name": "Journalled", "url": ""},
    )
    make("Another")

    for typed in [
        "Titled", "Owner", "addressed", "Summed", "Bodied", "Pointed", "Quoted", "Spoken", "Placed", "Byline",
        "keyed", "Sourced", "10.1056/NEJMoa1511939", "https://doi.org/10.1056/nejmoa1511939",
        "doi:10.1056/nejmoa1511939",
        "26639149", "PMID: 26639149", "nct01206062", "Journalled", "olga BYLINE pointed",
    ]:  # fmt: skip
        assert titles(typed) == [article.title], typed


def test_all_words_must_stand_and_the_last_may_be_just_begun():
    make("Walking after a hip fracture")
    make("Walking")

    assert titles("walking frac") == ["Walking after a hip fracture"]
    assert titles("frac walking") == []
    assert titles("fracture knee") == []
    assert titles("walking h") == []


def test_a_phrase_in_quotation_marks_stands_as_it_is():
    make("Side by side")
    make("By the side")

    assert titles('"side by side"') == ["Side by side"]
    assert titles('"sid"') == []
    assert titles('"by side') == ["Side by side"]


def test_names_of_drugs_genes_and_trials_are_not_cut():
    make("TP53 in CLL-004 with liso-cel")
    make("TP63, CLL and 004 cells")

    for typed in ["TP53", "tp53", "CLL-004", "liso-cel", "cll 004 liso-cel"]:
        assert titles(typed) == ["TP53 in CLL-004 with liso-cel"], typed


def test_case_and_accents_do_not_matter():
    make("Ménière's disease in GRÖßE")

    assert titles("MENIERE") == ["Ménière's disease in GRÖßE"]
    assert titles("meniere's grosse") == ["Ménière's disease in GRÖßE"]
    assert words("Méniè\u00adre") == ["meniere"]


def test_the_exact_comes_first_then_titles_then_the_newest():
    numbered = reference(doi="10.1000/venetoclax", text="")
    make("By its number", references=[numbered], body="x")
    make("By its words", body="10.1000/venetoclax")
    make("Venetoclax for ten")
    make("By its address", slug="venetoclax")
    make("In its body", body="Venetoclax")

    assert titles("venetoclax") == [
        "By its address",
        "Venetoclax for ten",
        "In its body",
        "By its words",
        "By its number",
    ]
    assert titles("10.1000/venetoclax") == ["By its number", "By its words"]


def test_a_mistyped_word_is_forgiven():
    make("Pirtobrutinib in relapse")

    search = finding.find("relapse pirtobrutnib")

    assert search.written == (("pirtobrutnib", "pirtobrutinib"),)
    assert titles("relapse pirtobrutnib") == ["Pirtobrutinib in relapse"]


@pytest.mark.parametrize(
    "typed",
    [
        "TP35",  # another gene
        "hup",  # too short to guess
        "birtobrutinib",  # another initial
        "pirto",  # just begun
        "relapse brutinib",  # nothing is like it
        '"pirtobrutnib relapse"',  # a phrase is meant as it is
    ],
)
def test_nothing_is_guessed_where_a_guess_may_be_wrong(typed: str):
    make("Pirtobrutinib in relapse, TP53, hip")

    assert finding.find(typed).written == ()


def test_words_that_stand_somewhere_are_not_taken_for_mistyped_ones():
    make("Apixaban")
    make("Apixabans")
    make("Stroke")

    search = finding.find("apixaban stroke")

    assert (search.written, search.total) == ((), 0)


def test_each_way_of_saving_is_found_and_what_was_taken_out_is_not():
    article = make("Before")
    change(article, title="After", key_points=[])

    assert (titles("before"), titles("after")) == ([], ["After"])
    article.owner = make_editor()
    article.save()
    writing.record(article, by=article.owner)
    assert titles("Edgar") == ["After"]


def test_the_new_name_of_an_owner_is_found():
    article = make("Hers")
    article.owner.last_name = "Newname"
    article.owner.save()

    indexing.renamed(article.owner)

    assert titles("Newname") == ["Hers"]
    assert SearchText.objects.get(article=article).people == "wanda newname"


def test_a_text_of_any_length_is_indexed():
    many = " ".join(f"{number:x}{number % 7}ß" for number in range(40_000))

    article = make("Long", body=many, summary="x" * 5000)

    assert len(article.search_text.body.encode()) <= 240_000
    assert titles("long") == ["Long"]


class Typed(TestCase):
    """Whatever is typed gets an answer."""

    @given(
        st.text(max_size=40)
        | st.text(alphabet="\"'*:()&|!<->~^{}+\\-. aβ１½ﬁß中देıİ_0", max_size=24)
        | st.lists(
            st.sampled_from(["NEAR", "AND", "NOT", "title", '"', ":*", "<->", "cll-004"]), max_size=9
        ).map(" ".join)
    )
    def test_anything_may_be_typed(self, typed: str):
        search = finding.find(typed.replace("\0", ""))

        list(Article.objects.filter(search.hits()).order_by(search.rank()))

    def test_what_was_written_is_found_by_its_words(self):
        # On both engines, in any script.
        for title in ["Ménière", "TP53", "naïve ﬁt", "x²", "１２３", "Ковид", "白血病", "İstanbul", "Ⅳ"]:
            make_article(title=title)
            assert finding.find(title).total == 1, title
