"""The house rules: who may import whom, who may write what, and what nobody does."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["articles", "reviewers"]
SOURCES = sorted(
    path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """The full dotted names that a file imports: `from a import b` gives `a.b`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def called(path: Path) -> set[str]:
    """The dotted names that a file calls: `Edition.objects.create(...)` gives `Edition.objects.create`."""
    return {ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}


@pytest.mark.parametrize("path", sorted((ROOT / "articles").rglob("*.py")), ids=name_of)
def test_articles_never_imports_reviewers(path: Path):
    assert [name for name in imported(path) if name.split(".")[0] == "reviewers"] == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_apps_never_import_the_wiring(path: Path):
    assert [name for name in imported(path) if name.split(".")[0] == "cliniccontent"] == []


@pytest.mark.parametrize("path", sorted((ROOT / "articles" / "public").rglob("*.py")), ids=name_of)
def test_public_pages_read_publications_and_nothing_else(path: Path):
    models = {name for name in imported(path) if name.startswith("articles.models")}

    assert {name.rpartition(".")[2] for name in models} <= {
        "Publication",
        "Removal",
        "EditionRecord",
        "PlannedWithdrawal",
    }
    assert not any("objects.create" in name or name.endswith(".save") for name in called(path))


WRITERS = {
    "Article": {"articles/writing.py"},
    "ArticleVersion": {"articles/writing.py"},
    "VersionName": {"articles/naming.py"},
    "AuditEntry": {"articles/audit.py"},
    "Edition": {"articles/editions.py"},
    "EditionFigure": {"articles/editions.py"},
    "Figure": {"articles/figures/storing.py"},
    "Rendition": {"articles/figures/storing.py"},
    "Publication": {"reviewers/publishing.py"},
    "Removal": {"reviewers/ending.py"},
    "Slug": {"reviewers/publishing.py"},
    "SignOff": {"reviewers/signoff.py"},
    "Revocation": {"reviewers/signoff.py"},
    "Verdict": {"reviewers/answering.py"},
    "Comment": {"reviewers/commenting.py"},
    "Reply": {"reviewers/commenting.py"},
    "PromptAnswers": {"reviewers/prompts.py"},
    "AdviceLink": {"reviewers/outside/advising.py"},
    "AdviceLinkEnd": {"reviewers/outside/advising.py"},
    "Recall": {"reviewers/submission.py"},
    "ReviewRequest": {"reviewers/requesting.py"},
    "RequestEnd": {"reviewers/requesting.py"},
    "EditionRecord": {"reviewers/records.py"},
    "Declaration": {"reviewers/declarations.py"},
    "Disclosure": {"reviewers/declarations.py"},
    "IdentityCheck": {"reviewers/identity.py"},
    "FirstView": {"reviewers/viewing.py"},
    "Schedule": {"reviewers/scheduling.py"},
    "ScheduleEnd": {"reviewers/ending.py"},
    "PlannedWithdrawal": {"reviewers/withdrawing.py"},
    "PlannedWithdrawalEnd": {"reviewers/ending.py"},
    "Reminder": {"reviewers/reminding.py"},
}


@pytest.mark.parametrize("model", WRITERS)
def test_evidence_has_one_writer(model: str):
    doors = [model, *(f"{model}.objects.{verb}" for verb in ["create", "get_or_create", "bulk_create"])]

    writers = {name_of(path) for path in SOURCES if set(doors) & called(path)}

    assert writers == WRITERS[model]


def test_publications_are_ended_in_one_place():
    enders = {name_of(path) for path in SOURCES if any(name.endswith(".live().end") for name in called(path))}

    assert enders == {"reviewers/ending.py"}


def test_html_is_marked_safe_by_the_renderer_alone():
    trusting = {
        name_of(path)
        for path in SOURCES
        if any("mark_safe" in name or "SafeString" in name for name in called(path))
    }

    assert {Path(name).parts[:2] for name in trusting} <= {
        ("articles", "rendering"),
        ("articles", "rendering.py"),
    }


@pytest.mark.parametrize(
    "path",
    sorted(path for app in [*APPS, "cliniccontent"] for path in (ROOT / app).rglob("*.html")),
    ids=name_of,
)
def test_templates_trust_no_html_and_hold_no_script_or_style(path: Path):
    text = path.read_text(encoding="utf-8")

    # A mail has no style sheet to link to: its style stands in its head, and nowhere else.
    style = [] if path.match("*/templates/articles/mail/mail.html") else ["<style"]
    for forbidden in ["|safe", "autoescape off", *style, " style=", " onclick=", "javascript:"]:
        assert forbidden not in text


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_is_imported_inside_a_function(path: Path):
    # AppConfig.ready is the one place where Django leaves no choice: models cannot be imported before it.
    inside = [
        node.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(child, ast.Import | ast.ImportFrom) for child in ast.walk(node))
    ]

    assert inside == (["ready"] if path.name == "apps.py" else [])


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_signals_but_migration_and_log_in(path: Path):
    signals = {
        name.rpartition(".")[2] for name in imported(path) if ".signals." in name or ".dispatch." in name
    }

    assert signals <= {
        "pre_migrate",
        "post_migrate",
        "user_logged_in",
        "user_logged_out",
        "user_login_failed",
        "user_locked_out",
    }


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_save_override_but_the_insert_only_base(path: Path):
    overriding = [
        base.name
        for base in ast.walk(tree(path))
        if isinstance(base, ast.ClassDef)
        and any(ast.unparse(parent).endswith("Model") for parent in base.bases)
        and any(isinstance(node, ast.FunctionDef) and node.name == "save" for node in base.body)
    ]

    assert overriding == (["InsertOnlyModel"] if path.name == "frozen.py" else [])


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_generic_foreign_keys(path: Path):
    assert not any("GenericForeignKey" in name for name in imported(path))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_modules_say_what_they_promise_and_stay_short(path: Path):
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 350
    if path.name not in {"__init__.py", "apps.py", "admin.py"}:
        assert ast.get_docstring(tree(path))
