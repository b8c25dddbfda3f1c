"""Comments: who may say what when, whose turn it is, and what blocks until it is settled (WF-14, WF-15)."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from articles import clock
from articles.groups import Group
from articles.models import AuditEntry, Edition, User
from reviewers import commenting, publishing, signoff, submission
from reviewers.commenting import CannotComment, Remark
from reviewers.models import AdviceLink, Comment, Reply, Reviewer, Role
from reviewers.obstacles import obstacles
from tests.factories import (
    accept_all,
    change,
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_reviewer,
    make_signed_edition,
    make_user,
    make_writer,
    sign,
)

pytestmark = pytest.mark.django_db

MUST = Remark("Say which help.", "with help", must_fix=True)
WRITERS_ALONE = (
    "Only writers and editors may do this, and {} is none of them: ask an administrator if that is wrong."
)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def medical() -> Reviewer:
    return make_reviewer(Role.MEDICAL, name="Mira Medic")


@pytest.fixture
def editor() -> User:
    return make_editor()


def must_fix(edition: Edition, reviewer: Reviewer, remark: Remark = MUST) -> Comment:
    return commenting.comment(edition, reviewer=reviewer, remark=remark, role=Role.MEDICAL)


def link_to(edition: Edition) -> AdviceLink:
    return AdviceLink.objects.create(
        edition=edition,
        printed_name="Otto Outside",
        email="otto@example.org",
        token_sha256="0" * 64,
        by=edition.frozen_by,
        at=clock.now(),
        expires_at=clock.now() + timedelta(days=7),
    )


def refused(act, *args, **kwargs) -> list[str]:
    """The sentences of a refusal, which writes nothing but the record of it."""
    before = (Comment.objects.count(), Reply.objects.count())
    with pytest.raises(CannotComment) as refusal:
        act(*args, **kwargs)
    assert (Comment.objects.count(), Reply.objects.count()) == before
    entry = AuditEntry.objects.latest("number")
    assert (entry.event, json.loads(entry.data)["reasons"]) == ("refused", refusal.value.reasons)
    return refusal.value.reasons


# Writing


def test_comment_keeps_its_words_their_place_and_its_writer(edition: Edition, medical: Reviewer):
    made = must_fix(
        edition, medical, Remark("Why?", " with\n help", must_fix=True, replacement="with a frame")
    )

    made.refresh_from_db()
    assert (made.printed_name, made.role, made.part) == (medical.name, "medical", "summary")
    assert (made.quote, made.replacement, made.text) == ("with help", "with a frame", "Why?")
    assert (made.prefix, made.suffix) == ("an walk on the day after surgery, "[-32:], ".")
    assert AuditEntry.objects.latest("number").event == "commented"


def test_suggestion_names_no_role_and_a_remark_needs_no_quote(edition: Edition, medical: Reviewer):
    made = commenting.comment(edition, reviewer=medical, remark=Remark("Clear."), role=Role.MEDICAL)

    assert (made.role, made.part, made.quote, made.must_fix) == ("", "", "", False)


@pytest.mark.parametrize(
    ("remark", "why"),
    [
        (Remark("  "), "Write your comment."),
        (Remark("", "with help", must_fix=True), "Say what must be changed."),
        (Remark("x", "not there"), "do not stand together in one part"),
        (Remark("x", "surgery"), "stand in"),
        (Remark("x", replacement="y"), "Quote the words that you would replace."),
        (Remark("x", "with help", replacement=" with  help "), "the same as those that stand there"),
        (Remark("x" * 5001), "5,000 characters is the most"),
        (Remark("x", "with help", replacement="y" * 5001), "5,000 characters is the most"),
    ],
)
def test_comment_that_says_nothing_or_stands_nowhere_is_refused(
    edition: Edition, medical: Reviewer, remark: Remark, why: str
):
    reasons = refused(
        commenting.comment,
        edition,
        reviewer=medical,
        remark=remark,
        role=Role.MEDICAL if remark.must_fix else "",
    )

    assert any(why in reason for reason in reasons)


def test_reviewer_comments_without_the_right_to_edit_and_an_editor_is_no_reviewer(
    edition: Edition, medical: Reviewer, editor: User
):
    assert not medical.user.has_perm("articles.change_article")
    must_fix(edition, medical)
    medical.user.groups.clear()
    left = Reviewer.objects.get(pk=medical.pk)

    reasons = refused(commenting.comment, edition, reviewer=left, remark=Remark("Again."))

    assert "Only reviewers may do this" in reasons[0]


def test_must_fix_asks_for_a_role_that_its_writer_may_sign_in(edition: Edition, medical: Reviewer):
    author = make_reviewer(Role.MEDICAL, user=edition.frozen_by, name="Wanda Writer")

    assert refused(commenting.comment, edition, reviewer=medical, remark=MUST) == [
        "Say in which role you ask for the change."
    ]
    assert "may not sign in the editorial role" in "".join(
        refused(commenting.comment, edition, reviewer=medical, remark=MUST, role=Role.EDITORIAL)
    )
    assert "Edition 1 asks for no second_medical sign-off." in refused(
        commenting.comment, edition, reviewer=medical, remark=MUST, role=Role.SECOND_MEDICAL
    )
    assert "nobody signs their own work" in "".join(refused(must_fix, edition, author))


def test_comments_on_editions_that_nobody_waits_for_are_refused(medical: Reviewer):
    article = make_article()
    first = make_edition(article)
    must_fix(first, medical)
    change(article, summary="Nearly all people can walk, with help.")
    second = make_edition(article)

    assert "Edition 2 was submitted in its place: read that one." in refused(must_fix, first, medical)
    submission.recall(second, by=article.owner, reason="Too early.")
    assert "was recalled" in refused(must_fix, second, medical)[0]


# Advice


def test_advice_stands_under_the_printed_name_and_never_blocks(edition: Edition):
    made = commenting.advise(link_to(edition), remark=Remark("Frames help.", "with help"))

    assert (made.printed_name, made.reviewer, made.role, made.must_fix) == ("Otto Outside", None, "", False)
    assert not Comment.objects.blocking(edition).exists()
    assert not any("Otto" in sentence for sentence in obstacles(edition))


def test_advice_asks_for_no_change(edition: Edition):
    assert refused(commenting.advise, link_to(edition), remark=MUST) == [
        "Advice from outside does not block: only reviewers ask for a change."
    ]


# Turns


def test_the_turn_goes_to_and_fro_until_the_writer_accepts(edition: Edition, medical: Reviewer, editor: User):
    comment = must_fix(edition, medical)
    reviewer = medical.user

    def turn() -> str:
        return commenting.turn_of(Comment.objects.get(pk=comment.pk))

    assert turn() == ""
    commenting.reply(comment, by=reviewer, text="The second one, I mean.")
    assert turn() == ""
    assert "have not answered this comment yet" in refused(commenting.accept, comment, by=reviewer)[0]
    assert "have not answered" in refused(commenting.reopen, comment, by=reviewer, text="No.")[0]
    commenting.resolve(comment, by=editor, text="Mended.")
    assert turn() == "resolved"
    assert "answered already" in refused(commenting.resolve, comment, by=editor, text="Again.")[0]
    commenting.reopen(comment, by=reviewer, text="Not there.")
    assert turn() == "reopened"
    assert "have not answered" in refused(commenting.accept, comment, by=reviewer)[0]
    commenting.resolve(comment, by=make_writer(), text="There, too.")
    commenting.accept(comment, by=reviewer)
    assert turn() == "accepted"
    for act in [
        commenting.resolve,
        commenting.reopen,
        commenting.settle,
        commenting.accept,
        commenting.take_back,
    ]:
        assert refused(act, comment, by=reviewer, text="Once more.")[0] == "This comment is settled already."
    commenting.reply(comment, by=editor, text="Thank you.")
    assert turn() == "accepted"


@pytest.mark.parametrize("act", [commenting.accept, commenting.reopen, commenting.take_back])
def test_only_its_writer_accepts_reopens_or_takes_back(
    edition: Edition, medical: Reviewer, editor: User, act
):
    comment = must_fix(edition, medical)
    commenting.resolve(comment, by=editor, text="Mended.")
    other = make_reviewer(Role.MEDICAL)
    root = make_user("reviewer", name="Susi Super", is_superuser=True)

    for user in [other.user, root]:
        assert refused(act, comment, by=user, text="So.") == [
            "Only Mira Medic may say this: the comment is theirs."
        ]
    for user in [editor, make_user(name="Rudi Root", is_superuser=True)]:
        assert "Only reviewers may do this" in refused(act, comment, by=user, text="So.")[0]


def test_only_writers_and_editors_answer_for_the_editors(edition: Edition, medical: Reviewer):
    comment = must_fix(edition, medical)

    for user in [medical.user, make_publisher(), make_user(name="Susi Super", is_superuser=True)]:
        assert refused(commenting.resolve, comment, by=user, text="Mended.") == [WRITERS_ALONE.format(user)]
    commenting.reply(comment, by=medical.user, text="Which one?")
    assert "may do this" in refused(commenting.reply, comment, by=make_publisher(), text="Hello.")[0]


@pytest.mark.parametrize("act", [commenting.resolve, commenting.reopen, commenting.settle, commenting.reply])
def test_what_is_said_is_said_in_words(edition: Edition, medical: Reviewer, act):
    comment = must_fix(edition, medical)

    assert any(
        reason.startswith(("Say", "Write")) for reason in refused(act, comment, by=medical.user, text=" ")
    )
    assert any("too long" in reason for reason in refused(act, comment, by=medical.user, text="x" * 5001))


def test_suggestions_and_advice_end_with_the_answer_and_their_writer_may_open_them_again(
    edition: Edition, medical: Reviewer, editor: User
):
    suggestion = commenting.comment(edition, reviewer=medical, remark=Remark("Shorter?"))
    advice = commenting.advise(link_to(edition), remark=Remark("Frames help."))
    for comment in [suggestion, advice]:
        commenting.resolve(comment, by=editor, text="Thanks.")

    assert list(Comment.objects.unsettled()) == []
    assert refused(commenting.resolve, advice, by=editor, text="Twice.") == [
        "This comment is answered already."
    ]
    commenting.reopen(suggestion, by=medical.user, text="Shorter still.")
    assert list(Comment.objects.unsettled()) == [suggestion]


# What blocks


def test_open_must_fix_blocks_every_signature_and_publication_until_it_is_accepted(
    medical: Reviewer, editor: User
):
    edition = make_signed_edition()
    comment = must_fix(edition, medical)
    said = "Mira Medic requested changes to “with help”: Say which help."

    assert said in obstacles(edition)
    with pytest.raises(publishing.CannotPublish, match="Mira Medic requested changes"):
        publishing.publish(edition, by=make_publisher())
    commenting.resolve(comment, by=editor, text="It says so below.")
    assert said in obstacles(edition)
    commenting.accept(comment, by=medical.user)
    assert obstacles(edition) == []
    publishing.publish(edition, by=make_publisher())


def test_superuser_who_reviews_is_blocked_like_everyone(edition: Edition, medical: Reviewer):
    must_fix(edition, medical)
    root = make_user("reviewer", name="Susi Super", is_superuser=True)
    reviewer = make_reviewer(Role.MEDICAL, user=root, name="Susi Super")

    with pytest.raises(signoff.CannotSign, match="Mira Medic requested changes"):
        sign(edition, reviewer)


def test_must_fix_of_an_earlier_edition_blocks_the_later_ones(medical: Reviewer, editor: User):
    article = make_article()
    first = make_edition(article)
    comment = must_fix(first, medical)
    change(article, summary="Nearly all people can walk on the day after surgery.")
    second = make_edition(article)
    editorial = make_reviewer(Role.EDITORIAL)

    with pytest.raises(signoff.CannotSign, match="requested changes to “with help” of edition 1"):
        sign(second, editorial, Role.EDITORIAL)
    commenting.take_back(comment, by=medical.user)
    assert sign(second, editorial, Role.EDITORIAL)
    assert list(Comment.objects.blocking(second)) == []


def test_comment_on_a_later_edition_does_not_block_an_earlier_one(medical: Reviewer):
    article = make_article()
    live = make_publication(article)
    change(article, summary="Nearly all people can walk, with help.")
    must_fix(make_edition(article), medical)

    assert list(Comment.objects.blocking(live.edition)) == []


def test_another_person_who_qualifies_settles_with_a_reason(edition: Edition, medical: Reviewer):
    comment = must_fix(edition, medical)
    other = make_reviewer(Role.MEDICAL, name="Otis Other")

    made = commenting.settle(comment, by=other.user, text="Mira Medic is away; the text is right.")

    assert (made.what, made.printed_name) == ("settled", str(other.user))
    assert not Comment.objects.blocking(edition).exists()


def test_nobody_settles_who_wrote_what_is_not_submitted_yet(edition: Edition, medical: Reviewer):
    comment = must_fix(edition, medical)
    user = make_user(Group.REVIEWER, Group.WRITER, name="Wilma Both")
    both = make_reviewer(Role.MEDICAL, name="Wilma Both", user=user)

    change(edition.article, by=user, summary="Most people can walk soon after surgery, with help.")

    assert refused(commenting.settle, comment, by=user, text="It is right.") == [
        f"{both} wrote, edited or submitted this text: nobody signs their own work."
    ]


def test_nobody_settles_by_judging_their_own_answer(edition: Edition, medical: Reviewer):
    comment = must_fix(edition, medical)
    user = make_user(Group.REVIEWER, Group.EDITOR, name="Edda Both")
    make_reviewer(Role.MEDICAL, name="Edda Both", user=user)
    commenting.resolve(comment, by=user, text="It stays as it is.")

    assert refused(commenting.settle, comment, by=user, text="It is right.") == [
        "You answered this comment for the editors: somebody else judges the answer."
    ]


def test_nobody_settles_who_does_not_qualify_or_wrote_the_text(medical: Reviewer, editor: User):
    article = make_article()
    comment = must_fix(make_edition(article), medical)
    contributor = make_user("editor", "reviewer", name="Bea Both")
    both = make_reviewer(Role.MEDICAL, user=contributor, name="Bea Both")
    change(article, contributor, summary="Nearly all people can walk on the day after surgery.")
    make_edition(article)

    def why(user: User) -> str:
        return " ".join(refused(commenting.settle, comment, by=user, text="It is right."))

    assert "nobody signs their own work" in why(both.user)
    assert "may not sign in the medical role" in why(make_reviewer(Role.EDITORIAL).user)
    assert "This comment is your own" in why(medical.user)
    assert "no reviewer’s profile" in why(editor)
    assert "no reviewer’s profile" in why(make_user("reviewer", name="Susi Super", is_superuser=True))
    expired = make_reviewer(Role.MEDICAL, name="Eli Expired")
    expired.held_credentials.update(valid_until=clock.today() - timedelta(days=1))
    assert "holds no credential" in why(expired.user)


# Answering on submission, and without any change of the text


def test_submitting_again_answers_each_open_must_fix(medical: Reviewer):
    article = make_article()
    comment = must_fix(make_edition(article), medical)
    change(article, summary="Nearly all people can walk on the day after surgery.")

    with pytest.raises(submission.CannotSubmit) as refusal:
        make_edition(article, answers={})
    assert refusal.value.reasons == [
        "Say how you answer Mira Medic about “with help”: Say which help. What did you change, or why not?"
    ]
    make_edition(article, answers={comment.pk: "Taken out."})
    assert comment.replies.get().text == "Taken out."


def test_unchanged_text_is_not_submitted_again_over_a_must_fix(medical: Reviewer):
    article = make_article()
    edition = make_edition(article)
    must_fix(edition, medical)

    with pytest.raises(submission.CannotSubmit) as refusal:
        make_edition(article)

    assert refusal.value.reasons == [
        "Nothing has changed since edition 1: answer the comments on it instead, and its reviewers accept that or not."
    ]
    assert article.editions.count() == 1


def test_other_change_note_is_a_change(medical: Reviewer):
    article = make_article()
    make_publication(article)
    change(article, summary="Nearly all people can walk, with help.")
    must_fix(make_edition(article, change_note="A new number."), medical)

    again = make_edition(article, change_note="A new number, from a larger study.")

    assert again.number == 3


def test_answered_without_a_change_the_same_edition_is_accepted_and_signed(medical: Reviewer, editor: User):
    edition = make_edition()
    comment = must_fix(edition, medical)
    commenting.resolve(comment, by=editor, text="The second part says which.")
    with pytest.raises(submission.CannotSubmit, match="Nothing has changed since edition 1"):
        make_edition(edition.article)

    accept_all(edition.article)
    sign(edition, medical)
    sign(edition, make_reviewer(Role.EDITORIAL), Role.EDITORIAL)

    assert obstacles(edition) == []
    assert publishing.publish(edition, by=make_publisher()).edition == edition


# What the database holds itself


@pytest.mark.parametrize(
    "broken",
    [
        {"text": "", "replacement": None},
        {"reviewer": None, "advice": None},
        {"must_fix": True, "role": ""},
        {"quote": "", "replacement": "x"},
    ],
)
def test_database_refuses_a_comment_that_breaks_its_rules(edition: Edition, medical: Reviewer, broken: dict):
    fields = {
        "edition": edition,
        "reviewer": medical,
        "printed_name": medical.name,
        "text": "Why?",
        "quote": "with help",
        "must_fix": False,
        "at": clock.now(),
    } | broken

    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(**fields)


def test_database_refuses_advice_that_blocks_and_answers_without_words(
    edition: Edition, medical: Reviewer, editor: User
):
    comment = must_fix(edition, medical)
    advice = {
        "edition": edition,
        "advice": link_to(edition),
        "printed_name": "Otto",
        "text": "x",
        "at": clock.now(),
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(must_fix=True, role="medical", **advice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(must_fix=False, reviewer=medical, **advice)
    for what in ["reply", "resolved", "reopened", "settled"]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Reply.objects.create(comment=comment, what=what, by=editor, printed_name="E", at=clock.now())
