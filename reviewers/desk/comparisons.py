"""Which comparisons stand on the review screen: with what this reviewer read last, and with what is live."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.models import Edition, Publication
from reviewers.differences import Comparison, compare
from reviewers.models import Reviewer, Verdict


@dataclass(frozen=True)
class Compared:
    """What an edition changes about an earlier one, and why it is compared with that. `prefix` tells ids apart."""

    against: Edition
    why: str
    comparison: Comparison
    prefix: str

    @property
    def named(self) -> str:
        """The other edition, and why it is compared, as a heading says it."""
        return f"edition {self.against.number}, {self.why}" if self.why else f"edition {self.against.number}"


@dataclass(frozen=True)
class Read:
    """The numbers of the editions with which another is compared; 0 where there is none."""

    asked: int = 0
    sent_back: int = 0
    signed: int = 0
    live: int = 0

    @property
    def numbers(self) -> set[int]:
        """All of them."""
        return {self.asked, self.sent_back, self.signed, self.live} - {0}


def read_before(
    edition: Edition,
    reviewer: Reviewer | None,
    *,
    verdicts: Sequence[Verdict],
    published: Sequence[Publication],
    asked: str = "",
) -> Read:
    """With which editions this one is to be compared for this person; `asked` is what the address says (`?against=`).

    What they sent back counts where they have signed nothing since.
    """
    own = [one for one in verdicts if reviewer and one.reviewer_id == reviewer.pk]
    signed = _last(
        one for one in own if one.decision == Verdict.Decision.SIGNED and one.number < edition.number
    )
    sent_back = _last(
        one
        for one in own
        if one.decision == Verdict.Decision.CHANGES_REQUESTED and signed < one.number < edition.number
    )
    live = [one.number for one in published if one.ended_at is None and one.edition_id != edition.pk]
    number = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    return Read(number if number < edition.number else 0, sent_back, signed, live[0] if live else 0)


def comparisons(edition: Edition, read: Read, editions: Iterable[Edition]) -> list[Compared]:
    """One for each edition that this one is compared with: what was asked for first, then what was read last."""
    by_number = {one.number: one for one in editions}
    reasons = [
        (read.asked, "which you chose to compare"),
        (read.sent_back, "which you sent back"),
        (read.signed, "which you signed"),
        (read.live, "which is live"),
    ]
    why: dict[int, list[str]] = {}
    for number, reason in reasons:
        if number in by_number:
            why.setdefault(number, []).append(reason)
    return [
        Compared(
            by_number[number],
            # What was chosen goes without saying, if there is anything else to say of it.
            " and ".join(said[1:] if number == read.asked and len(said) > 1 else said),
            compare(by_number[number].content, edition.content),
            f"against-{number}-",
        )
        for number, said in why.items()
    ]


def _last(verdicts: Iterable[Verdict]) -> int:
    return max((one.number for one in verdicts), default=0)
