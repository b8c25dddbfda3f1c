"""One article reads the same, whatever it is saved as."""

import html
from dataclasses import replace

import pytest

from articles.importing import reading
from articles.importing.manuscript import Section

from .test_text import NEWS, RESEARCH
from .word_files import document, paragraph

ARTICLES = {"news": NEWS, "research": RESEARCH}


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def as_page(text: str) -> str:
    return "<!DOCTYPE html><html><body>" + "".join(f"<p>{html.escape(line)}</p>\n" for line in lines(text))


def as_broken_lines(text: str) -> str:
    return (
        "<html><body><div>" + "<br>".join(html.escape(line) for line in lines(text)) + "</div></body></html>"
    )


SAVED = {
    "UTF-8 with mark": lambda text: (text.encode("utf-8-sig"), ".txt"),
    "UTF-16": lambda text: (text.encode("utf-16"), ".txt"),
    "UTF-16 without mark": lambda text: (text.encode("utf-16-le"), ".txt"),
    "Windows line ends": lambda text: (text.replace("\n", "\r\n").encode(), ".txt"),
    "old Mac line ends": lambda text: (text.replace("\n", "\r").encode(), ".txt"),
    "zero-width": lambda text: (text.replace(" by ", " by\u200b ").encode(), ".txt"),
    "Markdown": lambda text: ("\n\n".join(lines(text)).encode(), ".md"),
    "HTML": lambda text: (as_page(text).encode(), ".html"),
    "HTML with line breaks": lambda text: (as_broken_lines(text).encode(), ".html"),
    "Word": lambda text: (document(*(paragraph(line) for line in lines(text))), ".docx"),
}


@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("saved", SAVED)
def test_an_article_reads_the_same_whatever_it_is_saved_as(name, saved):
    expected = reading.read_bytes(ARTICLES[name].encode(), suffix=".txt")
    content, suffix = SAVED[saved](ARTICLES[name])

    found = reading.read_bytes(content, suffix=suffix)

    assert replace(found, warnings=[]) == replace(expected, warnings=[])


@pytest.mark.parametrize("dashes", ["–", "—"])
def test_windows_1252_keeps_quotes_and_dashes(dashes):
    text = NEWS.replace("≥", "> ").replace("– Lena", f"{dashes} Lena")

    found = reading.read_bytes(text.encode("cp1252"), suffix=".txt")

    assert found.quotations == reading.read_bytes(text.encode(), suffix=".txt").quotations
    assert found.warnings[0].startswith("The file is not UTF-8 and was read as Windows-1252.")


def test_what_is_pasted_from_word_keeps_its_lists_and_reports_comments():
    page = (
        "<html xmlns:w='urn:schemas-microsoft-com:office:word'><body><p class=MsoTitle>Naps on the Ward</p>"
        "<p>Night work is hard.<span class=MsoCommentReference>[MO1]</span></p>"
        "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·  </span>Rest helps</p>"
        "<div style='mso-element:comment-list'><div style='mso-element:comment'><p>Is that so?</p></div></div>"
    )

    found = reading.read_bytes(page.encode(), suffix=reading.PASTED)

    assert (found.title, found.sections) == (
        "Naps on the Ward",
        [Section("", "Night work is hard.\n\n- Rest helps")],
    )
    assert found.unmapped == ["Night work is hard.[MO1]", "Is that so?"]
    assert found.warnings == ["Left out of the text: 1 comment."]
    assert reading.read_bytes(page.encode(), suffix=".html") == found
