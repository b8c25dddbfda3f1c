"""Any encoding a person may have; and files that are no text."""

import pytest

from articles.importing import decoding, reading
from articles.importing.decoding import Unreadable

TEXT = "Sleep – “well”\n\nIt’s café time for naïve nappers.\n"
WINDOWS = "The file is not UTF-8 and was read as Windows-1252. Check accents and dashes."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"]
)
def test_unicode_is_read_with_and_without_a_mark(encoding):
    assert decoding.decode(TEXT.encode(encoding)) == (TEXT, [])


def test_utf_16_of_a_script_without_spaces_is_read():
    text = "要点\nこれは試験です。\n次の行です。\n"

    assert decoding.decode(text.encode("utf-16-be")) == (text, [])


def test_windows_1252_is_read_and_reported():
    assert decoding.decode(TEXT.encode("cp1252")) == (TEXT, [WINDOWS])


def test_stray_windows_bytes_in_utf_8_are_read_and_reported():
    content = "naïve café, Ménière’s".encode() + " “odd”".encode("cp1252")

    text, warnings = decoding.decode(content)

    assert text == "naïve café, Ménière’s “odd”"
    assert warnings == [
        "Some characters are not UTF-8 and were read as Windows-1252. Check accents and dashes."
    ]


def test_a_declared_charset_is_followed():
    page = '<html><head><meta charset="windows-1251"></head><body><p>Сон важен для сердца.</p></body></html>'

    assert decoding.decode(page.encode("cp1251")) == (page, [])


def test_an_encoding_that_cannot_be_told_is_refused():
    with pytest.raises(Unreadable, match=r"Save it as UTF-8"):
        decoding.decode("Сон очень важен для здоровья сердца.".encode("cp1251"))


def test_windows_line_ends_and_word_line_breaks_become_line_feeds():
    assert decoding.decode(b"one\r\ntwo\rthree\x0bfour") == ("one\ntwo\nthree\nfour", [])


def test_invisible_characters_are_removed_and_counted():
    text, warnings = decoding.decode("\u200bchemo\u00adtherapy \u202eworks\u202c".encode())

    assert text == "chemotherapy works"
    assert warnings == [
        "2 invisible characters were removed (zero-width spaces, soft hyphens).",
        "2 direction marks were removed (left-to-right, right-to-left).",
    ]


def test_joiners_that_shape_a_script_stay():
    assert decoding.decode("می\u200cخواهم".encode())[0] == "می\u200cخواهم"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \r\n\t \xef\xbb\xbf", "The file holds no text."),
        (b"\x7fELF\x02\x01" + bytes(range(256)) * 8, "This is a binary file, not a document."),
        (bytes(range(256)) * 20, "This is a binary file, not a document."),
        (b"\x01\x02\x03\x04" * 40, "This is a binary file, not a document."),
        (b"%PDF-1.7 ...", "This is a PDF. Save the document as .docx or plain text and import that."),
        (b"{\\rtf1 hello}", "This is a Rich Text document. Save it as .docx and import that."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "The document is encrypted. Remove its password and import it again.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "This is an old Office file (.doc). Save it as .docx and import that.",
        ),
        (b"word " * 500_000, "The text is longer than 2,000,000 characters. Split it and import the parts."),
        (b"a\n" * 30_000, "The text has more than 20,000 lines. Split it and import the parts."),
        (b" " * 20_000_001, "The file is larger than 20 MB."),
    ],
)
def test_what_is_no_document_gets_one_sentence(tmp_path, content, sentence):
    path = tmp_path / "walks.txt"
    path.write_bytes(content)

    with pytest.raises(Unreadable) as refusal:
        reading.read(path)

    assert str(refusal.value) == sentence


def test_a_missing_file_and_a_folder_get_a_sentence(tmp_path):
    with pytest.raises(Unreadable, match=r"^There is no such file\.$"):
        reading.read(tmp_path / "none.txt")
    with pytest.raises(Unreadable, match=r"^This is not a regular file\.$"):
        reading.read(tmp_path)
