"""Word documents, honest and hostile."""

import io
import zipfile

import pytest

from articles.importing import reading
from articles.importing.decoding import Unreadable
from articles.importing.manuscript import Dates, Person, Reference, Section

from .word_files import body, document, link, paragraph, part, run, table


def read(content: bytes):
    return reading.read_bytes(content, suffix=".docx")


def test_a_word_document_with_styles_lists_and_tables():
    found = read(
        document(
            paragraph("Naps on the Ward", style="Title"),
            paragraph("By Mara Oduya, RN and Lena Ode, PhD"),
            paragraph("Medically reviewed by Piet Okonjo, MBBS (retired), FRCP(Edin) on 3 March 2026"),
            paragraph(run("The Bottom Line:", bold=True)),
            paragraph("Naps help a little."),
            paragraph("Background", style="Heading1"),
            paragraph(
                "It was 10", run("9", script="superscript"), "/L and CO", run("2", script="subscript"), "*."
            ),
            paragraph(run("Results", bold=True)),
            paragraph("First", numbered=1),
            paragraph("Inner", numbered=1, level=1),
            paragraph("Second", numbered=1),
            table(["Arm", "n"], ["Nap", "30"]),
            paragraph("Key Takeaways", style="Heading1"),
            paragraph("• one typed bullet"),
            paragraph("Links and Resources", style="Heading1"),
            paragraph("Watch the talk here: ", link("the talk", 1)),
            paragraph("Watch the other talk here:"),
            links=["https://example.org/talk"],
        )
    )

    assert (found.kind, found.title) == ("research_summary", "Naps on the Ward")
    assert found.authors == [Person("Mara Oduya", ["RN"]), Person("Lena Ode", ["PhD"])]
    assert found.reviewers == [Person("Piet Okonjo", ["MBBS (retired)", "FRCP(Edin)"])]
    assert found.dates == Dates(reviewed="2026-03-03")
    assert found.summary == "Naps help a little."
    assert found.key_points == ["one typed bullet"]
    assert found.sections == [
        Section("Background", "It was 10^9^/L and CO~2~\\*."),
        Section("Results", "- First\n    - Inner\n- Second\n\n| Arm | n |\n| --- | --- |\n| Nap | 30 |"),
        Section("Links and Resources", "Watch the other talk here:"),
    ]
    assert found.references == [Reference("Watch the talk here: the talk", "https://example.org/talk")]
    assert (found.unmapped, found.warnings) == ([], [])


def test_what_stands_beside_the_text_is_listed():
    deleted = (
        '<w:p><w:del w:id="1"><w:r><w:delText>gone</w:delText></w:r></w:del>' + run("kept words") + "</w:p>"
    )
    formula = (
        '<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
        "<m:r><m:t>formula</m:t></m:r></m:oMath></w:p>"
    )
    core = (
        '<cp:coreProperties xmlns:cp="urn:x" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:language>de-CH</dc:language><dc:creator>Office Owner</dc:creator></cp:coreProperties>"
    )

    found = read(
        document(
            paragraph("Naps on the Ward", style="Title"),
            deleted,
            formula,
            parts={
                "word/header1.xml": part("hdr", paragraph("Draft 3")),
                "word/comments.xml": part(
                    "comments", '<w:comment w:id="0">' + paragraph("Check this") + "</w:comment>"
                ),
                "docProps/core.xml": core,
            },
        )
    )

    assert found.language == "de"
    assert found.authors == []
    assert found.sections == [Section("", "kept words")]
    assert found.unmapped == ["Comment: Check this", "Draft 3", "formula"]
    assert found.warnings == [
        "The document has tracked changes: insertions were taken, deletions left out.",
        "Left out of the text (beside the text of the document): “Comment: Check this” and 1 more.",
        "Parts of the Word document could not be converted; their words are listed.",
    ]


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def encrypted(content: bytes) -> bytes:
    """The same archive with every entry marked as encrypted."""
    marked = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = marked.find(signature)
        while place >= 0:
            marked[place + offset] |= 1
            place = marked.find(signature, place + 4)
    return bytes(marked)


BOMB = "The Word document unpacks to more than any article needs, so it was not opened."
DAMAGED = "The Word document is damaged. Open it in Word, save it again as .docx and import that."
REFUSED = {
    "a bomb": (zipped({"word/document.xml": b" " * 60_000_000}), BOMB),
    "a picture bomb": (document(parts={"word/media/a.png": "0" * 60_000_000}), BOMB),
    "many parts": (zipped({f"word/{n}.xml": b"" for n in range(5_001)}, zipfile.ZIP_STORED), BOMB),
    "no document": (
        zipped({"notes.txt": b"hello"}),
        "This is a zip archive, not a Word document. Unpack it, or save the document as .docx.",
    ),
    "encrypted": (
        encrypted(document(paragraph("x"))),
        "The archive is encrypted. Remove its password and import it again.",
    ),
    "cut short": (document(paragraph("x"))[:-60], DAMAGED),
    "broken XML": (document(parts={"word/document.xml": "<w:document"}), DAMAGED),
    "entities": (
        document(
            parts={
                "word/document.xml": '<!DOCTYPE x [<!ENTITY a "aa">]>'
                + body(paragraph("x")).partition("?>")[2]
            }
        ),
        "The Word document declares entities, which no word processor writes. It was not opened.",
    ),
    "nested tables": (
        document("<w:tbl><w:tr><w:tc>" * 400 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 400),
        "Its tables stand in each other too deeply. Take them apart in Word, save it again and import that.",
    ),
    "nothing in it": (document(paragraph(" ")), "The file holds no text."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_or_broken_document_gets_one_sentence(name):
    content, sentence = REFUSED[name]

    with pytest.raises(Unreadable) as refusal:
        read(content)

    assert str(refusal.value) == sentence


def test_a_document_is_known_by_its_bytes_not_its_name():
    content = document(paragraph("Naps on the Ward", style="Title"), paragraph("They help."))

    assert reading.read_bytes(content, suffix=".txt").title == "Naps on the Ward"
