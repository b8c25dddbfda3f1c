"""The tables, by life cycle: the working copy, what is written once, and what is stamped."""

from .article import Article, Authorship, Evidence, KeyPoint, Quotation, Reference, Topic
from .audit import AuditEntry
from .edition import Edition
from .figure import EditionFigure, Figure, FigureUse, Rendition
from .frozen import Frozen
from .mail import OutgoingMail
from .people import Author, User
from .publication import Publication, Removal, Slug
from .record import EditionRecord
from .search import SearchTerm, SearchText
from .state import ArticleState
from .version import ArticleVersion, VersionName
from .withdrawal import PlannedWithdrawal, PlannedWithdrawalEnd
from .writing import Autosave, EditingSession, PendingImport

__all__ = [
    "Article",
    "ArticleState",
    "ArticleVersion",
    "AuditEntry",
    "Author",
    "Authorship",
    "Autosave",
    "EditingSession",
    "Edition",
    "EditionFigure",
    "EditionRecord",
    "Evidence",
    "Figure",
    "FigureUse",
    "Frozen",
    "KeyPoint",
    "OutgoingMail",
    "PendingImport",
    "PlannedWithdrawal",
    "PlannedWithdrawalEnd",
    "Publication",
    "Quotation",
    "Reference",
    "Removal",
    "Rendition",
    "SearchTerm",
    "SearchText",
    "Slug",
    "Topic",
    "User",
    "VersionName",
]
