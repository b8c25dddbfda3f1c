"""Everything on record about one article, as one file."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.models import Article
from reviewers import exporting


class Command(BaseCommand):
    help = "Write everything on record about an article into a zip file; the export is on record itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the article's address, as in /articles/SLUG/")
        parser.add_argument("file", type=Path, help="where to write it; nothing is overwritten")

    def handle(self, **options: Any) -> None:
        slug, file = options["slug"], options["file"]
        article = (
            Article.objects.filter(slug=slug).first() or Article.objects.filter(slugs__slug=slug).first()
        )
        if article is None:
            raise CommandError(f"There is no article with the address {slug}.")
        if file.exists():
            raise CommandError(f"There is a file {file} already: nothing was written.")
        if not file.parent.is_dir():
            raise CommandError(f"There is no folder {file.parent}.")
        try:
            with exporting.export(article, by=None) as bundle:
                _put(bundle, file)
        except OSError as problem:
            raise CommandError(f"{file} could not be written: {problem.strerror}.") from problem
        self.stdout.write(f"The record of “{article.title}” is in {file}.")


def _put(bundle: Any, file: Path) -> None:
    """Write beside it first, so that half a file never passes for one."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as written:
            shutil.copyfileobj(bundle, written)
        os.replace(name, file)
    except OSError:
        os.unlink(name)
        raise
