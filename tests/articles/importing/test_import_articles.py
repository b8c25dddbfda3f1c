"""The command, as people run it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from articles.document import content_of
from articles.models import Article, Figure, User
from articles.preflight import findings
from tests.factories import make_image, make_user, make_writer

from .word_files import document, paragraph, picture

NAPS = "Naps on the Ward\n\nBy Mara Oduya, RN\n\nNight work is hard on many hearts, and has been so.\n"


@pytest.fixture
def naps(tmp_path: Path) -> Path:
    path = tmp_path / "naps.txt"
    path.write_text(NAPS)
    return path


def run(capsys, *arguments: object) -> tuple[str, str]:
    call_command("import_articles", *map(str, arguments))
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_a_dry_run_prints_the_contract_and_needs_no_database(naps, capsys):
    out, _ = run(capsys, naps, "--dry-run", "--json")

    assert json.loads(out) == {
        "file": str(naps),
        "article": {
            "kind": "explainer",
            "title": "Naps on the Ward",
            "language": "en",
            "summary": "",
            "authors": [{"name": "Mara Oduya", "credentials": ["RN"], "affiliation": ""}],
            "reviewers": [],
            "dates": {"published": "", "reviewed": "", "updated": ""},
            "source": "",
            "sections": [{"heading": "", "text": "Night work is hard on many hearts, and has been so."}],
            "key_points": [],
            "quotations": [],
            "references": [],
            "topics": [],
        },
        "unmapped": [],
        "warnings": [],
    }


@pytest.mark.django_db
def test_a_dry_run_writes_nothing(naps, capsys):
    out, _ = run(capsys, naps, "--dry-run")

    assert out == (
        f"{naps}: readable\n  kind: explainer\n  language: en\n  title: Naps on the Ward\n"
        "  authors: Mara Oduya, RN\n  sections: (without heading)\n"
    )
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_a_file_is_imported_once(naps, capsys):
    writer = make_writer()

    first, _ = run(capsys, naps, "--by", writer.email)
    second, _ = run(capsys, naps, "--by", writer.email.upper())

    assert first.startswith(f"{naps}: drafted as naps-on-the-ward\n")
    assert second.startswith(f"{naps}: imported before as naps-on-the-ward\n")
    assert Article.objects.get().owner == writer


@pytest.mark.django_db
def test_the_only_superuser_is_who_imports(naps, capsys):
    owner = User.objects.create_superuser("chief@example.org", "correct horse battery staple")

    run(capsys, naps)

    assert Article.objects.get().owner == owner


@pytest.mark.django_db
def test_it_must_be_plain_who_imports(naps):
    reader = make_user()

    with pytest.raises(CommandError, match=r"^Say with --by EMAIL whose drafts these will be"):
        call_command("import_articles", str(naps))
    with pytest.raises(
        CommandError, match=r"^No active account has the e-mail address nobody@example\.org\.$"
    ):
        call_command("import_articles", str(naps), "--by", "nobody@example.org")
    with pytest.raises(CommandError, match=r"may not write articles\. Choose an account that may\.$"):
        call_command("import_articles", str(naps), "--by", reader.email)

    assert not Article.objects.exists()


@pytest.mark.django_db
def test_a_bad_file_fails_with_its_sentence_and_leaves_nothing(tmp_path, capsys):
    (tmp_path / "empty.txt").write_bytes(b"")
    writer = make_writer()

    with pytest.raises(CommandError) as refusal:
        run(capsys, tmp_path / "empty.txt", "--by", writer.email, "--json")

    assert str(refusal.value) == f"{tmp_path}/empty.txt: The file is empty."
    assert json.loads(capsys.readouterr().out) == {
        "file": f"{tmp_path}/empty.txt",
        "error": "The file is empty.",
    }
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_a_folder_is_walked_in_order_and_one_bad_file_stops_no_other(tmp_path, naps, capsys):
    inner = tmp_path / "b"
    inner.mkdir()
    (inner / "two.MD").write_text("# Two\n\nWords about naps.")
    (tmp_path / "a.html").write_text("<h1>One</h1><p>Words about naps.</p>")
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04")
    for name in [".hidden.txt", "~$open.docx", "b/notes.pdf"]:
        (tmp_path / name).write_text("not read")

    with pytest.raises(CommandError, match=r"^1 of 4 files were not imported: see above\.$"):
        run(capsys, tmp_path, "--by", make_writer().email)

    assert [article.title for article in Article.objects.order_by("pk")] == ["One", "Naps on the Ward", "Two"]
    assert capsys.readouterr().out.endswith(
        "4 files: 3 drafted, 1 not imported; 1 of another kind skipped.\n"
    )


def test_a_folder_without_documents_is_no_success(tmp_path):
    with pytest.raises(CommandError, match=r"^There is nothing to import"):
        call_command("import_articles", str(tmp_path), "--dry-run")


@pytest.mark.django_db
def test_images_come_along_without_alternative_text(tmp_path, capsys):
    contents = [make_image(30, 20), make_image(30, 20)[:60]]
    pictures = [paragraph(picture(n, f"Words {n}")) for n in (1, 2)]
    (tmp_path / "naps.docx").write_bytes(
        document(paragraph("Naps", style="Title"), paragraph("Hard nights."), *pictures, images=contents)
    )

    run(capsys, tmp_path, "--dry-run")
    assert not Figure.objects.exists()
    out, _ = run(capsys, tmp_path / "naps.docx", "--by", make_writer().email, "--json")

    article, figure, told = Article.objects.get(), Figure.objects.get(), json.loads(out)
    assert article.body == f"Hard nights.\n\n![](figure:{figure.digest})"
    assert told["unmapped"] == ["Image: Words 1", "Image: Words 2"]
    assert told["warnings"] == [
        "2 images stand in the text. Alternative text must be written for each before review.",
        "An image was left out. The image is damaged or not complete. Save or download it again.",
    ]
    assert "- Image: Words 1" in article.source_note
    assert "figure-without-alt" in {
        finding.rule for finding in findings(content_of(article)) if finding.blocks
    }


def test_nobody_is_told_of_a_reader_that_went_away(naps):
    command = [sys.executable, "manage.py", "import_articles", str(naps), "--dry-run", "--json"]
    running = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONWARNINGS": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout is not None
    running.stdout.close()

    _, complaint = running.communicate()

    assert complaint == b""


@pytest.mark.slow
@pytest.mark.django_db
def test_a_thousand_files_show_progress_and_one_summary(tmp_path, capsys):
    for number in range(1_000):
        (tmp_path / f"{number:04}.txt").write_text(f"{NAPS}\nFile {number}.")

    out, err = run(capsys, tmp_path, "--by", make_writer().email)

    assert out == "1,000 files: 1,000 drafted.\n"
    assert "of 1,000 files …" in err
    assert Article.objects.count() == 1_000
