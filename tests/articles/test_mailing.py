"""What a mail looks like: the text, the same as HTML, its headers."""

import pytest
from django.core import mail

from articles import mailing
from articles.models import OutgoingMail
from articles.rendering.mail import as_html

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


def body_of(html: str) -> str:
    """What is shown under the heading, on one line."""
    return " ".join(html.split("</h1>")[1].split("</body>")[0].split())


def shown(text: str, footer: str = "") -> str:
    return body_of(as_html("News", text, footer))


def test_paragraphs_and_lines_stay():
    assert shown("Dear Anna,\n\none\ntwo\n") == "<p>Dear Anna,</p> <p>one<br> two</p>"


def test_lines_with_a_dash_become_a_list():
    assert shown("“Walking”\n- one\n- two\nand more\n") == (
        "<p>“Walking”</p> <ul> <li>one</li> <li>two</li> </ul> <p>and more</p>"
    )


def test_the_first_address_to_be_pressed_becomes_a_button_with_its_words():
    assert shown(f"Read it here: {SITE}/a/\n\nOr here: {SITE}/b/\n") == (
        f'<p><a class="button" href="{SITE}/a/">Read it here</a></p> <p><a href="{SITE}/b/">Or here</a></p>'
    )


@pytest.mark.parametrize("between", ["\n", " "])
def test_long_words_stand_before_their_button(between: str):
    words = "Begin here. It takes about three minutes, also on a phone:"

    assert shown(f"{words}{between}{SITE}/a/") == (
        f'<p>{words}</p> <p><a class="button" href="{SITE}/a/">Open the page</a></p>'
    )


def test_a_line_above_a_list_becomes_no_button():
    assert shown(f"“Walking”: {SITE}/a/\n- one\n") == (
        f'<p><a href="{SITE}/a/">“Walking”</a></p> <ul> <li>one</li> </ul>'
    )


def test_two_addresses_in_a_paragraph_are_links():
    assert shown(f"One: {SITE}/a/\nTwo: {SITE}/b/\n") == (
        f'<p><a href="{SITE}/a/">One</a><br> <a href="{SITE}/b/">Two</a></p>'
    )


@pytest.mark.parametrize(
    "said", [f"See {SITE}/a/?b=c.", f"({SITE}/a/?b=c)", f"{SITE}/a/?b=c, and more", f"“{SITE}/a/?b=c”"]
)
def test_what_ends_a_sentence_is_no_part_of_an_address(said: str):
    assert f'<a href="{SITE}/a/?b=c">{SITE}/a/?b=c</a>' in shown(f"{said} and more.\n")


@pytest.mark.parametrize(
    "said",
    [
        "https://elsewhere.example/a",
        f"{SITE}.elsewhere.example/a",
        f"{SITE}@elsewhere.example/a",
        f"{SITE}:8000@elsewhere.example",
        "javascript:alert(1)",
        "[press](https://elsewhere.example)",
    ],
)
def test_only_addresses_of_this_site_become_links(said: str):
    assert "<a" not in shown(f"{said} and more\n")


def test_what_somebody_typed_is_text():
    html = as_html("<b>News</b>", f'<script>alert(1)</script> {SITE}/"><script>', '<img src="x">')

    assert "<b>" not in html
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_footer_stands_apart():
    assert shown("It is live.", f"Why you get this\nNo more: {SITE}/x/") == (
        f'<p>It is live.</p> <hr> <div class="foot"> <p>Why you get this<br> <a href="{SITE}/x/">No more</a>'
        "</p> </div>"
    )


def test_nothing_in_a_mail_is_fetched_from_anywhere():
    html = as_html("News", f"Read it here: {SITE}/a/\n", "Why")

    assert not any(word in html for word in ["<img", "<link", "<script", "src=", "url(", "@import", "srcset"])


def send(**fields) -> mail.EmailMultiAlternatives:
    written = mailing.write(**{"to": "anna@example.org", "subject": "News", "body": "It is live.\n"} | fields)
    assert mailing.send(written.pk)
    return mail.outbox[-1]


def test_a_mail_says_the_same_twice():
    message = send().message()

    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]


def test_attachments_stand_beside_both():
    message = send(attachments=[mailing.Attachment("a.html", "text/html", "<p>a</p>")]).message()

    assert message.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in message.get_payload()] == [
        "multipart/alternative",
        "text/html",
    ]


def test_nobody_adds_a_header_by_a_subject():
    message = send(subject="News\r\nBcc: everyone@example.org\r\n\r\n").message()

    assert message["Subject"] == "News Bcc: everyone@example.org"
    assert message["Bcc"] is None


def test_only_what_can_be_muted_has_the_headers_for_it():
    muted, plain = send(mute_url=f"{SITE}/mail/mute/x/").message(), send().message()

    assert muted["List-Unsubscribe"] == f"<{SITE}/mail/mute/x/>"
    assert muted["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert plain["List-Unsubscribe"] is plain["List-Unsubscribe-Post"] is None


def test_a_mail_of_before_that_has_no_html_goes_out_as_text():
    written = mailing.write(to="anna@example.org", subject="News", body="It is live.\n")
    OutgoingMail.objects.update(html="")

    mailing.send(written.pk)

    assert mail.outbox[-1].message().get_content_type() == "text/plain"
