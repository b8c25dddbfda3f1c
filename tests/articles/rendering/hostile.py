"""Hostile texts, and how to tell that they did no harm."""

from html.parser import HTMLParser

from hypothesis import strategies as st

REFERENCES = [{"key": "walk2026"}, {"key": "rest2025"}]

MARKUP = st.text(
    st.sampled_from("abz <>&\"'`[]()!@#*_-+~^|\\\n\t:/.0123456789é\u0338\u0301\u202e\x00\ud800"), max_size=200
)
TRICKS = [
    *("<script>", "</p>", "<b onclick=x>", "<https://", "&lt;", "&#x338;", "&colon;", "javascript:", "data:"),
    *("[a](", ")", "[@walk2026]", "![", "](", "- ", "> ", "\n\n", "```", "# ", "**", "~2~", "^9^"),
    "|a|b|\n|-|:-:|\n|c|d|\n",
]
PIECES = st.lists(st.sampled_from(TRICKS), max_size=40).map("".join)


class Outline(HTMLParser):
    """What a browser would meet: elements with their attributes, and text."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.words = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data


def assert_harmless(html):
    for tag, attributes in Outline(html).elements:
        assert tag not in {"script", "style", "iframe", "object", "form", "input", "img", "svg", "article"}
        assert not [
            name for name in attributes if name.startswith("on") or name in {"style", "src", "target"}
        ]
        href = attributes.get("href", "#").lower()
        assert href.startswith(("http://", "https://", "mailto:", "#", "/"))
        assert not href.startswith("//")
        assert attributes.get("id", "section").startswith(("section", "reference-", "part-"))
