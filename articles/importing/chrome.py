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


def region(soup: BeautifulSoup) -> Tag | None:
    """The element that holds the article, where a page says so and most of its text is in it."""
    everything = len(soup.get_text())
    for found in (soup.find_all("main") or soup.find_all(attrs={"role": "main"}), _outermost(soup)):
        if len(found) == 1 and isinstance(found[0], Tag) and len(found[0].get_text()) * 5 > everything:
            return found[0]
    return None


def reason(tag: Tag, region: Tag | None) -> str:
    """What an element is if it is not the article's (`navigation`, `a form`, …), else nothing."""
    attributes = tag.attrs
    if (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or _HIDDEN.search(str(attributes.get("style", "")))
    ):
        return "hidden text"
    found = _BY_NAME.get(tag.name) or _BY_ROLE.get(str(attributes.get("role", "")))
    if found is None and tag.name in {"footer", "header", "aside", "form"}:
        found = _by_place(tag, region)
    if found is None and tag.name in {"div", "section", "ul", "span", "p", "aside"}:
        marks = f"{' '.join(attributes.get('class') or [])} {attributes.get('id', '')}"
        found = "the page's furniture" if _BY_CLASS.search(marks) else None
    return found if found and tag is not region and tag.find("h1") is None else ""


def is_data(table: Tag) -> bool:
    """Whether a table holds data, not the page's layout: rows of several short cells and no table or heading in them."""
    if table.find(["table", "h1", "h2", "h3", "h4", "ul", "ol", "blockquote", "article"]) is not None:
        return False
    rows = [row.find_all(["td", "th"]) for row in table.find_all("tr")]
    cells = [cell for row in rows for cell in row]
    if len(rows) < 2 or max(len(row) for row in rows) < 2:
        return False
    return sum(len(cell.get_text()) for cell in cells) <= 400 * len(cells)


def _by_place(tag: Tag, region: Tag | None) -> str | None:
    if tag.name == "form":
        return None if tag.find(["h1", "h2", "p"]) else "a form"
    parents = {parent.name for parent in tag.parents}
    if parents & {"article", "main", "blockquote"} or (region is not None and region in tag.parents):
        return None
    return {"footer": "the page's foot", "header": "the page's head", "aside": "a side column"}[tag.name]


def _outermost(soup: BeautifulSoup) -> list[Tag]:
    return [
        tag
        for tag in soup.find_all("article", limit=200)
        if isinstance(tag, Tag) and tag.find_parent("article") is None
    ]
