"""Naming a version, to find it again: the text of the congress, the one that legal read."""

from articles import audit, clock
from articles.acts import acting
from articles.models import ArticleVersion, User, VersionName
from articles.refusals import Refused
from articles.text import clean_line

LONGEST = VersionName._meta.get_field("name").max_length or 0


def name_version(version: ArticleVersion, *, name: str, by: User) -> VersionName | None:
    """Give a version a name in place of the one that it has, or none when `name` is empty.

    Returns None when it has that name already. Raises Refused when the name is too long.
    """
    with acting("name a version", by=by, article=version.article) as locked:
        name = clean_line(name)
        if len(name) > LONGEST:
            raise Refused(f"A name has {LONGEST} characters at most; this one has {len(name)}.")
        if name == name_of(version):
            return None
        made = VersionName.objects.create(version=version, name=name, by=by, at=clock.now())
        audit.record(
            audit.Event.VERSION_NAMED,
            by=by,
            article=locked,
            row=made.pk,
            version=version.number,
            name=name,
        )
        return made


def name_of(version: ArticleVersion) -> str:
    """The name that a version has now; "" for none."""
    return version.names.order_by("-pk").values_list("name", flat=True).first() or ""


def names_of(versions: list[ArticleVersion]) -> dict[int, str]:
    """The names that versions have now, by their keys: one query for all of them."""
    given = VersionName.objects.filter(version__in=[version.pk for version in versions]).order_by("pk")
    return dict(given.values_list("version_id", "name"))
