"""A pending file becomes a draft, or the newer text of one: the moment at which something is made of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from articles import document, writing
from articles.figures import storing
from articles.figures.decoding import BadImage
from articles.importing import drafting
from articles.importing.choosing import OUT, Choices, ImageChoice, decided
from articles.importing.manuscript import Manuscript
from articles.importing.pending import CannotImport, ImportedBefore, Opened, digest, opened, refuse_known
from articles.importing.updating import updated
from articles.models import Article, ArticleVersion, PendingImport, User
from articles.rendering.markdown import MOST_CHARACTERS
from articles.trashing import trashed_objections


class BadImages(CannotImport):
    """Images of the file cannot be shown: `refused` has a sentence for each, by the SHA-256 of its bytes."""

    def __init__(self, refused: Mapping[str, str]) -> None:
        self.refused = refused
        super().__init__(list(refused.values()))


def make_draft(pending: PendingImport, choices: Choices, *, by: User) -> Article:
    """A new article of a pending file, which is then done with. Raises CannotImport, BadImages and ImportedBefore."""
    sha256 = digest(bytes(pending.content))
    refuse_known(sha256)
    file = opened(pending, kind=choices.kind, language=choices.language)
    manuscript = decided(file.manuscript, choices, figures(file, choices, by=by))
    try:
        with transaction.atomic():
            article = drafting.create_draft(manuscript, by=by, file_sha256=sha256)
            pending.delete()
            return article
    except drafting.AlreadyImported as known:
        raise ImportedBefore(known.article) from known
    except drafting.CannotDraft as problem:
        raise CannotImport(str(problem)) from problem


def draft_as_read(file: Opened, *, by: User, file_sha256: str) -> tuple[Article, list[str]]:
    """A new article of a file that nobody reviewed, and a sentence for each image that cannot be shown.

    Images stand at their place without alternative text, which the checks ask for before review; what the file itself
    says that they show is in the source note. Raises ImportedBefore, and what `drafting.create_draft` raises.
    """
    refuse_known(file_sha256)
    choices = Choices()
    refused: Mapping[str, str] = {}
    try:
        made = figures(file, choices, by=by)
    except BadImages as problem:
        refused = problem.refused
        choices = Choices(images={sha256: ImageChoice(OUT) for sha256 in refused})
        made = figures(file, choices, by=by)
    manuscript = decided(file.manuscript, choices, made)
    unusable = [f"An image was left out. {sentence}" for sentence in refused.values()]
    manuscript = replace(manuscript, warnings=[*manuscript.warnings, *unusable])
    return drafting.create_draft(manuscript, by=by, file_sha256=file_sha256), unusable


def update_draft(pending: PendingImport, choices: Choices, *, by: User, seen: int) -> ArticleVersion | None:
    """The article that a pending file is for says what the file says; see `updating.updated` for what it keeps.

    Returns the new version, or None if nothing changed. Raises what `make_draft` and `writing.save` raise.
    """
    article = pending.into
    assert article is not None
    sha256 = digest(bytes(pending.content))
    refuse_known(sha256, into=article)
    if reasons := trashed_objections(article):
        raise CannotImport(reasons)
    file = opened(pending, kind=choices.kind, language=choices.language)
    manuscript = decided(file.manuscript, choices, figures(file, choices, by=by))
    content, _kept = updated_content(article, manuscript)
    note = noted(article.source_note, pending.name, manuscript)
    desk = {"source_note": note, "imported_sha256": sha256}
    version = writing.save(article, content, by=by, seen=seen, desk=desk)
    pending.delete()
    return version


def updated_content(article: Article, manuscript: Manuscript) -> tuple[dict[str, Any], list[str]]:
    """What the article would say with a newer file, and the names of the parts that it keeps for want of others."""
    content, kept = updated(document.content_of(article), drafting.to_document(manuscript))
    if len(content["body"]) > MOST_CHARACTERS:
        raise CannotImport(f"The text is longer than {MOST_CHARACTERS:,} characters. Import it in parts.")
    return content, kept


def noted(before: str, name: str, manuscript: Manuscript) -> str:
    """The source note with what a newer file adds to it."""
    added = drafting.source_note(manuscript)
    if not added or added in before:
        return before
    return "\n\n".join(
        filter(None, [before, f"From the newer file “{name}”:\n\n{added}" if before else added])
    )


def figures(file: Opened, choices: Choices, *, by: User) -> dict[str, str]:
    """The figure that each image became, by the SHA-256 of its bytes in the file; what is left out becomes none.

    Each is an act of its own: figures that nothing uses, because the draft failed after all, are cleaned up in time.
    Raises BadImages for those that are no images.
    """
    given = [(image, choices.images.get(image.sha256, ImageChoice())) for image in file.manuscript.images]
    wanted = [(image, choice) for image, choice in given if choice.show != OUT]
    if wanted and not by.has_perm("articles.add_figure"):
        raise CannotImport("You may not add images. Leave them out, or ask somebody who may.")
    made, refused = {}, {}
    for image, choice in wanted:
        try:
            made[image.sha256] = storing.store(
                file.images[image.sha256],
                by=by,
                caption=choice.caption,
                credit=choice.credit,
                licence=choice.licence,
            ).digest
        except BadImage as problem:
            refused[image.sha256] = str(problem)
    if refused:
        raise BadImages(refused)
    return made
