"""The tables, by life cycle: the working copy, what is written once, and what is stamped."""

from .article import Article, Authorship, Evidence, KeyPoint, Quotation, Reference, Topic
from .audit import AuditEntry
from .edition import Edition
from .frozen import Frozen
from .mail import OutgoingMail
from .people import Author, User
from .publication import Publication, Removal, Slug
from .record import EditionRecord
from .state import ArticleState
from .version import ArticleVersion
from .withdrawal import PlannedWithdrawal, PlannedWithdrawalEnd

__all__ = [
    "Article",
    "ArticleState",
    "ArticleVersion",
    "AuditEntry",
    "Author",
    "Authorship",
    "Edition",
    "EditionRecord",
    "Evidence",
    "Frozen",
    "KeyPoint",
    "OutgoingMail",
    "PlannedWithdrawal",
    "PlannedWithdrawalEnd",
    "Publication",
    "Quotation",
    "Reference",
    "Removal",
    "Slug",
    "Topic",
    "User",
]
