"""Pages made so that the checking program finds the signed article where a browser shows something else."""

from typing import Any

import pytest

from tests.articles.public.steps import publish
from tests.recording import check, export

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(client, tmp_path) -> Any:
    return export(client, publish(), tmp_path / "files")


def rewritten(files: Any, old: bytes, new: bytes) -> Any:
    page = files.page.read_bytes()
    assert page.count(old) == 1
    files.page.write_bytes(page.replace(old, new))
    return check(*files.arguments)


def test_the_signed_article_inside_an_attribute_is_not_the_article(files):
    """A browser takes all up to the closing quote for the attribute, and shows what stands behind it."""
    page = files.page.read_bytes()
    start = page.index(b"<article ")
    end = page.index(b">", start)
    close = page.index(b"</article>")
    signed = page[end + 1 : close]
    assert b"'" not in signed
    attribute = b" title='>" + signed + b"</article>'>"
    shown = b"<p>Take ten tablets.</p>" + page[close + len(b"</article>") :]
    files.page.write_bytes(page[:end] + attribute + shown)

    outcome = check(*files.arguments)

    assert outcome.code == 1
    assert "use the bytes as they were served" in outcome.of("FAILS")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<div hidden>", b"</div>"),
        (b"<section><div popover>", b"</div></section>"),
        (b"<canvas>", b"</canvas>"),
        (b"<video>", b"</video>"),
        (b"<audio>", b"</audio>"),
        (b"<object data='x'>", b"</object>"),
        (b"<dialog>", b"</dialog>"),
        (b"<details>", b"</details>"),
        (b"<datalist>", b"</datalist>"),
        (b"<math>", b"</math>"),
    ],
)
def test_an_article_that_a_browser_does_not_show_does_not_hold(files, before, after):
    page = files.page.read_bytes()
    page = page.replace(b"<article ", before + b"<article ").replace(b"</article>", b"</article>" + after)
    files.page.write_bytes(page)

    outcome = check(*files.arguments)

    assert outcome.code == 1
    assert "where a browser does not show it" in outcome.of("FAILS")


@pytest.mark.parametrize("script", [b"<script><!--<script></script>", b"<script><!-- <SCRIPT/></script>"])
def test_an_article_inside_a_script_that_goes_on_does_not_hold(files, script):
    """Behind `<!--<script>` a browser goes on reading script until the second closing tag."""
    outcome = rewritten(files, b"<article ", script + b"<article ")

    assert outcome.code == 1
