"""Attacks through Django: the superuser, query sets, bulk writes, upserts, fixtures."""

import json
from collections.abc import Callable

import pytest
from django.contrib.admin import site
from django.core import serializers
from django.core.management import call_command
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.utils import timezone

from articles.models import ArticleVersion, AuditEntry, Edition, Frozen, Publication, Removal, Slug
from reviewers import publishing, verification
from reviewers.models import (
    Comment,
    Recall,
    ReviewRequest,
    Revocation,
    Schedule,
    ScheduleEnd,
    SignOff,
    Verdict,
)
from tests.attacks.forging import publication_of, signoff_for
from tests.factories import make_edition, make_publication, make_signed_edition, make_user

pytestmark = pytest.mark.django_db

EVIDENCE = [
    ArticleVersion,
    AuditEntry,
    Comment,
    Edition,
    Publication,
    Recall,
    Removal,
    ReviewRequest,
    Revocation,
    Schedule,
    ScheduleEnd,
    SignOff,
    Slug,
    Verdict,
]


def refused(attempt: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            attempt()
    except (DatabaseError, Frozen):
        return True
    return False


def test_superuser_meets_the_ordinary_refusal():
    edition = make_edition()
    superuser = make_user("publisher", name="Sue Root", is_superuser=True)

    with pytest.raises(publishing.CannotPublish) as refusal:
        publishing.publish(edition, by=superuser)

    assert refusal.value.reasons == ["The editorial sign-off is missing.", "The medical sign-off is missing."]
    assert not Publication.objects.exists()


def test_superuser_is_no_publisher_by_being_one():
    edition = make_signed_edition()
    superuser = make_user(name="Sue Root", is_superuser=True)

    with pytest.raises(publishing.CannotPublish) as refusal:
        publishing.publish(edition, by=superuser)

    assert len(refusal.value.reasons) == 1
    assert "Sue Root" in refusal.value.reasons[0]
    assert not Publication.objects.exists()


def test_superuser_writes_no_evidence_through_the_admin(client: Client, subtests: pytest.Subtests):
    make_publication()
    client.force_login(make_user(name="Sue Root", is_superuser=True))
    before = evidence()

    for model in EVIDENCE:
        with subtests.test(model.__name__):
            row = model._default_manager.first()
            base = f"/admin/{model._meta.app_label}/{model._meta.model_name}"
            pages = [f"{base}/add/"] + (
                [f"{base}/{row.pk}/change/", f"{base}/{row.pk}/delete/"] if row else []
            )

            answers = [client.post(page, {"post": "yes"} | whole_form(model, row)) for page in pages]

            assert max(answer.status_code for answer in answers) < 500
            assert evidence() == before
    assert list(verification.flaws()) == []


def evidence() -> dict[str, list[dict[str, object]]]:
    """Every row of evidence, whole."""
    return {kind.__name__: list(kind._default_manager.order_by("pk").values()) for kind in EVIDENCE}


def whole_form(model: type[models.Model], row: models.Model | None) -> dict[str, object]:
    """All that a form of this table could ask for, filled in so that it would be valid, with other words in it."""
    form: dict[str, object] = {}
    for field in model._meta.concrete_fields:
        value = field.value_from_object(row) if row else "1"
        if isinstance(field, models.DateTimeField):
            form |= {f"{field.name}_0": "2031-01-01", f"{field.name}_1": "00:00:00"}
        elif isinstance(field, models.TextField):
            value = "<p>Take ten tablets.</p>"
        form[field.name] = "" if value is None else value
    return form


def test_admin_offers_no_deletion_of_evidence_in_bulk(client: Client):
    publication = make_publication()
    client.force_login(make_user(name="Sue Root", is_superuser=True))
    registered = [model for model in EVIDENCE if site.is_registered(model)]

    for model in registered:
        row = model._default_manager.first()
        choice = {"action": "delete_selected", "_selected_action": [row.pk if row else 0], "post": "yes"}
        client.post(f"/admin/{model._meta.app_label}/{model._meta.model_name}/", choice)

    assert Publication.objects.get() == publication
    assert list(verification.flaws()) == []


UNSIGNED = {
    "create": lambda row: type(row).objects.create(**_values(row)),
    "save": lambda row: row.save(),
    "save_base_raw": lambda row: row.save_base(raw=True),
    "bulk_create": lambda row: Publication.objects.bulk_create([row]),
    "bulk_create_ignoring_conflicts": lambda row: _bulk_create(row, ignore_conflicts=True),
    "upsert": lambda row: _bulk_create(
        row, update_conflicts=True, update_fields=["digest"], unique_fields=["uuid"]
    ),
    "base_manager": lambda row: Publication._base_manager.bulk_create([row]),
    "get_or_create": lambda row: Publication.objects.get_or_create(uuid=row.uuid, defaults=_values(row)),
    "update_or_create": lambda row: Publication.objects.update_or_create(
        uuid=row.uuid, defaults=_values(row)
    ),
    "already_ended": lambda row: Publication.objects.create(
        **_values(row)
        | {"ended_at": timezone.now(), "ended_by": row.published_by, "ended_because": "superseded"}
    ),
}


def _values(row: models.Model) -> dict[str, object]:
    return {
        field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key
    }


def _bulk_create(row: Publication, **options: object) -> None:
    Publication.objects.bulk_create([row], **options)
    if not Publication.objects.exists():
        raise DatabaseError("Nothing was written.")


@pytest.mark.parametrize("attempt", UNSIGNED.values(), ids=UNSIGNED.keys())
def test_unsigned_edition_is_published_by_no_way_of_the_orm(attempt: Callable[[Publication], object]):
    row = publication_of(make_edition())

    assert refused(lambda: attempt(row))
    assert not Publication.objects.exists()


@pytest.mark.parametrize("attempt", UNSIGNED.values(), ids=UNSIGNED.keys())
def test_half_signed_edition_is_published_by_no_way_of_the_orm(attempt: Callable[[Publication], object]):
    edition = make_edition()
    signoff_for(edition).save()

    assert refused(lambda: attempt(publication_of(edition)))
    assert not Publication.objects.exists()


def test_live_publication_is_not_turned_to_an_unsigned_edition():
    live = make_publication()
    article = live.article
    article.title = "Another title"
    unsigned = make_signed_edition()
    live.edition = unsigned
    row = Publication.objects.filter(pk=live.pk)

    assert refused(lambda: row.update(edition=unsigned))
    assert refused(lambda: Publication._base_manager.filter(pk=live.pk).update(edition=unsigned))
    assert refused(lambda: Publication.objects.bulk_update([live], ["edition"]))
    assert refused(lambda: Publication._base_manager.bulk_update([live], ["edition"]))
    assert refused(lambda: live.save())
    assert refused(lambda: live.save_base(raw=True))
    assert refused(lambda: models.Model.save(live))
    assert Publication.objects.get(pk=live.pk).edition_id != unsigned.pk


@pytest.mark.parametrize("model", [Edition, SignOff, AuditEntry, ArticleVersion, Slug])
def test_evidence_is_changed_and_deleted_by_no_way_of_the_orm(model: type[models.Model]):
    make_publication()
    row = model._default_manager.first()
    before = model._default_manager.filter(pk=row.pk).values().get()
    name = next(field.name for field in row._meta.concrete_fields if not field.primary_key)
    rows = model._base_manager.filter(pk=row.pk)

    assert refused(lambda: model._default_manager.filter(pk=row.pk).update(**{name: getattr(row, name)}))
    assert refused(lambda: rows.update(**{name: getattr(row, name)}))
    assert refused(lambda: model._default_manager.bulk_update([row], [name]))
    assert refused(lambda: model._base_manager.bulk_update([row], [name]))
    assert refused(lambda: models.Model.save(row))
    assert refused(lambda: row.save_base(raw=True))
    assert refused(lambda: model._default_manager.filter(pk=row.pk).delete())
    assert refused(lambda: rows._raw_delete("default"))
    assert refused(lambda: row.delete())
    assert refused(lambda: models.Model.delete(row))
    assert model._default_manager.filter(pk=row.pk).values().get() == before


def test_fixture_publishes_nothing_unsigned(tmp_path):
    row = publication_of(make_edition())
    fixture = tmp_path / "publication.json"
    fixture.write_text(serializers.serialize("json", [row]), encoding="utf-8")

    assert refused(lambda: call_command("loaddata", fixture, verbosity=0))
    assert not Publication.objects.exists()


def test_fixture_changes_no_edition(tmp_path):
    edition = make_publication().edition
    [row] = json.loads(serializers.serialize("json", [edition]))
    row["fields"]["html"] = "<p>Take ten tablets.</p>"
    fixture = tmp_path / "edition.json"
    fixture.write_text(json.dumps([row]), encoding="utf-8")

    assert refused(lambda: call_command("loaddata", fixture, verbosity=0))
    assert list(verification.flaws()) == []


def test_fixture_with_a_forged_signature_is_not_served(client: Client, tmp_path):
    edition = make_edition()
    forged = [signoff_for(edition, role) for role in edition.required_role_list]
    fixture = tmp_path / "forged.json"
    fixture.write_text(serializers.serialize("json", [*forged, publication_of(edition)]), encoding="utf-8")
    call_command("loaddata", fixture, verbosity=0)

    answer = client.get(f"/articles/{edition.article.slug}/")

    assert Publication.objects.live().count() == 1
    assert answer.status_code == 404


def test_flush_is_refused_where_evidence_is_kept(settings):
    settings.MAY_FLUSH = False

    with pytest.raises(Exception, match="This database holds evidence: it is never flushed"):
        call_command("flush", interactive=False, verbosity=0)
