"""Making a new article of an old one's words."""

import uuid

from django.db import transaction

from articles import writing
from articles.asking import asking_anew
from articles.document import content_of
from articles.models import Article, User

_TITLE = 300


def duplicate(article: Article, *, by: User) -> Article:
    """A new draft that says what the article says now, with an address and identities of its own; `by` owns it.

    Evidence, figures and references come along. Versions, editions, requests, signatures and the private note do not.
    """
    with asking_anew(), transaction.atomic():
        locked = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        content = content_of(locked)
        for part in [content, *content["key_points"], *content["references"]]:
            part["uuid"] = str(uuid.uuid4())
        title = f"Copy of {content['title'] or locked}"
        content["title"] = title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"
        last = locked.versions.order_by("-number").values_list("number", flat=True).first() or 0
        return writing.create(
            content, by=by, copied_from={"article": str(locked.uuid), "slug": locked.slug, "version": last}
        )
