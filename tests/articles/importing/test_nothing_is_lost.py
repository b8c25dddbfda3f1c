"""Reading raises nothing but Unreadable, and every word of a file is in the manuscript or listed."""

import html
import re
import unicodedata

from django.utils.html import strip_tags
from hypothesis import example, given
from hypothesis import strategies as st

from articles.importing import blocks, reading
from articles.importing.choosing import Choices, decided
from articles.importing.decoding import Unreadable
from articles.importing.drafting import body, source_note, to_document
from articles.rendering import render_markdown
from tests.factories import make_image

from .word_files import document as word_file
from .word_files import paragraph, picture, table

PIECES = st.sampled_from(
    """
    By|Authored by|Medically reviewed by|Updated:|Key Points|Results:|Background|References|The Bottom Line|Topics:|- |•
    1. |* |> |# |## |```|---|===|“|”|"|— |Mara Oduya, MD|PhD|)retired)|(|March 3, 2026|03/04/2026|10.5555/a|NCT01234567
    https://example.org/a|©|All rights reserved|Source:|More on|Watch it here:|said|。|：|監修|و|\u200b|\u202e|10⁹|^2^|~
    <b>|</b>|&amp;|12 High Street|Privacy Policy|JournalThe|[a](b)|\\|_|*|one / two|1 - 2
    """.replace("\n", "|").split("|")
)
TAGS = st.sampled_from(
    """
    <p>|<div>|<h1>|<h2>|<li>|<ul>|</ul>|<ol>|<blockquote>|</blockquote>|<table>|<tr>|<td>|</table>|<b>|</b>|<pre>|</pre>
    <code>|<main>|</main>|<article>|<nav>|</nav>|<aside>|<footer>|<q>|<cite>|<br>|<sup>|<form>|<span hidden>|</span>
    By |Key points |“|” |References |<a href='https://example.org'>|</a>|word
    """.replace("\n", "|").split("|")
)
MARK = "zq{}x"
NIGHT, REST = make_image(8, 8), make_image(9, 9)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A text of the pieces that bylines, headings and quotations are made of, with words of its own in every line."""
    lines, words = [], []
    for number in range(draw(st.integers(1, 14))):
        word = MARK.format(number)
        words.append(word)
        around = [*draw(st.lists(PIECES, max_size=3)), word, *draw(st.lists(PIECES, max_size=2))]
        lines.append(" ".join(around) + draw(st.sampled_from(["\n", "\n\n", "\r\n"])))
    return "".join(lines), words


def written(value: object) -> str:
    """Everything that a manuscript says, in one text."""
    if isinstance(value, dict):
        return " ".join(written(inner) for inner in value.values())
    if isinstance(value, list):
        return " ".join(written(inner) for inner in value)
    return str(value)


@given(documents(), st.sampled_from([".txt", ".md"]), st.sampled_from(["utf-8", "utf-16"]))
@example(
    ("Sources\n\nhttps://example.org/a zq0x\nhttps://example.org/b zq1x", ["zq0x", "zq1x"]), ".txt", "utf-8"
)
def test_every_line_is_somewhere(made, suffix, encoding):
    text, words = made

    manuscript = reading.read_bytes(text.encode(encoding), suffix=suffix)

    found, drafted = written(manuscript.as_json()), written(to_document(manuscript)) + source_note(manuscript)
    assert [word for word in words if word not in found] == []
    assert [word for word in words if word not in drafted] == []


WHERE = st.sampled_from(["paragraph", "heading", "item", "cell", "picture", "unknown picture", "quote"])


@given(st.lists(WHERE, min_size=1, max_size=12))
def test_every_word_of_a_word_document_and_its_images_is_somewhere(places):
    blocks, words = [paragraph("Some words")], []
    for number, place in enumerate(places):
        word = MARK.format(number)
        words.append(word)
        blocks.append(
            {
                "paragraph": lambda word: paragraph(f"Key points: {word} (2025)"),
                "heading": lambda word: paragraph(f"References {word}", style="Heading1"),
                "item": lambda word: paragraph(f"{word} et al. 2025.", numbered=2),
                "cell": lambda word: table(["Arm", word], [picture_paragraph(word), "n"]),
                "picture": lambda word: picture_paragraph(word),
                "unknown picture": lambda word: paragraph(picture(3, word)),
                "quote": lambda word: paragraph(f"“{word} is a gift,” said Lena Ode,", style="Quote"),
            }[place](word)
        )
    file = word_file(*blocks, images=[NIGHT, REST, b"EMF"])

    manuscript = reading.read_bytes(file, suffix=".docx")

    drafted = decided(manuscript, Choices(), {image.sha256: "a" * 64 for image in manuscript.images})
    found = written(to_document(drafted)) + source_note(drafted)
    assert [word for word in words if word not in written(manuscript.as_json())] == []
    assert [word for word in words if word not in found] == []


def picture_paragraph(word: str) -> str:
    return paragraph("Seen: ", picture(1, word), picture(2, word))


@given(st.lists(TAGS.map(str.strip), max_size=40))
def test_every_word_of_a_page_is_somewhere(pieces):
    words = [MARK.format(number) for number, piece in enumerate(pieces) if piece == "word"]
    page = "<!doctype html>" + "".join(
        f" {MARK.format(number)} " if piece == "word" else piece for number, piece in enumerate(pieces)
    )

    try:
        found = written(reading.read_bytes(page.encode(), suffix=".html").as_json())
    except Unreadable:
        found = ""
        assert words == [] or not re.sub(r"<[^>]*>", "", page).strip()

    assert [word for word in words if word not in found] == []


@given(st.binary(max_size=400), st.sampled_from([".txt", ".md", ".html", ".docx"]))
@example(b"PK\x03\x04", ".docx")
@example(b"\xff\xfe", ".txt")
def test_bytes_are_read_or_refused(content, suffix):
    refused = ""

    try:
        reading.read_bytes(content, suffix=suffix)
    except Unreadable as refusal:
        refused = str(refusal)

    assert refused == "" or refused.endswith(".")


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=200),
    st.sampled_from([".txt", ".md", ".html"]),
)
def test_text_is_read_or_refused_and_becomes_a_document(text, suffix):
    try:
        manuscript = reading.read_bytes(text.encode(), suffix=suffix)
    except Unreadable:
        return

    assert to_document(manuscript)["body"] == body(manuscript)


@given(st.text(st.sampled_from("ab 12*_`~^[]()<>#+-.!|\\&;:@{}=\"'“”/"), max_size=60))
@example("1. a")
@example("\\*a*")
@example("&amp; <http://a.b>")
@example("a[b](c)[d]: e [@1]")
def test_plain_text_renders_as_written(text):
    words = " ".join(text.split())

    page = render_markdown(blocks.escape(words), references=[{"key": "1"}])

    assert unicodedata.normalize("NFC", html.unescape(strip_tags(page)).strip()) == words
