"""The words of a figure: caption, credit, licence. Changing them is a save of every article that shows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from django.db import transaction

from articles import audit, writing
from articles.acts import record_refusal
from articles.asking import asking_anew
from articles.models import Article, Figure, User
from articles.refusals import Refused
from articles.text import clean_line

_TRIES = 5
LONGEST = {"caption": 1000, "credit": 300, "licence": 200}  # as the database takes them


class StaleWords(Refused):
    """Somebody else changed the words first. `current` are those that stand now; nothing was written."""

    def __init__(self, current: "Words") -> None:
        self.current = current
        said = "; ".join(f"{name}: {value or 'nothing'}" for name, value in asdict(current).items())
        super().__init__(
            f"Somebody changed these words while you had them open, so nothing was overwritten. They say now: {said}. "
            "Your own words are still below: compare, and save once more if you mean them."
        )


@dataclass(frozen=True)
class Words:
    """What is printed with a figure, each on one line."""

    caption: str = ""
    credit: str = ""
    licence: str = ""

    @classmethod
    def of(cls, figure: Figure) -> "Words":
        return cls(figure.caption, figure.credit, figure.licence)

    def cleaned(self) -> "Words":
        """The words as they are kept. Raises Refused when one is too long."""
        kept = {name: clean_line(value) for name, value in asdict(self).items()}
        long = [name for name, value in kept.items() if len(value) > LONGEST[name]]
        if long:
            raise Refused(
                [f"The {name} may have {LONGEST[name]} characters. Make it shorter." for name in long]
            )
        return Words(**kept)


def change_words(figure: Figure, words: Words, *, by: User, seen: Words) -> list[Article]:
    """Print other words with a figure. Returns the articles whose working copy shows it: each has a new version.

    `seen` are the words that the person had before them. Raises StaleWords when they are not the figure's any more,
    and Refused when a word is too long. What editions show is frozen, and stays.
    """
    try:
        with asking_anew(), _held(figure) as (locked, shown_in):
            before, after = Words.of(locked), words.cleaned()
            if seen != before:
                raise StaleWords(before)
            if after == before:
                return []
            Figure.objects.filter(pk=locked.pk).update(**asdict(after))
            writing.record_all(shown_in, by=by)
            changed = {
                name: [asdict(before)[name], value]
                for name, value in asdict(after).items()
                if value != asdict(before)[name]
            }
            audit.record(audit.Event.FIGURE_CHANGED, by=by, figure=locked.digest, changed=changed)
            return shown_in
    except Refused as refusal:
        record_refusal("change the words of a figure", by=by, reasons=refusal.reasons)
        raise


@contextmanager
def _held(figure: Figure) -> Iterator[tuple[Figure, list[Article]]]:
    """A figure and every article whose working copy shows it, locked until the transaction ends.

    The articles come before the figure, as in a save: two that lock in different orders wait for each other. So an
    article that came to show the figure in between is one too many, and all of it begins anew.
    """
    for _ in range(_TRIES):
        with transaction.atomic():
            uses = figure.uses.values("article_id")
            shown_in = list(Article.objects.filter(pk__in=uses).order_by("pk").select_for_update())
            locked = Figure.objects.select_for_update(no_key=True).filter(pk=figure.pk).first()
            if locked is None:
                raise Refused("This figure was deleted in the meantime.")
            if not figure.uses.exclude(article__in=shown_in).exists():
                yield locked, shown_in
                return
    raise Refused("The texts that show this figure are being saved just now. Save once more.")
