"""Every page of the desk can be used by everyone: each address of the admin is opened here, or it says why not."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles import clock, naming, trashing
from articles.groups import Group
from articles.models import AuditEntry, Author, Autosave
from reviewers import answering, requesting, scheduling, withdrawing
from reviewers.commenting import Remark
from reviewers.models import Credential, Role, SignOff
from tests import factories
from tests.browser.conftest import OPEN
from tests.browser.usable import AXE, problems
from tests.reviewers.outside.test_advising import ask

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Each address by its name: who opens it, and about what (`scene`), once for each state of the page.
PAGES = {
    "admin_password_reset": ["nobody"],
    "password_reset_confirm": ["nobody reset"],
    "password_reset_complete": ["nobody"],
    "password_reset_done": ["nobody"],
    "security_password_change": ["ines"],
    "security_passkey_remove": ["ines passkey"],
    "reviewer_before_you_sign": ["mira"],
    "reviewer_my_profile": ["mira"],
    "reviewer_guidance": ["mira"],
    "site_history": ["ines"],
    "admin:login": ["nobody"],
    "admin:password_change_done": ["ines"],
    "admin:app_list": ["ines app"],
    "admin:articles_article_changelist": ["ines", "ines found", "ines trash"],
    "admin:articles_article_add": ["ines"],
    "admin:articles_article_change": [
        "ines draft",
        "ines live",
        "ines waiting",
        "ines ready",
        "ines trashed",
    ],
    "admin:articles_article_history": ["ines draft"],
    "admin:articles_article_compare": ["ines compared"],
    "admin:articles_article_version": ["ines version"],
    "admin:articles_article_return": ["ines version"],
    "admin:articles_article_duplicate": ["ines draft"],
    "admin:articles_article_import": ["ines"],
    "admin:articles_article_import_newer": ["ines draft"],
    "admin:articles_article_unsaved": ["ines"],
    "admin:articles_article_kept_text": ["ines kept"],
    "admin:articles_article_submit": ["ines draft", "ines live"],
    "admin:articles_article_recall": ["ines waiting"],
    "admin:articles_article_publish": ["ines ready"],
    "admin:articles_article_schedule": ["ines ready"],
    "admin:articles_article_cancel": ["ines ready"],
    "admin:articles_article_move": ["ines ready"],
    "admin:articles_article_rereview": ["ines planned"],
    "admin:articles_article_revoke_advice": ["ines waiting"],
    "admin:articles_article_withdraw": ["ines live"],
    "admin:articles_article_plan": ["ines live"],
    "admin:articles_article_keep": ["ines planned"],
    "admin:articles_article_retract": ["ines live"],
    "admin:articles_article_export": ["ada live"],
    "admin:articles_figure_changelist": ["ines"],
    "admin:articles_figure_add": ["ines"],
    "admin:articles_figure_change": ["ines figure"],
    "admin:articles_figure_delete": ["ines figure", "ines spare"],
    "admin:articles_author_changelist": ["ines"],
    "admin:articles_author_add": ["ines"],
    "admin:articles_author_change": ["ines author"],
    "admin:articles_author_history": ["sue author"],
    "admin:articles_topic_changelist": ["sue"],
    "admin:articles_topic_add": ["sue"],
    "admin:articles_topic_change": ["sue topic"],
    "admin:articles_user_changelist": ["sue"],
    "admin:articles_user_add": ["sue"],
    "admin:articles_user_change": ["sue user"],
    "admin:articles_auditentry_changelist": ["ada"],
    "admin:articles_auditentry_change": ["ada entry"],
    "admin:articles_edition_changelist": ["ines"],
    "admin:articles_edition_change": ["ines edition"],
    "admin:reviewers_reviewer_changelist": ["ines"],
    "admin:reviewers_reviewer_invite": ["ines"],
    "admin:reviewers_reviewer_change": ["ines reviewer"],
    "admin:reviewers_credential_changelist": ["sue"],
    "admin:reviewers_credential_change": ["sue credential"],
    "admin:reviewers_signoff_changelist": ["ines"],
    "admin:reviewers_signoff_change": ["signer signoff"],
    "admin:reviewers_signoff_revoke": ["signer signoff"],
}
# Pages in more states than an address tells of: the file that leads to each of them and looks at it.
ELSEWHERE = {
    "test_passkeys.py": [
        "security",
        "security_app",
        "security_app_remove",
        "security_codes",
        "security_passkey_add",
    ],
    "test_onboarding.py": ["reviewer_welcome"],
    "test_mail.py": ["my_mail"],
    "test_my_work.py": ["my_work", "my_work_list"],
    "test_assigning.py": ["admin:articles_article_ask", "admin:articles_article_reassign"],
    "test_advice.py": ["admin:articles_article_advice", "admin:reviewers_edition_prompts"],
    "test_comments_beside.py": ["admin:articles_article_comments"],
    "test_review_screen.py": ["admin:reviewers_edition_review"],
    "test_lists.py": ["admin:articles_article_bulk", "admin:articles_article_bulk_report"],
    "test_importing.py": ["admin:articles_article_import_review"],
}
NO_PAGE = {
    "My work and “Change password” stand at these addresses": ["admin:index", "admin:password_change"],
    "answers a script, or is a file": [
        "admin:autocomplete",
        "admin:jsi18n",
        "admin:articles_article_autosave",
        "admin:articles_article_import_image",
        "admin:articles_article_kept",
        "admin:articles_article_paste",
        "admin:articles_article_presence",
        "admin:articles_article_preview",
        "admin:articles_article_token",
        "admin:articles_auditentry_export",
        "admin:articles_figure_choose",
        "admin:articles_figure_upload",
        "security_adding_challenge",
        "security_challenge",
        "security_log_in_challenge",
        "site_history_export",
    ],
    "takes a form, and leads back to the page that it stands on": [
        "admin:logout",
        "admin:articles_article_name_version",
        "admin:articles_user_link",
        "admin:articles_user_lost_device",
        "admin:reviewers_edition_claim",
        "admin:reviewers_edition_comment_act",
        "admin:reviewers_edition_comments",
        "admin:reviewers_edition_comments_accept",
        "admin:reviewers_reviewer_identity",
        "admin:reviewers_reviewer_invite_again",
    ],
    "leads to another page": [
        "admin:",
        "admin:view_on_site",
        "admin:articles_article_go_on",
        "admin:reviewers_reviewer_add",
    ],
    "refused to everyone, or not there": [
        "admin:articles_article_delete",
        "admin:articles_auditentry_add",
        "admin:articles_auditentry_delete",
        "admin:articles_author_delete",
        "admin:articles_edition_add",
        "admin:articles_edition_delete",
        "admin:articles_figure_history",
        "admin:articles_topic_delete",
        "admin:articles_user_delete",
        "admin:auth_user_password_change",
        "admin:reviewers_credential_add",
        "admin:reviewers_credential_delete",
        "admin:reviewers_reviewer_delete",
        "admin:reviewers_signoff_add",
        "admin:reviewers_signoff_delete",
    ],
    "Django's own table of changes, as of authors": [
        "admin:articles_auditentry_history",
        "admin:articles_edition_history",
        "admin:articles_topic_history",
        "admin:articles_user_history",
        "admin:reviewers_credential_history",
        "admin:reviewers_reviewer_history",
        "admin:reviewers_signoff_history",
    ],
}


def names() -> set[str]:
    """The name of each address of the admin."""

    def below(resolver: URLResolver, path: str, space: str) -> set[str]:
        found = set()
        for one in resolver.url_patterns:
            whole = path + str(one.pattern)
            if isinstance(one, URLPattern):
                found |= {space + (one.name or "")} if whole.startswith("admin/") else set()
            else:
                found |= below(one, whole, f"{one.namespace}:" if one.namespace else space)
        return found

    return below(get_resolver(), "", "")


def test_each_address_of_the_admin_is_opened_or_says_why_not():
    told = [*PAGES, *(name for group in (ELSEWHERE | NO_PAGE).values() for name in group)]

    assert sorted(told) == sorted(names())


def scene() -> tuple[dict[str, Any], dict[str, Any]]:
    """People, and what they open: the arguments of an address, and last, with a "?", what is asked there."""
    ines = factories.make_user(Group.EDITOR, Group.PUBLISHER, name="Ines Allin")
    mira = factories.make_reviewer(Role.MEDICAL, name="Mira Medic")
    people = {
        "nobody": None,
        "ines": ines,
        "mira": mira.user,
        "ada": factories.make_user(Group.AUDITOR, name="Ada Auditor"),
        "sue": factories.make_user(is_superuser=True, name="Sue Perez"),
    }
    figure = factories.make_figure(factories.make_image(1200, 800))
    spare = factories.make_figure(caption="A_very_long_name_without_a_single_space_" * 3)
    body = f"## Walking\n\nUnmatched (bracket.\n\n![A walk](figure:{figure.digest})\n\n## At home\n\nRest.\n"
    draft = factories.make_article(ines, title="A draft to be mended", body=body)
    factories.change(draft, title="A draft that was changed on day 2")
    naming.name_version(draft.versions.earliest("number"), name="As read by legal", by=ines)
    kept = Autosave.objects.create(
        by=ines,
        article=draft,
        form=draft.uuid,
        sitting=uuid.uuid4(),
        fields='[["title", "Typed"]]',
        at=clock.now(),
    )
    waiting = factories.make_edition(factories.make_article(ines, title="Waits for Mira"))
    requesting.request_review(waiting, by=ines, requests=[(mira, Role.MEDICAL, factories.in_days(7))])
    ask(waiting, by=ines)
    sent_back = factories.make_edition(factories.make_article(ines, title="Sent back"))
    must_fix = Remark("It is day 2.", quote="day 1", must_fix=True)
    answering.request_changes(sent_back, reviewer=mira, role=Role.MEDICAL, comments=[must_fix])
    ready = factories.make_signed_edition(factories.make_article(ines, title="Ready"))
    scheduling.schedule(ready, publish_at=clock.now() + timedelta(days=2), by=ines)
    live = factories.make_publication(factories.make_article(ines, title="Live")).article
    factories.change(live, title="Live, and changed")
    planned = factories.make_publication(factories.make_article(ines, title="Leaves")).article
    withdrawing.plan_withdrawal(
        planned, withdraw_at=clock.now() + timedelta(days=9), by=ines, reason="A newer trial came out."
    )
    trashed = factories.make_article(ines, title="Put away")
    trashing.trash(trashed, by=ines)
    signoff = SignOff.objects.filter(role=Role.MEDICAL, edition__article=live).get()
    people["signer"] = signoff.signer.user
    things = {
        "app": ["articles"],
        "reset": ["Mg", "no-token"],
        "passkey": [1],
        "found": ["?q=mendet"],
        "trash": ["?trash=yes"],
        "draft": [draft.pk],
        "kept": [kept.sitting],
        "live": [live.pk],
        "waiting": [waiting.article_id],
        "ready": [ready.article_id],
        "planned": [planned.pk],
        "trashed": [trashed.pk],
        "sent_back": [sent_back.article_id],
        "compared": [draft.pk, "?from=1&to=2"],
        "version": [draft.pk, 1],
        "figure": [figure.pk],
        "spare": [spare.pk],
        "author": [Author.objects.earliest("pk").pk],
        "topic": [draft.topics.get().pk],
        "user": [ines.pk],
        "entry": [AuditEntry.objects.latest("pk").pk],
        "edition": [ready.pk],
        "reviewer": [mira.pk],
        "credential": [Credential.objects.earliest("pk").pk],
        "signoff": [signoff.pk],
    }
    return people, things


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1])
def test_every_page_of_the_desk_can_be_used_by_everyone(open_page: OPEN, half: int):
    people, things = scene()
    visits = [(name, *visit.split(" ")) for name, all_visits in PAGES.items() for visit in all_visits]
    windows, found = {}, []

    for name, who, *what in sorted(visits, key=lambda visit: visit[1])[half::2]:
        args = [arg for thing in what for arg in things[thing]]
        query = args.pop() if args and str(args[-1]).startswith("?") else ""
        path = reverse(name, args=args) + query
        page = windows[who] = windows.get(who) or open_page("/healthz", people[who], **AXE)
        answer = page.goto(path)
        if (answer.status, page.url.removeprefix(page.evaluate("location.origin"))) != (200, path):
            found.append((name, *what, answer.status, page.url))
        page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
        found += problems(page, " ".join([name, who, *what]))

    assert found == []
