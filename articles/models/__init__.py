"""The tables, by life cycle: the working copy, what is written once, and what is stamped."""

from .article import Article, Authorship, Evidence, KeyPoint, Quotation, Reference, Topic
from .audit import AuditEntry
from .edition import Edition
from .frozen import Frozen
from .mail import OutgoingMail
from .people import Author, User
from .publication import Publication, Removal, Slug
from .state import ArticleState
from .version import ArticleVersion

__all__ = [
    "Article",
    "ArticleState",
    "ArticleVersion",
    "AuditEntry",
    "Author",
    "Authorship",
    "Edition",
    "Evidence",
    "Frozen",
    "KeyPoint",
    "OutgoingMail",
    "Publication",
    "Quotation",
    "Reference",
    "Removal",
    "Slug",
    "Topic",
    "User",
]
