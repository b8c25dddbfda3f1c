"""The trash: drafts that nobody needs, out of the lists until somebody puts them back. Nothing is deleted."""

from articles import audit, clock
from articles.acts import acting
from articles.models import Article, ArticleState, User
from articles.refusals import Refused
from articles.states import SHOWN, public_state


class CannotTrash(Refused):
    """The article cannot be put in the trash, or taken out of it, here and now."""


def trash(article: Article, *, by: User) -> None:
    """Put a draft in the trash. Raises CannotTrash for what was ever submitted: that stays on record, in the lists."""
    with acting("trash", by=by, article=article) as locked:
        reasons = objections(locked)
        if locked.trashed_at:
            reasons.append(f"“{locked}” is in the trash already.")
        if reasons:
            raise CannotTrash(reasons)
        locked.trashed_at = clock.now()
        locked.save(update_fields=["trashed_at"])
        audit.record(audit.Event.ARTICLE_TRASHED, by=by, article=locked, title=locked.title, slug=locked.slug)


def restore(article: Article, *, by: User) -> None:
    """Take a draft out of the trash, as it was. Raises CannotTrash if it is not in there."""
    with acting("restore", by=by, article=article) as locked:
        if locked.trashed_at is None:
            raise CannotTrash(f"“{locked}” is not in the trash.")
        locked.trashed_at = None
        locked.save(update_fields=["trashed_at"])
        audit.record(
            audit.Event.ARTICLE_RESTORED, by=by, article=locked, title=locked.title, slug=locked.slug
        )


def objections(article: Article) -> list[str]:
    """Why an article can never be put in the trash, and what may be done instead. Empty means it can."""
    if not article.editions.exists():
        return []
    kept = f"“{article}” was submitted for review: its editions and what was said of them are kept."
    state = ArticleState.objects.filter(article=article).first()
    if state and public_state(state, clock.now()) in SHOWN:
        return [f"{kept} Withdraw it, if readers are not to see it any more."]
    if state and state.open_edition:
        return [f"{kept} Recall edition {state.open_edition}, if nobody is to review it."]
    return [f"{kept} Leave it as it is: nobody is asked to do anything about it."]


def trashed_objections(article: Article) -> list[str]:
    """Why nothing is done with an article while it is in the trash. Empty means it is not in there."""
    return [f"“{article}” is in the trash: put it back first."] if article.trashed_at else []
