"""The bytes of a rendition, as the store keeps them: believed only when their digest is their name."""

import hashlib

from django.core.files.storage import default_storage

from articles.figures.storing import file_name


def kept(digest: str, extension: str) -> bytes | None:
    """The bytes that the store keeps under a rendition's name, whatever they are; None if there are none."""
    try:
        with default_storage.open(file_name(digest, extension)) as file:
            return file.read()
    except OSError:
        return None


def are_named(content: bytes, digest: str) -> bool:
    """Whether bytes are those that a digest names."""
    return hashlib.sha256(content).hexdigest() == digest
