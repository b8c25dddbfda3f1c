import pytest, json, hashlib
from datetime import timedelta, date
from django.db import connection, transaction
from articles import audit, clock, document, writing
from articles.models import *
from reviewers import publishing, signoff, submission, verification
from reviewers.models import *
from tests.attacks.forging import *
from tests.attacks.forging import change, copy, delete
from tests import factories as f
pytestmark = pytest.mark.django_db

def append_entry(event, by, article, **data):
    last = AuditEntry.objects.order_by("-number").first()
    la = AuditEntry.objects.filter(article=article).order_by("-number").first() if article else None
    e = AuditEntry(number=last.number+1, at=clock.now(), event=event, actor=by, actor_name=str(by), article=article, data=document.canonical(data), previous=last.hash, article_previous=la.hash if la else "")
    e.hash = audit.entry_hash(e)
    return insert(e)

def test_append_forged_entry():
    p = f.make_publication()
    append_entry("refused", p.published_by, p.article, attempt="publish", reasons=["x"])
    assert named() != []

def test_forged_withdrawal_by_plain_sql_with_audit():
    p = f.make_publication()
    sql("UPDATE articles_publication SET ended_at=%s, ended_by_id=%s, ended_because='withdrawn', notice='x' WHERE id=%s", clock.now(), p.published_by_id, p.pk)
    append_entry("publication_ended", p.published_by, p.article, publication=str(p.uuid), edition=1, because="withdrawn", notice="x")
    ArticleState.objects.filter(pk=p.article_id).update(live_edition=None, live_since=None, live_content_sha256="", review_due_on=None, withdrawn_at=Publication.objects.get().ended_at)
    assert named() != []

def test_tail_plus_reopen():
    p = f.make_publication()
    n = AuditEntry.objects.count()
    from reviewers import states
    publishing.withdraw(p.article, by=f.make_publisher(), reason="The dose was wrong.")
    with guards_off():
        sql("DELETE FROM articles_auditentry WHERE number > %s", n)
        change(p, ended_at=None, ended_by_id=None, ended_because="", notice="")
    states.refresh(p.article)
    assert named() != []

def test_deleted_recall():
    e = f.make_signed_edition()
    submission.recall(e, by=e.article.owner, reason="Wrong dose")
    with guards_off():
        delete(e.recall)
    from reviewers import states; states.refresh(e.article)
    e = Edition.objects.get(pk=e.pk)
    print("obstacles", signoff.obstacles(e))
    assert named() != []

def test_deleted_mustfix():
    e = f.make_edition()
    r = f.make_reviewer(Role.EDITORIAL); m = f.make_reviewer(Role.MEDICAL)
    f.sign(e, m)
    signoff.request_changes(e, reviewer=r, role=Role.EDITORIAL, comments=[("", "Dose is wrong")])
    with guards_off():
        delete(e.comments.get())
    from reviewers import states; states.refresh(e.article)
    assert named() != []

def test_moved_end():
    p = f.make_publication()
    e2a = p.article
    # edition 2 signed, then withdraw -> void
    e2 = f.make_signed_edition_of(p.article) if hasattr(f,"make_signed_edition_of") else None
    f.change(p.article, title="New title")
    e2 = f.make_edition(p.article)
    for role in e2.required_role_list: f.sign(e2, f.make_reviewer(role), role)
    publishing.withdraw(p.article, by=f.make_publisher(), reason="Harm.")
    assert signoff.obstacles(e2) != []
    with guards_off():
        change(p, ended_at=p.published_at + timedelta(microseconds=1))
    from reviewers import states; states.refresh(p.article)
    print("obstacles", signoff.obstacles(e2))
    assert named() != []

def test_ended_by_changed():
    p = f.make_publication()
    publishing.withdraw(p.article, by=f.make_publisher(), reason="Harm.")
    with guards_off(): change(p, ended_by_id=f.make_writer().pk)
    assert named() != []

def test_version_by_changed():
    a = f.make_article()
    r = f.make_reviewer(Role.MEDICAL, user=f.make_user("writer", "reviewer", name="Rita Both"))
    f.change(a, by=r.user, title="Rita's title")
    with guards_off(): change(a.versions.get(number=2), by_id=a.owner_id)
    e = f.make_edition(a)
    f.sign(e, r)
    assert named() != []

