"""Which parts of a web page are the page's own furniture and which are the article."""

import re

from bs4 import BeautifulSoup, Tag

_BY_NAME = {
    "nav": "navigation",
    "menu": "navigation",
    "button": "a button",
    "select": "a form",
    "textarea": "a form",
    "dialog": "a dialogue",
    "noscript": "text for browsers without scripts",
}
_BY_ROLE = {
    "navigation": "navigation",
    "banner": "the page's head",
    "contentinfo": "the page's foot",
    "search": "a form",
    "complementary": "a side column",
    "dialog": "a dialogue",
}
_BY_CLASS = re.compile(
    r"(?:^|[\s_-])(?:cookies?|cookie-?(?:banner|notice)|newsletter|breadcrumbs?|share|sharing|social|sidebar|related"
    r"|comments?|site-(?:footer|header|nav)|menu|navbar|advert(?:isement)?|promo|skip-?link|screen-reader-text|sr-only"
    r"|visually-hidden|pagination)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
AROUND = "the page around the article"
_MOST_TABLES = 200


class Chrome:
    """A page's furniture, told from its article by one look at the whole page."""

    def __init__(self, soup: BeautifulSoup) -> None:
        headings = soup.find_all("h1", limit=50)
        self._round_a_title = {id(parent) for heading in headings for parent in heading.parents}
        # Asking a table what is in it takes as long as it is deep; no article has so many.
        self._tables_can_be_data = len(soup.find_all("table", limit=_MOST_TABLES)) < _MOST_TABLES
        self.region = _region(soup)
        self.region_has_title = self.region is not None and id(self.region) in self._round_a_title

    def reason(self, tag: Tag) -> str:
        """What an element is if it is not the article's (`navigation`, `a form`, …), else nothing."""
        if tag is self.region or id(tag) in self._round_a_title:
            return ""
        hidden = "hidden" in tag.attrs or tag.attrs.get("aria-hidden") == "true"
        if hidden or _HIDDEN.search(str(tag.attrs.get("style", ""))):
            return "hidden text"
        found = _BY_NAME.get(tag.name) or _BY_ROLE.get(str(tag.attrs.get("role", "")))
        if found is None and tag.name in {"footer", "header", "aside", "form"}:
            found = self._by_place(tag)
        if found is None and tag.name in {"div", "section", "ul", "span", "p", "aside"}:
            marks = f"{' '.join(tag.attrs.get('class') or [])} {tag.attrs.get('id', '')}"
            found = "the page's furniture" if _BY_CLASS.search(marks[:500]) else None
        return found or ""

    def is_data(self, table: Tag) -> bool:
        """Whether a table holds data, not the page's layout: rows of several short cells and no table in them."""
        layout = ["table", "h1", "h2", "h3", "h4", "ul", "ol", "blockquote", "article"]
        if not self._tables_can_be_data or table.find(layout) is not None:
            return False
        rows = [row.find_all(["td", "th"]) for row in table.find_all("tr")]
        cells = [cell for row in rows for cell in row]
        if len(rows) < 2 or max(len(row) for row in rows) < 2:
            return False
        return sum(len(cell.get_text()) for cell in cells) <= 400 * len(cells)

    def _by_place(self, tag: Tag) -> str | None:
        if tag.name == "form":
            return None if tag.find(["h1", "h2", "p"]) else "a form"
        inside = {"article", "main", "blockquote"}
        if any(parent.name in inside or parent is self.region for parent in tag.parents):
            return None
        return {"footer": "the page's foot", "header": "the page's head", "aside": "a side column"}[tag.name]


def _region(soup: BeautifulSoup) -> Tag | None:
    """The element that holds the article, where a page says so and most of its text is in it."""
    everything = len(soup.get_text())
    for found in (soup.find_all("main") or soup.find_all(None, {"role": "main"}), _outermost(soup)):
        if len(found) == 1 and len(found[0].get_text()) * 5 > everything:
            return found[0]
    return None


def _outermost(soup: BeautifulSoup) -> list[Tag]:
    return [
        tag
        for tag in soup.find_all("article", limit=200)
        if isinstance(tag, Tag) and tag.find_parent("article") is None
    ]
