"""Print what the pre-flight checks find in articles, or in a file before it is imported."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.document import content_of
from articles.importing import drafting, reading
from articles.models import Article
from articles.preflight import Finding, findings

_PROGRESS_SECONDS = 2
_PRINTED = ("rule", "severity", "words", "place", "why", "mend")


class Command(BaseCommand):
    help = "Print the findings of articles, or of a file before it is imported."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="the address of an article")
        parser.add_argument("--file", metavar="PATH", help="a text, Markdown, Word or HTML file instead")
        parser.add_argument("--all", action="store_true", help="every article instead")
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object per article, each on one line"
        )

    def handle(self, *, slugs: list[str], **options: Any) -> None:
        if sum(map(bool, (slugs, options["file"], options["all"]))) != 1:
            raise CommandError("Say what to check: addresses of articles, or --file PATH, or --all.")
        if options["file"]:
            checked = iter([({"file": options["file"]}, findings(_document_in(options["file"])))])
        else:
            checked = self._articles(slugs)
        count = 0
        for name, found in checked:
            count += 1
            self.stdout.write(_as_json(name, found) if options["json"] else _as_text(name, found))
        if not count and not options["json"]:
            self.stdout.write("There are no articles to check.")

    def _articles(self, slugs: list[str]) -> Iterator[tuple[dict[str, str], list[Finding]]]:
        articles = Article.objects.order_by("slug")
        if slugs:
            articles = articles.filter(slug__in=slugs)
            known = set(articles.values_list("slug", flat=True))
            if unknown := [slug for slug in dict.fromkeys(slugs) if slug not in known]:
                raise CommandError(f"No article has the address {', '.join(unknown)}.")
        total = articles.count()
        shown = time.monotonic()
        for number, article in enumerate(articles.iterator(), start=1):
            yield {"slug": article.slug}, findings(content_of(article))
            if time.monotonic() - shown > _PROGRESS_SECONDS:
                shown = time.monotonic()
                self.stderr.write(f"{number:,} of {total:,} articles …", ending="\n")


def _document_in(path: str) -> dict[str, Any]:
    """The content document that a file would become, with the reviewers it names; raises CommandError."""
    try:
        manuscript = reading.read(path)
    except reading.Unreadable as refusal:
        raise CommandError(f"{path}: {refusal}") from None
    reviewers = [asdict(reviewer) for reviewer in manuscript.reviewers]
    return drafting.to_document(manuscript) | {"reviewers": reviewers}


def _as_json(name: dict[str, str], found: list[Finding]) -> str:
    printed = [{key: finding.as_dict()[key] for key in _PRINTED} for finding in found]
    return json.dumps(name | {"findings": printed})


def _as_text(name: dict[str, str], found: list[Finding]) -> str:
    blocks = sum(finding.blocks for finding in found)
    count = (
        f"{blocks} to mend before submission, {len(found) - blocks} to look at" if found else "no findings"
    )
    lines = [f"{next(iter(name.values()))}: {count}"]
    for finding in found:
        quoted = f": “{finding.words}”" if finding.words else ""
        lines.append(f"  {finding.severity} {finding.rule} in {finding.place}{quoted}")
        lines.append(f"    {finding.why} {finding.mend}")
    return "\n".join(lines)
