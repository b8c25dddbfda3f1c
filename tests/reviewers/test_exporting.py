"""An article's record as one file: what is in it, who takes it, and that it can be checked without the site."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from articles import audit, document
from articles.models import Article, AuditEntry
from reviewers import answering, exporting, publishing, requesting, signoff
from reviewers.commenting import Remark
from reviewers.models import Role
from tests.factories import (
    CREDENTIALS,
    accept_all,
    acknowledge_all,
    change,
    in_days,
    make_article,
    make_edition,
    make_editor,
    make_figure,
    make_image,
    make_publication,
    make_publisher,
    make_request,
    make_reviewer,
    make_user,
    sign,
)

pytestmark = pytest.mark.django_db


def unpack(article: Article) -> dict[str, bytes]:
    with (
        exporting.export(article, by=make_user("auditor", name="Audrey Auditor")) as file,
        zipfile.ZipFile(file) as bundle,
    ):
        assert bundle.testzip() is None
        return {name: bundle.read(name) for name in bundle.namelist()}


def test_what_is_in_it_in_an_order_that_stays():
    article = make_publication().article

    names = list(unpack(article))

    assert names == [
        "index.html",
        "style.css",
        "article.json",
        "keys.json",
        "verify_record.py",
        "audit.jsonl",
        "editions/1/article.html",
        "editions/1/page.html",
        "editions/1/document.json",
        "editions/1/private.json",
        "editions/1/manifest.json",
        "editions/1/frozen.json",
        "editions/1/references.json",
        "editions/1/signatures.json",
        "editions/1/review.json",
        "editions/1/publications.json",
        "editions/1/record-1.json",
        "SHA256SUMS",
    ]


def test_figures_are_in_it_under_the_names_by_which_the_article_shows_them():
    figure = make_figure(make_image(700, 400), caption="Walking & resting")
    lost = make_figure(make_image(300, 200))
    sections = "## One\n\nIt is.\n\n## Two\n\nIt is."
    body = f"![A stick.](figure:{figure.digest})\n\n![A bed.](figure:{lost.digest})\n\n{sections}"
    edition = make_edition(make_article(body=body))
    default_storage.delete(f"figures/{lost.digest}.png")

    files = unpack(edition.article)

    kept = [name for name in files if name.startswith("figures/")]
    assert kept == [f"figures/{size.digest}.png" for size in figure.renditions.all()]
    assert all(hashlib.sha256(files[name]).hexdigest() in name for name in kept)
    assert all(f"/{name}" in files["editions/1/article.html"].decode() for name in kept)
    index = files["index.html"].decode()
    assert f'<a href="figures/{figure.digest}.png">Walking &amp; resting</a>' in index
    assert f"{lost.digest}.png: the file is lost, or was changed" in index


def test_list_of_digests_is_of_every_other_file():
    files = unpack(make_publication().article)

    lines = [line.partition("  ") for line in files.pop("SHA256SUMS").decode().splitlines()]
    listed = {name: digest for digest, _, name in lines}
    assert listed == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def test_signed_bytes_are_those_that_the_digest_covers():
    publication = make_publication()
    edition = publication.edition

    files = unpack(publication.article)

    manifest = json.loads(files["editions/1/manifest.json"])
    for part, name in [("html", "article.html"), ("document", "document.json"), ("private", "private.json")]:
        assert hashlib.sha256(files[f"editions/1/{name}"]).hexdigest() == manifest[f"{part}_sha256"]
    assert hashlib.sha256(files["editions/1/manifest.json"]).hexdigest() == edition.digest


def test_entries_can_be_computed_anew_from_their_lines():
    lines = unpack(make_publication().article)["audit.jsonl"].decode().splitlines()

    entries = [json.loads(line) for line in lines]
    assert [entry["header"]["event"] for entry in entries][-2:] == ["published", "exported"]
    for entry in entries:
        header = entry["header"]
        assert document.sha256(document.canonical(header)) == entry["hash"]
        assert document.sha256(document.canonical(entry["detail"])) == header["detail_sha256"]


def test_program_in_it_finds_that_all_holds(tmp_path: Path):
    for name, data in unpack(make_publication().article).items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    arguments = ["editions/1/page.html", "editions/1/record-1.json", "--key", "keys.json"]

    done = subprocess.run(
        [sys.executable, "verify_record.py", *arguments], cwd=tmp_path, capture_output=True, text=True
    )
    (tmp_path / "editions/1/page.html").write_bytes(
        (tmp_path / "editions/1/page.html").read_bytes().replace(b"hip", b"hop")
    )
    changed = subprocess.run(
        [sys.executable, "verify_record.py", *arguments], cwd=tmp_path, capture_output=True, text=True
    )

    assert (done.returncode, "FAILS" in done.stdout) == (0, False), done.stdout
    assert changed.returncode == 1


def test_page_in_words_tells_all_that_a_person_asks():
    article = make_article(title="Hips & <knees>")
    edition = make_edition(article)
    reviewer = make_reviewer(name="Mira Medic")
    answering.request_changes(
        edition,
        reviewer=reviewer,
        role=Role.MEDICAL,
        comments=[Remark("It is day 2.", quote="day 1", must_fix=True)],
    )
    change(article, summary="Most people can walk on the second day.")
    second = make_edition(article)
    accept_all(article)
    for role in second.required_role_list:
        sign(second, make_reviewer(role), role)
    publication = publishing.publish(second, by=make_publisher())
    signed = publication.edition.signoffs.get(role=Role.MEDICAL)
    signoff.revoke(
        signed,
        reviewer=signed.signer,
        reason="I misread it.",
        credentials=CREDENTIALS,
        request=make_request(),
    )

    page = unpack(article)["index.html"].decode()

    for said in [
        "Hips &amp; &lt;knees&gt;",
        "on “day 1”: It is day 2.",
        "(must be fixed)",
        signed.printed_name,
        "Medical review and approval",
        "Revoked by",
        "I misread it.",
        "A signature was revoked",
        "Edition submitted",
        "Record exported",
        "Audrey Auditor",
        publication.edition.digest,
    ]:
        assert said in page
    assert "<script" not in page
    assert set(acknowledge_all(article).values()) <= {"Seen and meant so."}


def test_text_that_looks_like_html_stays_text_in_the_words():
    page = unpack(make_edition(make_article(title="<script>alert(1)</script>")).article)["index.html"]

    assert b"<script" not in page


def test_same_record_gives_the_same_files_but_for_the_export_itself():
    article = make_publication().article

    one, two = unpack(article), unpack(article)

    changed = {name for name in one if one[name] != two[name]}
    assert changed == {"index.html", "article.json", "audit.jsonl", "SHA256SUMS"}


def test_what_became_of_a_request_is_in_it():
    edition = make_edition(requests=[(make_reviewer(), Role.MEDICAL, in_days(7))])
    requesting.call_off(edition.review_requests.get(), by=make_editor(), reason="The article is dropped.")

    [asked] = json.loads(unpack(edition.article)["editions/1/review.json"])["requests"]

    assert (asked["ended"]["outcome"], asked["ended"]["reason"]) == ("called_off", "The article is dropped.")


def test_export_is_on_record():
    article = make_publication().article
    editor = make_user("editor")

    exporting.export(article, by=editor).close()

    told = AuditEntry.objects.latest("number")
    assert (told.event, told.actor, told.article) == (audit.Event.EXPORTED, editor, article)


@pytest.mark.parametrize("group", ["writer", "reviewer", "publisher"])
def test_others_are_refused_on_record(group: str):
    article, user = make_article(), make_user(group)

    with pytest.raises(exporting.CannotExport, match="Only editors and auditors may do this"):
        exporting.export(article, by=user)

    told = AuditEntry.objects.latest("number")
    assert (told.event, json.loads(told.data)["attempt"]) == ("refused", "export")


@pytest.mark.parametrize(("group", "status"), [("auditor", 200), ("editor", 200), ("writer", 403)])
def test_button_on_the_articles_page(group: str, status: int):
    article = make_publication().article
    address = reverse("admin:articles_article_export", args=[article.pk])
    client = Client()
    client.force_login(make_user(group))

    page = client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    asked, given = client.get(address), client.post(address)

    assert (address in page) == (status == 200)
    assert (asked.status_code, given.status_code) == (status, status)
    if status == 200:
        assert given["Content-Disposition"] == f'attachment; filename="record-{article.uuid}.zip"'
        assert zipfile.ZipFile(io.BytesIO(b"".join(given))).testzip() is None


def test_command_writes_the_file_and_overwrites_nothing(tmp_path: Path):
    article = make_publication().article
    file = tmp_path / "record.zip"

    call_command("export_article", article.slug, str(file))

    assert zipfile.ZipFile(file).testzip() is None
    assert [path.name for path in tmp_path.iterdir()] == ["record.zip"]
    with pytest.raises(CommandError, match="already: nothing was written"):
        call_command("export_article", article.slug, str(file))


@pytest.mark.parametrize(
    ("slug", "file", "sentence"),
    [("nowhere", "x.zip", "no article with the address nowhere"), ("", "none/x.zip", "no folder")],
)
def test_command_says_what_is_wrong(tmp_path: Path, slug: str, file: str, sentence: str):
    article = make_article()

    with pytest.raises(CommandError, match=sentence):
        call_command("export_article", slug or article.slug, str(tmp_path / file))
