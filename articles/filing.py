"""Filing an article: whose it is, and under which topics readers find it. Each is one field of a save, so that many
articles can be filed at once and nothing else of them is written."""

from collections.abc import Iterator
from contextlib import contextmanager

from articles import trashing, writing
from articles.acts import acting
from articles.models import Article, ArticleVersion, Topic, User
from articles.refusals import Refused


class CannotFile(Refused):
    """The article cannot be filed so, here and now."""


def set_owner(article: Article, owner: User, *, by: User) -> ArticleVersion | None:
    """Give an article to somebody. Returns the new version, or None if it is theirs already."""
    with acting("set owner", by=by, article=article) as locked:
        reasons = trashing.trashed_objections(locked)
        if not (owner.is_active and owner.is_staff):
            reasons.append(f"{owner} cannot log in here, and so cannot look after an article.")
        if reasons:
            raise CannotFile(reasons)
        locked.owner = owner
        locked.save(update_fields=["owner"])
        return writing.record(locked, by=by)


def add_topic(article: Article, topic: Topic, *, by: User) -> ArticleVersion | None:
    """Put an article under a topic. Returns the new version, or None if it stands there already."""
    with _at_topics("add topic", article, by) as locked:
        locked.topics.add(topic)
        return writing.record(locked, by=by)


def remove_topic(article: Article, topic: Topic, *, by: User) -> ArticleVersion | None:
    """Take an article out of a topic. Returns the new version, or None if it does not stand there."""
    with _at_topics("remove topic", article, by) as locked:
        locked.topics.remove(topic)
        return writing.record(locked, by=by)


@contextmanager
def _at_topics(attempt: str, article: Article, by: User) -> Iterator[Article]:
    with acting(attempt, by=by, article=article) as locked:
        if reasons := trashing.trashed_objections(locked):
            raise CannotFile(reasons)
        yield locked