def test_version_desk_changed():
    a = f.make_article()
    with guards_off(): change(a.versions.get(number=1), desk="{}")
    assert named() != []

def test_edition_frozen_by():
    p = f.make_publication()
    with guards_off(): change(p.edition, frozen_by_id=f.make_writer().pk, frozen_at="2001-01-01 00:00:00+00:00")
    assert named() != []

def test_forged_edition_required_roles():
    """A plain INSERT of an edition that asks for the medical role alone; the rest by real acts."""
    a = f.make_article()
    d = document.content_of(a) | {"change": {"kind": "first", "note": ""}}
    from articles import editions, rendering
    dt = document.canonical(d); html = "<p>anything</p><script>alert(1)</script>"
    private = document.canonical({"schema":1,"required_roles":["medical"],"contributors":[],"findings":[],"acknowledgements":{},"version":1,"content_sha256":document.sha256(document.canonical(document.content_of(a)))})
    dg = dict(document_sha256=document.sha256(dt), html_sha256=document.sha256(html), private_sha256=document.sha256(private))
    m = editions.manifest_of(article=a, number=1, **dg)
    e = insert(Edition(article=a, number=1, change_kind="first", document=dt, html=html, private=private, manifest=m, digest=document.sha256(m), required_roles='["medical"]', frozen_by=a.owner, frozen_at=clock.now(), **dg))
    writer_reviewer = f.make_reviewer(Role.MEDICAL, user=f.make_user("reviewer","writer",name="Rita Both"))
    f.sign(e, writer_reviewer)
    try:
        publishing.publish(e, by=f.make_publisher()); ok = True
    except publishing.CannotPublish as x: ok = False; print(x)
    print("published with medical alone:", ok, named())
    append_entry("edition_submitted", a.owner, a, edition=1, digest=e.digest)
    print("after forged audit:", named())
    assert not ok

def test_slug_changed():
    p = f.make_publication(); q = f.make_publication()
    with guards_off(): sql("UPDATE articles_slug SET article_id=%s WHERE slug=%s", q.article_id, p.slug)
    assert named() != []

def test_slug_deleted():
    p = f.make_publication()
    with guards_off(): sql("DELETE FROM articles_slug")
    assert named() != []

@pytest.mark.parametrize("col", ["required_roles","private","document"])
def test_garbage_edition_crash(col, client):
    p = f.make_publication()
    with guards_off(): change(p.edition, **{col: "garbage"})
    e = Edition.objects.get(pk=p.edition_id)
    errs = []
    for what, fn in [("verify", named), ("obstacles", lambda: signoff.obstacles(e)), ("public", lambda: client.get(f"/articles/{p.slug}/").status_code)]:
        try: print(what, fn())
        except Exception as x: errs.append((what, repr(x)))
    assert errs == []

def test_unclean_name():
    u = f.make_user("writer", name="Ines\u200e Abara")
    f.make_article(by=u)

def test_unclean_name_login(client):
    u = f.make_user("writer", name="Ines\u200e Abara")
    client.force_login(u)

def test_author_profile_edit_is_contribution():
    a = f.make_article()
    r = f.make_reviewer(Role.MEDICAL, user=f.make_user("writer", "reviewer", name="Rita Both"))
    au = a.authorships.get().author
    au.affiliation = "A paid institute"; au.save()  # by Rita, in the author's admin
    e = f.make_edition(a)
    assert "A paid institute" in e.document
    assert signoff.signing_objections(e, r, Role.MEDICAL, clock.today()) != []

@pytest.mark.parametrize("name", ["Wanda  Writer", "Wanda\u00a0Writer", "Dr Wanda Writer", "Wanda Writer, PhD", " wanda writer "])
def test_author_name_variants(name):
    # author has no account
    a = f.make_article(authors=[{"name": "Wanda Writer", "credentials": ["PhD"], "affiliation": "", "orcid": ""}], by=f.make_user("writer", name="Xa Yb"))
    r = f.make_reviewer(Role.MEDICAL, name=name, user=f.make_user("reviewer", name="Wanda Writer"))
    e = f.make_edition(a)
    assert signoff.signing_objections(e, r, Role.MEDICAL, clock.today()) != []

