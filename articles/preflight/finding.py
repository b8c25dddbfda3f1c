"""What a check found: one remark on exact words of a document."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """`BLOCK` stops submission; `WARN` needs a written acknowledgement."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True)
class Finding:
    """One remark: `words` stand exactly so in the text at `place`, and are empty where something is missing.

    `place` is a path in the document, such as `key_points.2.text`.
    """

    rule: str
    severity: Severity
    words: str
    place: str
    why: str
    mend: str

    @property
    def blocks(self) -> bool:
        return self.severity == Severity.BLOCK

    @property
    def fingerprint(self) -> str:
        """The same for the same remark on the same words, wherever in a list they move."""
        field = ".".join(step for step in self.place.split(".") if not step.isdigit())
        return hashlib.sha256("\n".join([self.rule, field, self.words]).encode()).hexdigest()[:16]

    def as_dict(self) -> dict[str, str]:
        """The finding as plain text values, with its fingerprint."""
        return {
            "rule": self.rule,
            "severity": str(self.severity),
            "words": self.words,
            "place": self.place,
            "why": self.why,
            "mend": self.mend,
            "fingerprint": self.fingerprint,
        }
