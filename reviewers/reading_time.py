"""How long a review takes to read: the words of a page, and how many of them are new to its reader."""

from dataclasses import dataclass

from articles.models import Edition, Publication
from articles.passages import passages
from articles.readability import WORDS_A_MINUTE
from reviewers.differences import compare
from reviewers.models import Reviewer

# What is read with each changed word to understand it: about the sentence that it stands in.
_CONTEXT = 20


@dataclass(frozen=True)
class Reading:
    """The words of an edition, and how many of them differ from edition `since`: 0 for none to compare with.

    `signed` is `since` where the reviewer signed that one, else 0: then it is the live edition.
    """

    words: int
    changed: int
    since: int
    signed: int

    @property
    def minutes(self) -> int:
        """At 200 words a minute: the whole, or what changed with the sentences around it."""
        to_read = min(self.words, self.changed * _CONTEXT) if self.since else self.words
        return max(1, -(-to_read // WORDS_A_MINUTE))

    def in_words(self) -> str:
        """“about 4 minutes: 12 of 812 words changed since edition 2, which you signed.”"""
        about = f"about {self.minutes} minute{'' if self.minutes == 1 else 's'}"
        if not self.since:
            return f"{about} for {self.words} words."
        whose = "which you signed" if self.signed else "which is live"
        return f"{about}: {self.changed} of {self.words} words changed since edition {self.since}, {whose}."


def reading_for(edition: Edition, reviewer: Reviewer) -> Reading:
    """What there is to read in an edition for somebody who may have signed an earlier one, or knows the live one.

    Whoever reads the same edition again reads the whole of it.
    """
    own = edition.article.editions.filter(
        number__lt=edition.number, signoffs__signer=reviewer, signoffs__revocation=None
    )
    known = own.order_by("-number").first()
    signed = known.number if known else 0
    if known is None:
        live = (
            Publication.objects.live().filter(article_id=edition.article_id).select_related("edition").first()
        )
        known = live.edition if live and live.edition_id != edition.pk else None
    if known is None:
        words = sum(len(passage.text.split()) for passage in passages(edition.content, edition.html))
        return Reading(words, 0, 0, 0)
    found = compare(known.content, edition.content)
    return Reading(found.words, found.changed_words, known.number, signed)
