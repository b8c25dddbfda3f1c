import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles import writing
from tests.factories import make_writer

from .documents import in_body, make_document

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("preflight", *arguments, stdout=out)
    return out.getvalue()


def test_preflight_prints_the_findings_of_an_article():
    writing.create(in_body("The drug (a blocker was given."), by=make_writer(), slug="examplitis")

    assert run("examplitis") == (
        "examplitis: 1 to mend before submission, 0 to look at\n"
        "  block unbalanced-bracket in body: “The drug (a blocker was given.”\n"
        "    The bracket “(” is opened and never closed. "
        "Add the bracket that is missing, or take this one out.\n"
    )


def test_preflight_says_so_when_there_is_nothing_to_find():
    writing.create(make_document(), by=make_writer(), slug="examplitis")

    assert run("examplitis") == "examplitis: no findings\n"


def test_preflight_prints_one_json_object_per_article():
    writer = make_writer()
    writing.create(make_document(uuid=""), by=writer, slug="second")
    writing.create(in_body("Rest,sleep and water help.", uuid=""), by=writer, slug="first")

    assert [json.loads(line) for line in run("--all", "--json").splitlines()] == [
        {
            "slug": "first",
            "findings": [
                {
                    "rule": "glued-words",
                    "severity": "warn",
                    "words": "Rest,sleep",
                    "place": "body",
                    "why": "Two words seem to have lost the space between them.",
                    "mend": "Put the space back, or say that the word is written so.",
                }
            ],
        },
        {"slug": "second", "findings": []},
    ]


def test_preflight_without_articles_says_so():
    assert run("--all") == "There are no articles to check.\n"
    assert run("--all", "--json") == ""


def test_preflight_refuses_an_address_that_no_article_has():
    writing.create(make_document(), by=make_writer(), slug="examplitis")

    with pytest.raises(CommandError, match=r"^No article has the address nobody, nothing\.$"):
        run("nobody", "examplitis", "nothing")


@pytest.mark.parametrize("arguments", [[], ["examplitis", "--all"], ["--all", "--file", "a.txt"]])
def test_preflight_asks_what_to_check(arguments: list[str]):
    with pytest.raises(CommandError, match=r"^Say what to check"):
        run(*arguments)


def test_preflight_checks_a_file_with_its_reviewers(tmp_path: Path):
    path = tmp_path / "draft.txt"
    path.write_text(
        "Authored by Ann Ash, PhD\nMedically Reviewed by Carl Cedar, MD )retired), MPH\n"
        "The Bottom Line:\nExamplimab works.\nBackground:\nExamplitis is rare.\n"
        "Links and Resources:\nWatch the interview with the team here:\n",
        encoding="utf-8",
    )

    printed = json.loads(run("--file", str(path), "--json"))

    assert printed["file"] == str(path)
    places = {finding["place"]: finding["rule"] for finding in printed["findings"] if finding["words"]}
    assert places["reviewers.0.credentials.0"] == "unbalanced-bracket"
    assert places["body"] == "dangling-here"


def test_preflight_refuses_a_file_that_cannot_be_read(tmp_path: Path):
    with pytest.raises(CommandError, match=r"nowhere\.txt: There is no such file\.$"):
        run("--file", str(tmp_path / "nowhere.txt"))
