"""What one person may do about comments, asked once however many comments a page shows. Nothing here writes."""

from functools import cached_property

from articles import clock, editions
from articles.asking import asked_once
from articles.models import Edition, User
from reviewers import policy
from reviewers.models import Comment, Reviewer


@asked_once
def reviewer_of(user: User) -> Reviewer | None:
    """The person's profile as a reviewer, if there is one."""
    return Reviewer.objects.select_related("user").filter(user=user).first()


class Rights:
    """The answers of `reviewers.policy` about one person. They are kept: make one anew for each request or act."""

    def __init__(self, user: User) -> None:
        self.user = user
        self._refusals: dict[str, list[str]] = {}
        self._settling: dict[tuple[int, str], list[str]] = {}

    @cached_property
    def reviewer(self) -> Reviewer | None:
        """The person's profile as a reviewer, if there is one."""
        return reviewer_of(self.user)

    def refusals(self, act: str) -> list[str]:
        """Why this person may not do this act anywhere: `policy.refusals`, as a list of one's own."""
        if act not in self._refusals:
            self._refusals[act] = policy.refusals(self.user, act)
        return list(self._refusals[act])

    def settling_objections(self, comment: Comment) -> list[str]:
        """Why this person does not qualify for the role of somebody's must-fix, by what the text has become: nobody
        settles an objection to what they wrote since, submitted or not."""
        key = (comment.edition.article_id, comment.role)
        if key not in self._settling:
            related = Edition.objects.select_related("article", "frozen_by")
            newest = related.filter(article_id=key[0]).latest("number")
            assert self.reviewer is not None
            writers = editions.contributors(newest.article, submitter=newest.frozen_by)
            found = policy.objections(self.reviewer, newest, comment.role, clock.today())
            found += policy.own_work_objections(self.reviewer, writers)
            found += policy.readiness_objections(self.reviewer)
            self._settling[key] = list(dict.fromkeys(found))
        return list(self._settling[key])
