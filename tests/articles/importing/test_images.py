"""Images inside documents: taken with their place, or named among what was left out."""

import base64
import hashlib

import pytest

from articles.importing import images, reading
from articles.importing.images import Image, mark
from articles.importing.manuscript import Section
from tests.factories import make_image

from .word_files import document, paragraph, part, picture, run

EMF = b"\x01\x00\x00\x00" + b"\x00" * 40
NIGHT, REST = make_image(8, 8), make_image(9, 9, "JPEG")


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def written_out(content: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(content).decode()


def test_images_of_a_word_document_stand_where_they_stood():
    found, contents = reading.read_with_images(
        document(
            paragraph(picture(1, "A lit ward")),
            paragraph("Naps on the Ward", style="Title"),
            paragraph("Background", style="Heading1"),
            paragraph(picture(2)),
            paragraph("Night work is hard", picture(1, "A lit ward"), " on many hearts."),
            paragraph("Key points", style="Heading1"),
            paragraph("Naps help", numbered=1),
            paragraph(picture(2)),
            paragraph("Rest helps", numbered=1),
            images=[NIGHT, REST],
        ),
        suffix=".docx",
    )

    assert found.images == [Image(sha(NIGHT), "A lit ward"), Image(sha(REST))]
    assert contents == {sha(NIGHT): NIGHT, sha(REST): REST}
    assert found.sections == [
        Section("", mark(sha(NIGHT))),
        Section(
            "Background", f"{mark(sha(REST))}\n\nNight work is hard on many hearts.\n\n{mark(sha(NIGHT))}"
        ),
        Section("", mark(sha(REST))),
    ]
    assert found.key_points == ["Naps help", "Rest helps"]
    assert (found.unmapped, found.warnings) == ([], [])


def test_images_change_nothing_of_how_the_words_are_read():
    words = [
        "Naps on the Ward",
        "By Mara Oduya, RN",
        "Results",
        "Of 30 people, most slept well in the end.",
        "- One",
    ]
    plain = document(*(paragraph(line) for line in words))
    pictured = document(*(paragraph(line) + paragraph(picture(1)) for line in words), images=[NIGHT])

    found = reading.read_bytes(pictured, suffix=".docx").as_json()

    expected = reading.read_bytes(plain, suffix=".docx").as_json()
    assert found["article"] == expected["article"]
    assert found["unmapped"] == ["Image without a description"]
    assert found["warnings"] == [
        "1 image stands in the text. Alternative text must be written for each before review."
    ]


def test_what_is_no_image_of_ours_is_reported():
    found = reading.read_bytes(
        document(
            paragraph("Naps on the Ward", style="Title"),
            paragraph(run("Night work is hard."), picture(1, "A drawing")),
            paragraph(
                '<w:r><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/></w:r>'
            ),
            images=[EMF, NIGHT],
            parts={"word/header1.xml": part("hdr", paragraph("Draft 3"))},
        ),
        suffix=".docx",
    )

    assert found.images == []
    assert found.unmapped == ["Image: A drawing", "Draft 3"]
    assert found.warnings == [
        "1 image was left out: not in the text, but in a header, a footer or a drawing.",
        "1 chart or diagram drawn in Word was left out: save each as a picture, and add it to the article.",
        "Left out of the text (an image that is not taken: a drawing of Windows (EMF)): “Image: A drawing”.",
        "Left out of the text (beside the text of the document): “Draft 3”.",
    ]


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (
            ".html",
            "<h1>Naps</h1><p>Night work is hard.</p><p><img alt='A lit ward' src='{}'></p><p>Rest.</p>",
        ),
        (".md", "# Naps\n\nNight work is hard.\n![A lit ward]({})\n\nRest."),
        (".md", "# Naps\n\nNight work is hard. ![A lit ward][image1]\n\nRest.\n\n[image1]: <{}>\n"),
    ],
    ids=["HTML", "Markdown", "Markdown of Google Docs"],
)
def test_images_written_out_in_a_text_come_along(suffix, text):
    found, contents = reading.read_with_images(text.format(written_out(NIGHT)).encode(), suffix=suffix)

    assert contents == {sha(NIGHT): NIGHT}
    assert found.images == [Image(sha(NIGHT), "A lit ward")]
    assert found.sections == [Section("", f"Night work is hard.\n\n{mark(sha(NIGHT))}\n\nRest.")]


def test_a_figure_of_the_site_in_a_markdown_file_stays_as_it_is():
    figure = f"![A lit ward](figure:{'a' * 64})"

    found = reading.read_bytes(f"# Naps\n\nNight work is hard.\n\n{figure}\n".encode(), suffix=".md")

    assert (found.images, found.sections) == ([], [Section("", f"Night work is hard.\n\n{figure}")])


def test_an_image_on_another_site_or_in_disguise_is_left_out():
    page = (
        "<h1>Naps</h1><p>Night work is hard.</p><img src='https://example.org/a.png' alt='Ward'>"
        f"<img src='figure:{'a' * 64}'><img src='{written_out(b'<svg onload=x>')}'><img src='data:image/png;base64,A'>"
    )

    found = reading.read_bytes(page.encode(), suffix=".html")

    assert found.images == []
    assert found.unmapped == ["Image: Ward", *["Image without a description"] * 3]
    assert found.warnings[1] == (
        "Left out of the text (an image that is not taken: an SVG drawing): “Image without a description”."
    )


def test_images_are_bounded_in_number_and_places():
    many = b"".join(f"<p><img src='{written_out(NIGHT + bytes([n]))}'></p>".encode() for n in range(150))
    often = f"<p><img src='{written_out(REST)}'></p>".encode() * 350

    few, contents = reading.read_with_images(b"<h1>Naps</h1><p>Hard.</p>" + many, suffix=".html")
    again = reading.read_bytes(b"<h1>Naps</h1><p>Hard.</p>" + often, suffix=".html")

    assert len(contents) == len(few.images) == images.MOST_IMAGES == 100
    assert few.warnings == [
        "Left out of the text (more than 100 images): “Image without a description” and 49 more."
    ]
    assert again.sections[0].text.count(mark(sha(REST))) == images.MOST_PLACES
    assert again.warnings == [
        "Left out of the text (more than 300 images): “Image without a description” and 49 more."
    ]


@pytest.mark.parametrize(
    ("description", "suggested"),
    [
        ("Two of three slept well", "Two of three slept well"),
        ("A close-up of a chart Description automatically generated", ""),
        ("IMG_2041.jpeg", ""),
        ("Picture 3", ""),
    ],
)
def test_only_a_description_that_a_person_wrote_is_suggested(description, suggested):
    assert Image("a" * 64, description).suggestion == suggested


def test_one_image_is_found_without_reading_the_rest():
    word = document(paragraph("Naps"), images=[NIGHT])
    page = f"<p>Naps</p><img src='{written_out(NIGHT)}'>".encode()

    assert reading.picture(word, sha(NIGHT)) == reading.picture(page, sha(NIGHT)) == NIGHT
    assert reading.picture(word, sha(REST)) is None
