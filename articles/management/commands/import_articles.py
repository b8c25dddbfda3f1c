"""Import documents as drafts: all or nothing for each file, and the same file twice creates nothing twice."""

import json
import os
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.acts import Refused
from articles.importing import confirming, decoding, drafting, reading
from articles.importing.manuscript import Manuscript
from articles.importing.pending import ImportedBefore, Opened, digest
from articles.models import User

_PROGRESS_SECONDS = 2
_REPORTED = 20


class Command(BaseCommand):
    help = "Import text, Markdown, Word and HTML files, or folders of them, as drafts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="a file, or a folder with all that is in it"
        )
        parser.add_argument(
            "--by", metavar="EMAIL", help="who imports; needed unless there is just one superuser"
        )
        parser.add_argument("--dry-run", action="store_true", help="only show what would be imported")
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object per file, each on one line"
        )

    def handle(self, *, paths: list[str], **options: Any) -> None:
        self.options = options
        try:
            self._import_all(paths, options)
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever read the output has had enough (`| head`). Nobody is left to be told, at exit neither.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    def _import_all(self, paths: list[str], options: dict[str, Any]) -> None:
        self.by = None if options["dry_run"] else _importer(options["by"])
        files, skipped = _files(paths)
        self.detailed = len(files) <= _REPORTED or options["verbosity"] > 1
        counts: Counter[str] = Counter()
        failures: list[str] = []
        shown = time.monotonic()
        for number, path in enumerate(files, start=1):
            counts[self._import(path, failures)] += 1
            if time.monotonic() - shown > _PROGRESS_SECONDS:
                shown = time.monotonic()
                self.stderr.write(f"{number:,} of {len(files):,} files …", ending="\n")
        self._finish(counts, skipped, failures, len(files))

    def _import(self, path: Path, failures: list[str]) -> str:
        """Import one file, print what came of it, and return that in a word."""
        name = os.fsencode(path).decode("utf-8", errors="replace")
        try:
            content = decoding.content_of(path)
            manuscript, images = reading.read_with_images(content, suffix=path.suffix.lower())
            result = {"file": name} | manuscript.as_json()
            outcome = "readable"
            if self.by is not None:
                outcome = result["outcome"] = self._draft(Opened(manuscript, images), content, result)
        except (reading.Unreadable, drafting.CannotDraft, Refused) as refusal:
            failures.append(f"{name}: {refusal}")
            self._print({"file": name, "error": str(refusal)}, f"{name}: {refusal}", always=True)
            return "not imported"
        self._print(result, _report(name, manuscript, result, outcome))
        return outcome

    def _draft(self, file: Opened, content: bytes, result: dict[str, Any]) -> str:
        assert self.by is not None
        try:
            article, unusable = confirming.draft_as_read(file, by=self.by, file_sha256=digest(content))
            result["warnings"] += unusable
        except (drafting.AlreadyImported, ImportedBefore) as known:
            result["slug"] = known.article.slug
            return "imported before"
        result["slug"] = article.slug
        return "drafted"

    def _print(self, result: dict[str, Any], report: str, *, always: bool = False) -> None:
        if self.options["json"]:
            self.stdout.write(json.dumps(result))
        elif self.detailed or always:
            self.stdout.write(report)

    def _finish(self, counts: Counter[str], skipped: int, failures: list[str], total: int) -> None:
        summary = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(counts.items())) or "no files"
        if skipped:
            summary += f"; {skipped:,} of another kind skipped"
        stream = self.stderr if self.options["json"] else self.stdout
        if total != 1 or skipped:
            stream.write(f"{total:,} {'file' if total == 1 else 'files'}: {summary}.")
        if len(failures) == 1 and total == 1:
            raise CommandError(failures[0])
        if failures:
            raise CommandError(f"{len(failures):,} of {total:,} files were not imported: see above.")
        if not total:
            raise CommandError(
                "There is nothing to import: no file ends in " + ", ".join(sorted(reading.EXTENSIONS)) + "."
            )


def _importer(email: str | None) -> User:
    """The account that will own the drafts; raises CommandError if that is not plain."""
    if email:
        user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if user is None:
            raise CommandError(f"No active account has the e-mail address {email}.")
    else:
        superusers = list(User.objects.filter(is_superuser=True, is_active=True)[:2])
        if len(superusers) != 1:
            raise CommandError(
                "Say with --by EMAIL whose drafts these will be: there is not exactly one superuser."
            )
        user = superusers[0]
    if not user.has_perm("articles.add_article"):
        raise CommandError(f"{user.email} may not write articles. Choose an account that may.")
    return user


def _files(paths: list[str]) -> tuple[list[Path], int]:
    """Every file to read, folders walked in order, and how many files of other kinds were passed over."""
    files: list[Path] = []
    skipped = 0
    for path in map(Path, paths):
        if not path.is_dir():
            files.append(path)
            continue
        for found in _walk(path):
            known = found.suffix.lower() in reading.EXTENSIONS
            files += [found] if known else []
            skipped += not known
    return files, skipped


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            # `~$name.docx` is what Word leaves beside an open document.
            if not name.startswith((".", "~$")):
                yield Path(place) / name


def _report(name: str, manuscript: Manuscript, result: dict[str, Any], outcome: str) -> str:
    """What was mapped and what was not, for people."""
    lines = [f"{name}: {outcome}" + (f" as {result['slug']}" if "slug" in result else "")]
    dates = ", ".join(f"{what} {day}" for what, day in vars(manuscript.dates).items() if day)
    parts = [
        ("kind", manuscript.kind.replace("_", " ")),
        ("language", manuscript.language),
        ("title", manuscript.title or "(none found)"),
        ("source", " ".join(filter(None, [manuscript.source, manuscript.source_url]))),
        ("authors", "; ".join(", ".join([p.name, *p.credentials]) for p in manuscript.authors)),
        (
            "reviewers (source note only)",
            "; ".join(", ".join([p.name, *p.credentials]) for p in manuscript.reviewers),
        ),
        ("dates (source note only)", dates),
        ("summary", f"{len(manuscript.summary.split())} words" if manuscript.summary else ""),
        ("sections", " · ".join(section.heading or "(without heading)" for section in manuscript.sections)),
        ("key points", len(manuscript.key_points) or ""),
        ("quotations", "; ".join(said.speaker or "(no speaker)" for said in manuscript.quotations)),
        ("references", len(manuscript.references) or ""),
        ("images", len(manuscript.images) or ""),
        ("topics", ", ".join(manuscript.topics)),
    ]
    lines += [f"  {what}: {value}" for what, value in parts if value]
    for heading, found in [("found no place", result["unmapped"]), ("look at", result["warnings"])]:
        lines += [f"  {heading}:", *(f"    {line}" for line in found)] if found else []
    return "\n".join(lines)
