"""What Word and Google Docs put on the clipboard becomes clean Markdown. The samples have their exact shape."""

from pathlib import Path

import pytest
from django.test import Client

from articles.importing import clipboard
from articles.importing.decoding import Unreadable
from articles.models import User
from articles.rendering import render_markdown
from tests.counting import lines_run
from tests.factories import make_user, make_writer

SAMPLES = Path(__file__).parent / "clipboard"
URL = "/admin/articles/article/paste/"


def sample(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


def pasted(html: str) -> str:
    return clipboard.read(html).markdown


@pytest.mark.parametrize("name", ["word", "word_online", "google_docs"])
def test_a_clipboard_becomes_markdown(name: str):
    assert pasted(sample(f"{name}.html")) == sample(f"{name}.md").rstrip("\n")


def test_what_does_not_come_along_is_said():
    assert clipboard.read(sample("word.html")).left_out == (
        "Left out: 1 comment, 1 hidden text, 1 image. Put images in with “Figure”."
    )
    assert clipboard.read(sample("google_docs.html")).left_out == ""


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("a <b>bold</b>, <em>slanted</em> word", "a **bold**, *slanted* word"),
        ("(<b>12%</b>)", "(**12%**)"),
        ("<b style='font-weight:normal'>plain</b>", "plain"),
        ("<i style='mso-bidi-font-style:normal'>slanted</i>", "*slanted*"),
        ("<span style='font-style:italic'>slanted</span>", "*slanted*"),
        ("<h2>Only a part</h2><h3>Smaller</h3>", "## Only a part\n\n### Smaller"),
        ("<h1>Top</h1><h6>Lowest</h6>", "## Top\n\n###### Lowest"),
        ("as shown [@walking] and [2]", "as shown [@walking] and [2]"),
        ("<nav>chosen</nav><footer>words</footer>", "chosen\n\nwords"),
        ("<a href='javascript:alert(1)'>words</a>", "words"),
        ("<a href='https://example.org/a_(b)'>words</a>", "[words](https://example.org/a_%28b%29)"),
        (
            "<p># no heading</p><p>- no item</p><p>1. no number</p>",
            "\\# no heading\n\n- no item\n\n1. no number",
        ),
        ("<script>alert(1)</script><style>p {}</style>words", "words"),
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", "- a\n    1. b"),
        ("", ""),
    ],
)
def test_html_becomes_markdown(html: str, expected: str):
    assert pasted(html) == expected


@pytest.mark.parametrize(
    ("html", "inline"), [("some <b>words</b>", True), ("<p>one</p><p>two</p>", False), ("<h2>a</h2>", False)]
)
def test_words_of_one_line_are_known_from_parts(html: str, inline: bool):
    assert clipboard.read(html).inline is inline


def test_word_numbers_its_lists_by_what_it_shows():
    item = (
        "<p style='mso-list:l0 level{} lfo1'><span style='mso-list:Ignore'>{}<span>&nbsp;</span></span>{}</p>"
    )
    html = item.format(1, "4.", "four") + item.format(2, "a.", "five") + item.format(2, "b.", "six")
    html += item.format(1, "5.", "seven") + "<p>between</p>" + item.format(1, "(1)", "new")

    assert pasted(html) == "4. four\n    1. five\n    2. six\n5. seven\n\nbetween\n\n1. new"


@pytest.mark.parametrize(
    "flood", ["<p style='mso-list:l0 level1 lfo1'>a</p>", "<del>a</del>", "<b>a</b>", "<![if !x]>a"]
)
def test_twice_the_flood_is_twice_the_work(flood: str):
    pasted(flood)

    assert lines_run(lambda: pasted(flood * 400)) < 2.5 * lines_run(lambda: pasted(flood * 200))


@pytest.mark.parametrize(
    "nested", ["<p style='mso-list:l0 level1 lfo1'>a", "<div style='mso-element:comment-list'>", "<b>"]
)
def test_what_is_nested_without_end_is_refused(nested: str):
    with pytest.raises(Unreadable, match="nested too deeply"):
        pasted(nested * 300)


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


@pytest.mark.django_db
def test_the_clipboard_is_answered_as_markdown():
    answer = client_of(make_writer()).post(URL, {"html": sample("google_docs.html")}).json()

    assert answer["markdown"] == sample("google_docs.md").rstrip("\n")
    assert (answer["inline"], answer["left_out"]) == (False, "")
    assert "<strong>Hours</strong>" in render_markdown(answer["markdown"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("group", "data", "status"),
    [
        (None, {"html": "<p>x"}, 401),
        ("publisher", {"html": "<p>x"}, 403),
        ("writer", {}, 400),
        ("writer", {"html": "<p>" * 300}, 400),
        ("writer", {"html": "<p>x</p>" * 10_001}, 400),
        ("writer", {"html": "x" * 2_000_001}, 413),
        ("writer", {"html": "x" * 3_000_000}, 413),
    ],
)
def test_a_refused_paste_is_a_sentence_in_json(group: str | None, data: dict, status: int):
    response = client_of(make_user(group) if group else None).post(URL, data)

    assert response.status_code == status
    assert list(response.json()) == ["error"]
