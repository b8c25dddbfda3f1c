"""A manuscript becomes a draft, once, with everything that it held."""

import pytest

from articles.importing import drafting, reading
from articles.importing.drafting import AlreadyImported, CannotDraft
from articles.importing.manuscript import Manuscript, Person, Quotation, Reference, Section
from articles.models import Article
from tests.factories import make_writer

SHA = "a" * 64
NAPS = b"""Naps on the Ward
By Mara Oduya, RN
Medically reviewed by Piet Okonjo, MD on 3 March 2026
Tags: sleep, \xe7\x9d\xa1\xe7\x9c\xa0

Key Points
- Naps help

Background
Night work is hard on *many* hearts, and it has been so for long.

"A nap is a gift to us all."
- Lena Ode, MD, Lantern Clinic

References
1. Ode L. Naps. J Sleep. 2025;3:1-9. doi:10.5555/js.1

\xc2\xa9 2026 Lantern Media
"""


@pytest.mark.django_db
def test_a_draft_says_what_the_file_said():
    writer = make_writer()

    article = drafting.create_draft(reading.read_bytes(NAPS, suffix=".txt"), by=writer, file_sha256=SHA)

    article = Article.objects.get(pk=article.pk)
    assert (article.slug, article.title, article.owner) == ("naps-on-the-ward", "Naps on the Ward", writer)
    assert (article.kind, article.audience) == ("clinical_news", "professionals")
    assert (
        article.body
        == "## Background\n\nNight work is hard on \\*many\\* hearts, and it has been so for long."
    )
    assert [str(link) for link in article.authorships.all()] == ["Mara Oduya, RN"]
    assert [point.text for point in article.key_points.all()] == ["Naps help"]
    assert [
        (said.text, said.speaker, said.credentials, said.affiliation) for said in article.quotations.all()
    ] == [("A nap is a gift to us all.", "Lena Ode", "MD", "Lantern Clinic")]
    assert [(entry.key, entry.doi) for entry in article.references.all()] == [("1", "10.5555/js.1")]
    assert sorted(topic.name for topic in article.topics.all()) == ["sleep", "睡眠"]
    assert article.versions.count() == 1


@pytest.mark.django_db
def test_reviewers_and_dates_are_a_private_note():
    article = drafting.create_draft(
        reading.read_bytes(NAPS, suffix=".txt"), by=make_writer(), file_sha256=SHA
    )

    assert article.source_note == (
        "Reviewers and dates as the file gives them. No signature, and never public:\n"
        "- Medically reviewed by Piet Okonjo, MD on 3 March 2026\n\n"
        "Lines that found no place:\n"
        "- © 2026 Lantern Media\n\n"
        "To look at:\n"
        "- Left out of the text (ownership line): “© 2026 Lantern Media”."
    )
    assert "Okonjo" not in article.versions.get().document


@pytest.mark.django_db
def test_the_same_file_twice_creates_nothing_twice():
    writer = make_writer()
    first = drafting.create_draft(reading.read_bytes(NAPS, suffix=".txt"), by=writer, file_sha256=SHA)

    with pytest.raises(AlreadyImported) as refusal:
        drafting.create_draft(reading.read_bytes(NAPS, suffix=".txt"), by=writer, file_sha256=SHA)

    assert refusal.value.article == first
    assert str(refusal.value) == "This file was imported before, as “Naps on the Ward” (naps-on-the-ward)."
    assert Article.objects.count() == 1


@pytest.mark.django_db
def test_two_files_of_one_title_have_two_addresses():
    writer = make_writer()

    slugs = [
        drafting.create_draft(Manuscript(title=title), by=writer, file_sha256=sha * 64).slug
        for title, sha in [("Naps", "a"), ("Naps", "b"), ("", "c"), ("睡眠", "d")]
    ]

    assert slugs == ["naps", "naps-bbbbbbbbbbbb", "untitled-cccccccccccc", "untitled-dddddddddddd"]


@pytest.mark.django_db
def test_a_text_longer_than_a_page_is_refused_and_leaves_nothing():
    long = Manuscript(title="Naps", sections=[Section("", "word " * 50_000)])

    with pytest.raises(CannotDraft, match="The text is longer than 200,000 characters"):
        drafting.create_draft(long, by=make_writer(), file_sha256=SHA)

    assert not Article.objects.exists()


@pytest.mark.django_db
def test_what_is_too_long_for_its_field_is_whole_in_the_note():
    title, post = "Naps " * 80, "Head of Naps, " * 30
    url = "https://example.org/" + "a" * 600
    long = Manuscript(
        title=title.strip(),
        authors=[Person("Mara Oduya", ["MD"] * 60, post.strip())],
        quotations=[Quotation("Words.", "Lena Ode", [], post.strip())],
        references=[Reference("A link", url)],
    )

    article = drafting.create_draft(long, by=make_writer(), file_sha256=SHA)

    article.full_clean()
    assert article.title.endswith("Naps…")
    assert article.source_note == "\n- ".join(
        [
            "Too long for its field, here in full:",
            title.strip(),
            ", ".join(["MD"] * 60),
            post.strip(),
            post.strip(),
            url,
        ]
    )


def test_addresses_that_a_form_would_refuse_are_completed_or_left_to_the_text():
    entries = [Reference("a", "www.example.org/a"), Reference("b", "mailto:a@example.org"), Reference("c")]

    document = drafting.to_document(Manuscript(references=entries))

    assert [entry["url"] for entry in document["references"]] == ["https://www.example.org/a", "", ""]
