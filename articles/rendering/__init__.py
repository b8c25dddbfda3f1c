"""The one door for HTML: whatever people wrote goes in as data and comes out sanitised."""

from .markdown import MOST_CHARACTERS, TooLong, render_markdown
from .page import frozen_html, render_document

__all__ = ["MOST_CHARACTERS", "TooLong", "frozen_html", "render_document", "render_markdown"]
