"""Two people answer one comment, or apply one proposal, at the same moment: one turn, and a sentence for the other."""

import pytest

from reviewers import commenting, suggesting
from reviewers.commenting import Remark
from reviewers.models import Comment, Reply, Role
from tests.factories import make_edition, make_editor, make_reviewer, make_writer
from tests.races.test_acts import flaws, refusals, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def must_fix() -> Comment:
    remark = Remark("Better so.", "with help", must_fix=True, replacement="with a frame")
    reviewer = make_reviewer(Role.MEDICAL, name="Mira Medic")
    return commenting.comment(make_edition(), reviewer=reviewer, remark=remark, role=Role.MEDICAL)


def test_two_editors_at_once_answer_once():
    comment, one, two = must_fix(), make_editor(), make_writer()

    outcomes = together(
        lambda: commenting.resolve(comment, by=one, text="Mended."),
        lambda: commenting.resolve(comment, by=two, text="Mended, too."),
    )

    assert refusals(outcomes) == [["This comment is answered already: the reviewer has the next word."]]
    assert Reply.objects.count() == 1
    assert flaws() == []


def test_acceptance_and_reopening_at_once_leave_one_of_them():
    comment = must_fix()
    commenting.resolve(comment, by=make_editor(), text="Mended.")
    reviewer = comment.reviewer.user

    outcomes = together(
        lambda: commenting.accept(comment, by=reviewer),
        lambda: commenting.reopen(comment, by=reviewer, text="Not there."),
    )

    assert len(refusals(outcomes)) == 1
    assert Reply.objects.count() == 2
    assert flaws() == []


def test_two_editors_at_once_apply_once():
    comment, one, two = must_fix(), make_editor(), make_writer()
    article = comment.edition.article

    outcomes = together(
        lambda: suggesting.apply_suggestion(comment, by=one, seen=1),
        lambda: suggesting.apply_suggestion(comment, by=two, seen=1),
    )

    assert len(refusals(outcomes)) == 1
    assert article.versions.count() == 2
    assert Reply.objects.count() == 1
    article.refresh_from_db()
    assert article.summary.count("with a frame") == 1
    assert flaws() == []
