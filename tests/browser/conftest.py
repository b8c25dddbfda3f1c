"""Chromium, for a module of tests at a time, and pages in it for one person each."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from articles.models import User

OPEN = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright runs an event loop in this thread; the queries of the tests are ordinary ones all the same.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()
        # Beside the loop Django keeps connections of their own, which nobody else would close.
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _one_request_at_a_time(live_server) -> None:
    """The tests' database in memory has one connection for all threads: two requests at once would share a transaction,
    and pages ask by themselves while other requests are answered."""
    server, lock = live_server.thread.httpd, threading.Lock()
    answer = server.get_app()

    def answer_alone(environ, start_response):
        with lock:
            return answer(environ, start_response)

    server.set_app(answer_alone)


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[OPEN]:
    """Open a page in a browser of one's own. What the content security policy blocks fails the test."""
    contexts: list[BrowserContext] = []
    blocked: list[str] = []

    def open_page(path: str, user: User | None = None, **options) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        if user:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.on(
            "console",
            lambda said: blocked.append(said.text) if "Content Security Policy" in said.text else None,
        )
        page.on("pageerror", lambda error: blocked.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    # A page asks by itself while it is open: no answer is still being written when the database is emptied.
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)
    assert blocked == []
