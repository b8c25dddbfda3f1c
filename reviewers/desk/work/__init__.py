"""My work: what waits for a person, pile by pile. It is the first page that they see when they have logged in."""

from .asked import requests_for
from .pages import urls

__all__ = ["requests_for", "urls"]
