"""What a person decides about a file before it becomes a draft, and the manuscript that follows from that."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from articles.importing.blocks import escape, escape_inline
from articles.importing.images import shown
from articles.importing.manuscript import Manuscript, Section

NOTE, BODY, DROP = "note", "body", "drop"
DESCRIBED, DECORATIVE, OUT = "described", "decorative", "out"


@dataclass(frozen=True)
class ImageChoice:
    """How one image is shown: described by its alternative text, as decoration, or not at all.

    Described with no words is an image whose alternative text is still to be written: the checks then stop it.
    """

    show: str = DESCRIBED
    alt: str = ""
    caption: str = ""
    credit: str = ""
    licence: str = ""

    def markdown(self, digest: str) -> str:
        """The image in the text; nothing if it is left out."""
        if self.show == OUT:
            return ""
        if self.show == DECORATIVE:
            return f'![](figure:{digest} "decorative")'
        return f"![{escape_inline(' '.join(self.alt.split()))}](figure:{digest})"


@dataclass(frozen=True)
class Choices:
    """What a person decided; what they said nothing of stays as it was read.

    `lines` says for a line that found no place whether it goes into the source note (unless they say otherwise), to
    the body's end, or is dropped. `images` are by the SHA-256 of their bytes.
    """

    kind: str = ""
    language: str = ""
    lines: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, ImageChoice] = field(default_factory=dict)


def decided(manuscript: Manuscript, choices: Choices, digests: Mapping[str, str]) -> Manuscript:
    """The manuscript with every choice carried out. `digests` are the figures that the images became.

    An image without a figure is left out. What the file said of an image that nobody described anew stays in the note.
    """
    use = {
        image.sha256: choices.images.get(image.sha256, ImageChoice())
        for image in manuscript.images
        if image.sha256 in digests
    }

    def markdown_of(sha256: str) -> str:
        return use[sha256].markdown(digests[sha256]) if sha256 in use else ""

    sections = [replace(section, text=shown(section.text, markdown_of)) for section in manuscript.sections]
    to_body = [line for line in manuscript.unmapped if choices.lines.get(line) == BODY]
    if to_body:
        sections.append(Section("", "\n\n".join(escape(" ".join(line.split())) for line in to_body)))
    unmapped = [line for line in manuscript.unmapped if choices.lines.get(line, NOTE) == NOTE]
    undescribed = [
        image.line for image in manuscript.images if image.sha256 not in use or not use[image.sha256].alt
    ]
    return replace(
        manuscript,
        sections=[section for section in sections if section.heading or section.text],
        unmapped=[*unmapped, *undescribed],
        images=[],
    )