def test_same_human_two_accounts():
    e = f.make_edition()
    one = f.make_reviewer(Role.MEDICAL, name="Rita Both"); two = f.make_reviewer(Role.EDITORIAL, name="Rita Both")
    f.sign(e, one)
    assert signoff.signing_objections(e, two, Role.EDITORIAL, clock.today()) != []

def test_duplicate_live_after_index_dropped():
    if connection.vendor == "sqlite":
        drop = ["DROP INDEX one_live_publication_per_article", "DROP INDEX one_live_publication_per_address"]
    else:
        drop = ["DROP INDEX one_live_publication_per_article", "DROP INDEX one_live_publication_per_address", "ALTER TABLE articles_publication DROP CONSTRAINT one_publication_per_edition_and_round", "ALTER TABLE articles_publication DROP CONSTRAINT publication_ends_all_at_once"]
    for d in drop: sql(d)
    assert named() != []

def test_deleted_tail_refusal():
    p = f.make_publication()
    with pytest.raises(publishing.CannotPublish): publishing.publish(p.edition, by=f.make_publisher())
    with guards_off(): delete(AuditEntry.objects.latest("number"))
    assert named() != []

def test_extra_trigger():
    f.make_publication()
    if connection.vendor == "sqlite":
        sql("CREATE TRIGGER zz BEFORE INSERT ON reviewers_revocation BEGIN SELECT RAISE(IGNORE); END")
    else:
        sql("CREATE FUNCTION zz() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
        sql("CREATE TRIGGER zz BEFORE INSERT ON reviewers_revocation FOR EACH ROW EXECUTE FUNCTION zz()")
    assert named() != []

def test_pg_when_false():
    if connection.vendor != "postgresql": return
    from reviewers import guards
    sql("CREATE OR REPLACE TRIGGER publication_gate BEFORE INSERT ON articles_publication FOR EACH ROW WHEN (false) EXECUTE FUNCTION publication_gate()")
    sql("ALTER TABLE articles_publication ENABLE ALWAYS TRIGGER publication_gate")
    assert guards.missing() != []

def test_pg_update_of():
    if connection.vendor != "postgresql": return
    from reviewers import guards
    sql("CREATE OR REPLACE TRIGGER articles_edition_no_update BEFORE UPDATE OF number ON articles_edition FOR EACH ROW EXECUTE FUNCTION articles_edition_no_update()")
    sql("ALTER TABLE articles_edition ENABLE ALWAYS TRIGGER articles_edition_no_update")
    assert guards.missing() != []

def test_pg_search_path_reset():
    if connection.vendor != "postgresql": return
    from reviewers import guards
    sql("ALTER FUNCTION publication_gate() RESET search_path")
    assert guards.missing() != []

def test_pg_after():
    if connection.vendor != "postgresql": return
    from reviewers import guards
    sql("CREATE OR REPLACE TRIGGER publication_gate BEFORE DELETE ON articles_publication FOR EACH ROW EXECUTE FUNCTION publication_gate()")
    sql("ALTER TABLE articles_publication ENABLE ALWAYS TRIGGER publication_gate")
    assert guards.missing() != []

def test_bad_roles():
    e = f.make_edition(); r = f.make_reviewer()
    out = {}
    for name, fn in {"sign": lambda: f.sign(e, r, "x\x00"), "request": lambda: signoff.request_changes(e, reviewer=r, role="boss", comments=[("", "x")]), "decline": lambda: signoff.decline(e, reviewer=r, role="boss", reason="no_time")}.items():
        try: fn()
        except Exception as x: out[name] = type(x).__name__
    assert out == dict(sign="CannotSign", request="CannotSign", decline="CannotSign")

def test_revoked_then_round():
    "signer in round 1 revokes, then the other role's signer..."
    p = f.make_publication()
    assert named() == []

def test_deactivated_signer():
    e = f.make_signed_edition()
    s = e.signoffs.first().signer.user; s.is_active=False; s.save()
    print(signoff.obstacles(e))
