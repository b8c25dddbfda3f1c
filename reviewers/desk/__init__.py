"""The admin as people use it: the article's desk with its acts, the review screen, and who may sign."""

from . import articles, editions, people, qualifications, signoffs

__all__ = ["articles", "editions", "people", "qualifications", "signoffs"]
