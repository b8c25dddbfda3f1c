"""What is read out for an edition's images to those who do not see them: it is signed, too, and no screen shows it."""

from dataclasses import dataclass

from bs4 import BeautifulSoup

from articles.models import Edition


@dataclass(frozen=True)
class Image:
    """One image of the page, in page order: where its file is, and its alternative text; "" for a decorative one."""

    number: int
    source: str
    words: str


def images(edition: Edition) -> list[Image]:
    """The images of an edition's page, as its HTML has them. No queries."""
    if not edition.content.get("figures"):
        return []
    shown = BeautifulSoup(edition.html, "html.parser").find_all("img")
    return [
        Image(number, str(image.get("src", "")), str(image.get("alt", "")))
        for number, image in enumerate(shown, start=1)
    ]
